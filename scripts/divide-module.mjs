// Divides the program of a release in two: what the first drawing does without is a module of its own, which the page
// fetches beside that drawing (src/platform/deferred.js). In its place the program keeps stubs, which have it fetched
// where it is not there yet, and call it through the table of functions.
import binaryen from '../tests/e2e/node_modules/binaryen/index.js';
import { SECTION, block, imported, list, read, text, vector, write } from './wasm-sections.mjs';

/** The name of the module apart. */
export const APART = 'deferred.wasm';
/** How the names begin by which the program's functions and places are known to it. */
export const SHARED = '%';

// What a page does not do before its first drawing: to run, to edit, to keep more than one machine, and the views of that.
// A function goes with what is in its name: where it is, and what it is made for.
const DEFERRED = `
  stepwright::asl::resource::deployed_text
  granit_parser:: stepwright::edit stepwright::interop
  stepwright::json::build stepwright::json::compose stepwright::json::edit
  stepwright::platform::files
  stepwright::query::choice::Rule>::holds stepwright::query::choice::timestamp stepwright::query::filter
  stepwright::query::intrinsics stepwright::query::jsonata::remote stepwright::query::select stepwright::query::template::eval
  stepwright::sim::children stepwright::sim::dataflow::env stepwright::sim::dataflow::jsonata::payload
  stepwright::sim::differences stepwright::sim::execution stepwright::sim::history stepwright::sim::items
  stepwright::sim::nested stepwright::sim::run stepwright::sim::step stepwright::sim::test_state stepwright::sim::world
  stepwright::studio::compare stepwright::studio::executions stepwright::studio::fidelity
  stepwright::studio::gesture::drop stepwright::studio::library stepwright::studio::moment stepwright::studio::project
  stepwright::studio::reduce::edit stepwright::studio::reduce::files stepwright::studio::reduce::project stepwright::studio::reduce::run stepwright::studio::undo
  stepwright::studio::workbench::opening stepwright::studio::workbench::rename
  stepwright::ui::canvas::pointer stepwright::ui::code stepwright::ui::dock::answer stepwright::ui::dock::approvals
  stepwright::ui::dock::executions stepwright::ui::dock::history stepwright::ui::dock::mocks stepwright::ui::fidelity
  stepwright::ui::inspector stepwright::ui::machines
  base64:: md5:: sha1:: sha2::
`.trim().split(/\s+/);
// What of it the first drawing shows or asks.
const KEPT = `
  stepwright::sim::world::held
  stepwright::studio::library::Library> stepwright::studio::library::entry stepwright::studio::library::keeping
  stepwright::studio::library::versions
  stepwright::studio::moment::Moment> stepwright::studio::moment::moments::Moments>::show
  stepwright::studio::moment::moments::Moments>)> stepwright::studio::moment::status stepwright::studio::scene
  stepwright::studio::timeline
  stepwright::ui::dock::timeline stepwright::ui::fidelity::follow stepwright::ui::inspector::field
  stepwright::ui::inspector::panel stepwright::ui::machines::follow
`.trim().split(/\s+/);
// In bytes: a smaller function goes only where nothing else calls it, for a stub would save nothing.
const LARGE = 400;

const { MutableGlobals, SignExt, BulkMemory, BulkMemoryOpt, NontrappingFPToInt, ReferenceTypes, Multivalue } = binaryen.Features;
const FEATURES = MutableGlobals | SignExt | BulkMemory | BulkMemoryOpt | NontrappingFPToInt | ReferenceTypes | Multivalue;
// Whether the module apart is there; the page sets it.
const LOADED = `${SHARED}loaded`;
// What each stub calls first.
const FETCHED = `${SHARED}fetched`;
// The names of what the two modules share, as the compiler and wasm-bindgen write them; the deferred one calls it `program`'s.
const [PROGRAM, MEMORY, STACK, REFERENCES] = ['program', '0', '__stack_pointer', '__wbindgen_externrefs'];
const UNUSED = ['remove-unused-module-elements'];

/** The two modules, with names or without; undefined for a program that asks for no module apart. */
export function divide(bytes, named) {
  binaryen.setDebugInfo(named);
  const all = functions(open(bytes));
  const fetch = all.find(({ base }) => /^(__wbg_)?deferred(_[0-9a-f]+)?$/.test(base));
  if (!fetch) return undefined;
  const chosen = choose(bytes, all);
  const table = slots(open(bytes));
  // Once for what is left of the program and which stubs it needs, then with places in the table for those.
  const left = new Set(functions(stubbed(bytes, fetch, table, chosen)).map(({ name }) => name));
  const needed = chosen.filter(({ name }) => left.has(name));
  for (const { name } of needed) if (!table.places.has(name)) table.places.set(name, table.length++);
  const program = stubbed(bytes, fetch, table, chosen);
  const names = new Set(chosen.map(({ name }) => name));
  const deferred = apart(bytes, table, needed, all.filter(({ name, base }) => base !== '' || (left.has(name) && !names.has(name))));
  // What only the module apart imports comes through the program all the same.
  for (const { name, module, base, params, results } of all) {
    if (base !== '' && !left.has(name)) program.addFunctionImport(name, module, base, params, results);
  }
  return share(program, Buffer.from(deferred.emitBinary()));
}

