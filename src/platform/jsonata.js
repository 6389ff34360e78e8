// Fetches the JSONata module when it is first needed, and calls it.
let engine;
let attempts = 0;

export async function loadJsonata() {
  // The page's own program has a name of its own in every build, so no page gets the module of another one out of a
  // cache. Each attempt has an address of its own, since a browser remembers what did not load or has stopped.
  const build = document.querySelector('link[rel="preload"][as="fetch"]')?.getAttribute('href') ?? '';
  const query = new URLSearchParams({ page: build, attempt: String(attempts++) });
  const address = (name) => new URL(`${name}?${query}`, document.baseURI).href;
  const module = await import(address('jsonata.js'));
  await module.default({ module_or_path: address('jsonata_bg.wasm') });
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
