// Makes the wasm modules of a release smaller for brotli: what the script beside a module does not call is left out of
// it, the names by which the two know each other are short, and functions stand beside those like them.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { APART, SHARED, divide } from './divide-module.mjs';
import { SECTION, block, exported, imported, leb, list, number, read, section, text, vector, write } from './wasm-sections.mjs';

// How long the runs of bytes are by which functions are compared, and how many digests of them.
const [RUN, DIGESTS] = [5, 512];
const SAME_SIGNATURE = 1.15;
const [features, page, ...files] = process.argv.slice(2);
// For whoever reads a stack: the names stay, and with them the order.
const NAMED = Boolean(process.env.STEPWRIGHT_NAMES);
for (const file of files) {
  const apart = join(dirname(page), APART);
  const divided = divide(readFileSync(file), NAMED);
  if (divided) {
    writeFileSync(file, divided.program);
    writeFileSync(apart, divided.deferred);
    order(apart);
    name(APART);
  }
  shorten(file, file.replace(/_bg\.wasm$/, '.js'));
  optimize(file, '--remove-unused-module-elements');
  order(file);
}

// As index.html does with what every build has. A page that did not name it would never have it.
function name(part) {
  const source = readFileSync(page, 'utf8');
  const named = source.replace('<meta name="editor.js"', `<meta name="${part}" content="${part}">\n    $&`);
  if (named === source) throw new Error(`${page} names no parts`);
  writeFileSync(page, named);
}

function optimize(file, ...passes) {
  execFileSync('wasm-opt', [file, ...features.trim().split(' '), ...passes, ...(NAMED ? ['-g'] : []), '-o', file], { stdio: 'inherit' });
}

// wasm-bindgen's names carry the digests of types. Renamed in both files; what neither the script nor the
// deferred part names is no export.
function shorten(file, script) {
  const sections = read(readFileSync(file));
  let source = readFileSync(script, 'utf8');
  const named = new Set(source.match(/\w+/g));
  const imports = list(sections.get(SECTION.imports), imported);
  const exports = list(sections.get(SECTION.exports), exported).filter(({ name }) => named.has(name) || name.startsWith(SHARED));
  const generated = [...imports, ...exports].map(({ name }) => name).filter((name) => /^(__wb|wasm_bindgen__)/.test(name));
  // `$` and a number: esbuild makes no such name.
  const short = new Map([...new Set(generated)].map((name, index) => [name, `$${index.toString(36)}`]));
  source = source.replace(/\w+/g, (word) => short.get(word) ?? word);
  for (const entry of [...imports, ...exports]) entry.name = short.get(entry.name) ?? entry.name;
  sections.set(SECTION.imports, vector(imports.map(({ module, name, rest }) => [text(module), text(name), rest])));
  sections.set(SECTION.exports, vector(exports.map(({ name, rest }) => [text(name), rest])));
  writeFileSync(script, source);
  writeFileSync(file, write(sections));
}

// Named in the order wanted, for wasm-opt to sort by name.
function order(file) {
  if (NAMED) return;
  const sections = read(readFileSync(file));
  const types = list(sections.get(SECTION.functions), number);
  const bodies = list(sections.get(SECTION.code), block);
  const bySignature = (a, b) => types[a] - types[b] || bodies[a].length - bodies[b].length || Buffer.compare(bodies[a], bodies[b]);
  const names = Array(bodies.length);
  chain([...bodies.keys()].sort(bySignature), bodies, types).forEach((index, place) => (names[index] = String(place).padStart(6, '0')));
  const before = list(sections.get(SECTION.imports), imported).filter(({ kind }) => kind === 0).length;
  const functions = vector(names.map((name, index) => [leb(before + index), text(name)]));
  const payload = Buffer.concat([text('name'), Buffer.of(1), leb(functions.length), functions]);
  writeFileSync(file, Buffer.concat([readFileSync(file), section(SECTION.custom, payload)]));
  optimize(file, '--reorder-functions-by-name');
}

// After each function the one left that has most in common with it, a little rather one of its signature. Compared are
// runs of bytes: of each function the digests that are lowest.
function chain(indices, bodies, types) {
  const sketches = bodies.map(sketch);
  const holders = new Map();
  for (const index of indices) {
    for (const digest of sketches[index]) holders.has(digest) ? holders.get(digest).push(index) : holders.set(digest, [index]);
  }
  const common = new Uint16Array(bodies.length);
  const left = new Set(indices);
  const chained = [];
  for (let next = indices[0]; next !== undefined; next = nearest(next) ?? left.values().next().value) {
    left.delete(next);
    chained.push(next);
  }
  return chained;

  function nearest(index) {
    common.fill(0);
    for (const digest of sketches[index]) for (const other of holders.get(digest)) common[other]++;
    let best = { share: 0 };
    for (const other of left) {
      const weight = types[other] === types[index] ? SAME_SIGNATURE : 1;
      const share = (weight * common[other]) / Math.max(sketches[other].length, sketches[index].length);
      if (share > best.share || (share > 0 && share === best.share && other < best.other)) best = { share, other };
    }
    return best.other;
  }
}

function sketch(body) {
  const digests = new Set();
  for (let end = RUN; end <= body.length; end++) {
    let digest = 0;
    for (let at = end - RUN; at < end; at++) digest = (Math.imul(digest, 31) + body[at]) | 0;
    digest = Math.imul(digest ^ (digest >>> 15), 0x2c1b3c6d);
    digests.add((digest ^ (digest >>> 12)) >>> 0);
  }
  return Uint32Array.from(digests).sort().subarray(0, DIGESTS);
}
