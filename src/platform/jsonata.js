// Fetches the JSONata module when it is first needed, and calls it.
import { address, load } from './parts.js';

let engine;
let attempts = 0;

export async function loadJsonata() {
  // Each attempt has an address of its own, since a browser remembers what did not load or has stopped.
  const attempt = String(attempts++);
  const [script, program] = ['jsonata.js', 'jsonata_bg.wasm'].map(address);
  for (const url of [script, program]) url.searchParams.set('attempt', attempt);
  const module = await load(script);
  await module.default({ module_or_path: program });
  engine = module;
}

export const parse = (text) => called((module) => module.parse(text));
export const evaluate = (request, ask) => called((module) => module.evaluate(request, ask));

// A program that stopped in the middle of something is not called again.
function called(call) {
  if (!engine) throw new Error('it is not loaded');
  try {
    return call(engine);
  } catch (error) {
    engine = undefined;
    throw error;
  }
}
