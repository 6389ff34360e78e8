// The sizes of dist/ by kind, in bytes; alone, it prints them and fails beyond the budget.
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';

// Everything the page needs to start, compressed as a static host would.
const BUDGET = 1_000_000;
const dist = fileURLToPath(new URL('../dist', import.meta.url));

export function sizes() {
  const kinds = ['.wasm', '.js', '.css'].map((kind) => {
    const files = readdirSync(dist).filter((name) => extname(name) === kind).map((name) => readFileSync(join(dist, name)));
    const total = (measure) => files.reduce((sum, bytes) => sum + measure(bytes), 0);
    return { kind: kind.slice(1), raw: total((bytes) => bytes.length), brotli: total((bytes) => brotliCompressSync(bytes).length) };
  });
  const sum = (key) => kinds.reduce((total, kind) => total + kind[key], 0);
  return [...kinds, { kind: 'all', raw: sum('raw'), brotli: sum('brotli') }];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const rows = sizes();
  const { brotli } = rows.at(-1);
  console.error(`build: ${rows.map((row) => `${row.kind} ${row.raw} (${row.brotli})`).join(', ')} bytes (brotli)`);
  if (brotli > BUDGET) {
    console.error(`build: ${brotli} bytes exceed the budget of ${BUDGET} (scripts/size.mjs)`);
    process.exit(1);
  }
}
