// Gives what the page fetches later a name that only this build has, and writes it into the page (index.html, `meta`): so
// no page gets a part of another build, neither from its host nor out of a cache.
import { createHash } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';

const [folder] = process.argv.slice(2);
const page = join(folder, 'index.html');
const source = readFileSync(page, 'utf8');
let named = 0;
const renamed = source.replace(/<meta name="([^"]+)" content="\1">/g, (_, part) => {
  const digest = createHash('sha256').update(readFileSync(join(folder, part))).digest('hex').slice(0, 16);
  const name = `${part.slice(0, -extname(part).length)}-${digest}${extname(part)}`;
  renameSync(join(folder, part), join(folder, name));
  named++;
  return `<meta name="${part}" content="${name}">`;
});
if (named === 0) throw new Error(`${page} names no parts`);
writeFileSync(page, renamed);