function open(bytes) {
  const module = binaryen.readBinary(bytes);
  module.setFeatures(FEATURES);
  return module;
}

function functions(module) {
  return Array.from({ length: module.getNumFunctions() }, (_, index) => binaryen.getFunctionInfo(module.getFunctionByIndex(index)));
}

// The large functions that are named for what is deferred, with the digests of crates left out of the names.
function choose(bytes, all) {
  const sizes = list(read(bytes).get(SECTION.code), block).map(({ length }) => length);
  const defined = all.filter(({ base }) => base === '');
  return defined.filter(({ name }, index) => {
    const path = name.replace(/\[[0-9a-f]+\]/g, '');
    const names = (part) => path.includes(part);
    return sizes[index] >= LARGE && DEFERRED.some(names) && !KEPT.some(names);
  });
}

// The table of functions: what stands where, and where the next place is.
function slots(module) {
  const { table: name, offset, data } = binaryen.getElementSegmentInfo(module.getElementSegmentByIndex(0));
  const first = binaryen.getExpressionInfo(offset).value;
  const places = new Map();
  data.forEach((one, index) => places.has(one) || places.set(one, first + index));
  return { name, places, length: first + data.length };
}

// The program with a stub for each of the functions chosen, without what only they need.
function stubbed(bytes, fetch, table, chosen) {
  const module = open(bytes);
  module.addGlobal(LOADED, binaryen.i32, true, module.i32.const(0));
  const asked = module.call(fetch.name, [module.ref.null(binaryen.externref), module.local.get(0, binaryen.i32)], binaryen.none);
  module.addFunction(FETCHED, binaryen.i32, binaryen.none, [], module.if(module.i32.eqz(module.global.get(LOADED, binaryen.i32)), asked));
  for (const { name, params, results } of chosen) {
    const place = () => module.i32.const(table.places.get(name) ?? 0);
    const passed = binaryen.expandType(params).map((type, index) => module.local.get(index, type));
    module.removeFunction(name);
    module.addFunction(name, params, results, [], module.block(null, [
      module.call(FETCHED, [place()], binaryen.none),
      module.call_indirect(table.name, place(), passed, params, results),
    ], results));
  }
  resize(module, table);
  module.runPasses(UNUSED);
  return module;
}

// The functions chosen and what only they need, those that are called from outside in their places of the table; all
// else is the program's.
function apart(bytes, table, needed, kept) {
  const module = open(bytes);
  for (const { name, params, results } of kept) {
    module.removeFunction(name);
    module.addFunctionImport(name, PROGRAM, name, params, results);
  }
  for (const name of exported(module)) module.removeExport(name);
  // What is there already becomes the program's.
  module.addMemoryImport(MEMORY, PROGRAM, MEMORY);
  module.addGlobalImport(STACK, PROGRAM, STACK, binaryen.i32, true);
  for (const name of [table.name, REFERENCES]) module.addTableImport(name, PROGRAM, name);
  resize(module, table);
  module.removeElementSegment(binaryen.getElementSegmentInfo(module.getElementSegmentByIndex(0)).name);
  for (const [first, names] of runs(needed, table.places)) {
    module.addActiveElementSegment(table.name, String(first), names, module.i32.const(first));
  }
  module.runPasses(UNUSED);
  return module;
}

// Functions in places beside each other: the first place, and their names.
function runs(needed, places) {
  const found = [];
  let next;
  for (const { name } of needed.toSorted((a, b) => places.get(a.name) - places.get(b.name))) {
    const place = places.get(name);
    if (place === next) found.at(-1)[1].push(name);
    else found.push([place, [name]]);
    next = place + 1;
  }
  return found;
}

function exported(module) {
  return Array.from({ length: module.getNumExports() }, (_, index) => binaryen.getExportInfo(module.getExportByIndex(index)).name);
}

function resize(module, { name, length }) {
  for (const set of [binaryen._BinaryenTableSetInitial, binaryen._BinaryenTableSetMax]) set(module.getTable(name), length);
}

// Exports from the program what the module apart imports, by short names in both.
function share(program, deferred) {
  const short = new Map();
  const rename = ({ kind, name }) => {
    const key = `${kind} ${name}`;
    if (!short.has(key)) short.set(key, SHARED + short.size.toString(36));
    return short.get(key);
  };
  const sections = read(deferred);
  const imports = list(sections.get(SECTION.imports), imported);
  sections.set(SECTION.imports, vector(imports.map((one) => [text(one.module), text(rename(one)), one.rest])));
  // What stands in the memory, the program has put there.
  for (const kind of [SECTION.dataCount, SECTION.data]) sections.delete(kind);
  const add = ['addFunctionExport', 'addTableExport', 'addMemoryExport', 'addGlobalExport'];
  for (const one of imports) program[add[one.kind]](one.name, rename(one));
  program.addGlobalExport(LOADED, LOADED);
  program.runPasses(UNUSED);
  return { program: Buffer.from(program.emitBinary()), deferred: write(sections) };
}
