// The sizes of dist/, in bytes: by kind, of everything, and of what the first drawing waits for; alone, it prints them
// and fails beyond the budgets.
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';

// Compressed as a static host would: what is fetched before the canvas is drawn, and everything the page can ever load.
// They hold what there is. The goals are lower: 500 kB for the first drawing, 1 MB for everything.
const BUDGETS = { 'first paint': 528_000, all: 1_217_000 };
const KINDS = ['.wasm', '.js', '.css'];
const dist = fileURLToPath(new URL('../dist', import.meta.url));

export function sizes() {
  const listed = readdirSync(dist, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const files = listed.map((entry) => join(entry.parentPath ?? entry.path, entry.name)).filter((path) => KINDS.includes(extname(path))).map((path) => {
    const bytes = readFileSync(path);
    return { name: relative(dist, path), kind: extname(path).slice(1), raw: bytes.length, brotli: brotliCompressSync(bytes).length };
  });
  // What the page names is fetched at once; the rest, when it is needed.
  const page = readFileSync(join(dist, 'index.html'), 'utf8');
  const named = new Set([...page.matchAll(/(?:href|src)="\.\/([^"]+)"/g)].map(([, name]) => name));
  const row = (kind, chosen) => {
    const sum = (key) => chosen.reduce((total, file) => total + file[key], 0);
    return { kind, raw: sum('raw'), brotli: sum('brotli') };
  };
  return [
    ...KINDS.map((kind) => row(kind.slice(1), files.filter((file) => file.kind === kind.slice(1)))),
    row('first paint', files.filter((file) => named.has(file.name))),
    row('all', files),
  ];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const rows = sizes();
  console.error(`build: ${rows.map((row) => `${row.kind} ${row.raw} (${row.brotli})`).join(', ')} bytes (brotli)`);
  for (const { kind, brotli } of rows.filter(exceeds)) {
    console.error(`build: ${kind}: ${brotli} bytes exceed the budget of ${BUDGETS[kind]} (scripts/size.mjs)`);
    process.exitCode = 1;
  }
}

function exceeds({ kind, brotli }) {
  return brotli > (BUDGETS[kind] ?? Infinity);
}
