// Makes the wasm modules of a release smaller for brotli: what the script beside a module does not call is left out of
// it, the names by which the two know each other are short, and functions stand beside those like them.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

const HEADER = Buffer.from('\0asm\x01\0\0\0', 'latin1');
const SECTION = { custom: 0, imports: 2, functions: 3, exports: 7, code: 10 };
// How long the runs of bytes are by which functions are compared, and how many digests of them.
const [RUN, DIGESTS] = [5, 512];
const SAME_SIGNATURE = 1.15;
const [features, ...files] = process.argv.slice(2);
for (const file of files) {
  shorten(file, file.replace(/_bg\.wasm$/, '.js'));
  optimize(file, '--remove-unused-module-elements');
  order(file);
}

function optimize(file, ...passes) {
  execFileSync('wasm-opt', [file, ...features.trim().split(' '), ...passes, '-o', file], { stdio: 'inherit' });
}

// wasm-bindgen's names carry the digests of types. Renamed in both files; what the script does not name is no export.
function shorten(file, script) {
  const sections = read(file);
  let source = readFileSync(script, 'utf8');
  const named = new Set(source.match(/\w+/g));
  const imports = list(sections.get(SECTION.imports), imported);
  const exports = list(sections.get(SECTION.exports), exported).filter(({ name }) => named.has(name));
  const generated = [...imports, ...exports].map(({ name }) => name).filter((name) => /^(__wb|wasm_bindgen__)/.test(name));
  // `$` and a number: esbuild makes no such name.
  const short = new Map([...new Set(generated)].map((name, index) => [name, `$${index.toString(36)}`]));
  source = source.replace(/\w+/g, (word) => short.get(word) ?? word);
  for (const entry of [...imports, ...exports]) entry.name = short.get(entry.name) ?? entry.name;
  sections.set(SECTION.imports, vector(imports.map(({ module, name, rest }) => [text(module), text(name), rest])));
  sections.set(SECTION.exports, vector(exports.map(({ name, rest }) => [text(name), rest])));
  writeFileSync(script, source);
  writeFileSync(file, Buffer.concat([HEADER, ...[...sections].map(([kind, contents]) => section(kind, contents))]));
}

// Named in the order wanted, for wasm-opt to sort by name.
function order(file) {
  const sections = read(file);
  const types = list(sections.get(SECTION.functions), number);
  const bodies = list(sections.get(SECTION.code), block);
  const bySignature = (a, b) => types[a] - types[b] || bodies[a].length - bodies[b].length || Buffer.compare(bodies[a], bodies[b]);
  const names = Array(bodies.length);
  chain([...bodies.keys()].sort(bySignature), bodies, types).forEach((index, place) => (names[index] = String(place).padStart(6, '0')));
  const before = list(sections.get(SECTION.imports), imported).length;
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

// The contents of the sections in their order, without those for tools.
function read(file) {
  const bytes = readFileSync(file);
  const found = new Map();
  for (let at = HEADER.length; at < bytes.length; ) {
    const [contents, next] = block(bytes, at + 1);
    if (bytes[at] !== SECTION.custom) found.set(bytes[at], contents);
    at = next;
  }
  return found;
}

// Each of these answers what stands at a place, and where the next thing does.

function number(bytes, at) {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++];
    value += (byte & 127) * 2 ** shift;
    if (byte < 128) return [value, at];
  }
}

function block(bytes, at) {
  const [length, start] = number(bytes, at);
  return [bytes.subarray(start, start + length), start + length];
}

function imported(bytes, at) {
  const [module, second] = block(bytes, at);
  const [name, third] = block(bytes, second);
  if (bytes[third] !== 0) throw new Error(`an import of kind ${bytes[third]} is not known here`);
  const next = number(bytes, third + 1)[1];
  return [{ module: String(module), name: String(name), rest: bytes.subarray(third, next) }, next];
}

function exported(bytes, at) {
  const [name, second] = block(bytes, at);
  const next = number(bytes, second + 1)[1];
  return [{ name: String(name), rest: bytes.subarray(second, next) }, next];
}

function list(bytes, item) {
  let [count, at] = number(bytes, 0);
  return Array.from({ length: count }, () => {
    const [value, next] = item(bytes, at);
    at = next;
    return value;
  });
}

function vector(items) {
  return Buffer.concat([leb(items.length), ...items.flat()]);
}

function section(kind, contents) {
  return Buffer.concat([Buffer.of(kind), leb(contents.length), contents]);
}

function leb(value) {
  const bytes = [];
  do {
    bytes.push((value & 127) | (value > 127 ? 128 : 0));
    value >>>= 7;
  } while (value > 0);
  return Buffer.from(bytes);
}

function text(string) {
  return Buffer.concat([leb(Buffer.byteLength(string)), Buffer.from(string)]);
}
