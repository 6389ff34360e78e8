// Puts the functions of wasm modules beside those like them, by signature and size: brotli, which finds what repeats,
// makes a hundredth less of the same program. Does so by naming them in that order and letting wasm-opt sort them.
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';

const SECTION = { custom: 0, imports: 2, functions: 3, code: 10 };
const [features, ...files] = process.argv.slice(2);
for (const file of files) order(file);

function order(file) {
  const bytes = readFileSync(file);
  const sections = starts();
  const types = list(sections.get(SECTION.functions), number);
  const bodies = list(sections.get(SECTION.code), (at) => {
    const [length, start] = number(at);
    return [bytes.subarray(start, start + length), start + length];
  });
  const alike = (a, b) => types[a] - types[b] || bodies[a].length - bodies[b].length || Buffer.compare(bodies[a], bodies[b]);
  const order = [...bodies.keys()].sort(alike);
  // Names that sort as the order is.
  const names = Array(order.length);
  order.forEach((index, place) => (names[index] = String(place).padStart(6, '0')));
  const imported = importedFunctions(sections.get(SECTION.imports));
  const map = Buffer.concat([leb(names.length), ...names.map((name, index) => Buffer.concat([leb(imported + index), text(name)]))]);
  const payload = Buffer.concat([text('name'), Buffer.of(1), leb(map.length), map]);
  const named = `${file}.named`;
  writeFileSync(named, Buffer.concat([bytes, Buffer.of(SECTION.custom), leb(payload.length), payload]));
  execFileSync('wasm-opt', [named, ...features.trim().split(' '), '--reorder-functions-by-name', '-o', file], { stdio: 'inherit' });
  rmSync(named);

  function number(at) {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++];
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return [value, at];
    }
  }

  // Where the contents of each section start.
  function starts() {
    const found = new Map();
    for (let at = 8; at < bytes.length; ) {
      const kind = bytes[at];
      const [length, start] = number(at + 1);
      found.set(kind, start);
      at = start + length;
    }
    return found;
  }

  function list(start, item) {
    let [count, at] = number(start);
    return Array.from({ length: count }, () => {
      const [value, next] = item(at);
      at = next;
      return value;
    });
  }

  function importedFunctions(start) {
    return list(start, (at) => {
      for (let part = 0; part < 2; part++) {
        const [length, name] = number(at);
        at = name + length;
      }
      const kind = bytes[at++];
      if (kind === 0) return [1, number(at)[1]];
      if (kind === 3) return [0, at + 2];
      throw new Error(`${file}: an import of kind ${kind} is not known here`);
    }).reduce((sum, one) => sum + one, 0);
  }
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
  return Buffer.concat([leb(string.length), Buffer.from(string)]);
}
