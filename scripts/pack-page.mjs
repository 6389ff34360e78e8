// The page of a release fetches fewer files: its styles are one, in which brotli finds more of what repeats, and the
// scripts beside the program are part of the program's own.
import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const STYLE = /<link rel="stylesheet" href="\.\/([^"]+)"\/>\s*/g;
const SNIPPET = /<link rel="modulepreload" href="\.\/snippets\/[^>]+>/g;
const [folder] = process.argv.slice(2);
const page = join(folder, 'index.html');
const source = readFileSync(page, 'utf8');
const parts = [...source.matchAll(STYLE)].map(([, name]) => join(folder, name));
if (parts.length === 0 || source.search(SNIPPET) < 0) throw new Error(`${page} names no styles or no scripts as trunk does`);
const styles = parts.map((part) => readFileSync(part, 'utf8').trim()).join('');
const name = `style-${createHash('sha256').update(styles).digest('hex').slice(0, 16)}.css`;
for (const part of [...parts, join(folder, 'snippets')]) rmSync(part, { recursive: true });
writeFileSync(join(folder, name), styles);
let links = `<link rel="stylesheet" href="./${name}"/>\n    `;
writeFileSync(page, source.replace(SNIPPET, '').replace(STYLE, () => [links, (links = '')][0]));
