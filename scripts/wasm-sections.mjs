// The binary form of WebAssembly modules, read and written as far as the build needs it.
// https://webassembly.github.io/spec/core/binary/modules.html

export const HEADER = Buffer.from('\0asm\x01\0\0\0', 'latin1');
export const SECTION = { custom: 0, imports: 2, functions: 3, exports: 7, code: 10, data: 11, dataCount: 12 };

/** A module of these sections. */
export const write = (sections) => Buffer.concat([HEADER, ...[...sections].map(([kind, contents]) => section(kind, contents))]);

/** The contents of the sections in their order, of those for tools only the names of functions. */
export function read(bytes) {
  const found = new Map();
  for (let at = HEADER.length; at < bytes.length; ) {
    const [contents, next] = block(bytes, at + 1);
    if (bytes[at] !== SECTION.custom || String(block(contents, 0)[0]) === 'name') found.set(bytes[at], contents);
    at = next;
  }
  return found;
}

// Each of these answers what stands at a place, and where the next thing does.

export function number(bytes, at) {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++];
    value += (byte & 127) * 2 ** shift;
    if (byte < 128) return [value, at];
  }
}

export function block(bytes, at) {
  const [length, start] = number(bytes, at);
  return [bytes.subarray(start, start + length), start + length];
}

export function imported(bytes, at) {
  const [module, second] = block(bytes, at);
  const [name, third] = block(bytes, second);
  const kind = bytes[third];
  // A function's type; a table's, memory's or global's: kind of value, mutability or limits.
  const limits = (from) => number(bytes, bytes[from] & 1 ? number(bytes, from + 1)[1] : from + 1)[1];
  const next = [() => number(bytes, third + 1)[1], () => limits(third + 2), () => limits(third + 1), () => third + 3][kind]();
  return [{ module: String(module), name: String(name), kind, rest: bytes.subarray(third, next) }, next];
}

export function exported(bytes, at) {
  const [name, second] = block(bytes, at);
  const next = number(bytes, second + 1)[1];
  return [{ name: String(name), rest: bytes.subarray(second, next) }, next];
}

export function list(bytes, item) {
  let [count, at] = number(bytes, 0);
  return Array.from({ length: count }, () => {
    const [value, next] = item(bytes, at);
    at = next;
    return value;
  });
}

export function vector(items) {
  return Buffer.concat([leb(items.length), ...items.flat()]);
}

export function section(kind, contents) {
  return Buffer.concat([Buffer.of(kind), leb(contents.length), contents]);
}

export function leb(value) {
  const bytes = [];
  do {
    bytes.push((value & 127) | (value > 127 ? 128 : 0));
    value >>>= 7;
  } while (value > 0);
  return Buffer.from(bytes);
}

export function text(string) {
  return Buffer.concat([leb(Buffer.byteLength(string)), Buffer.from(string)]);
}
