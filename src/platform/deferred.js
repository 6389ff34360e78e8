// The part of a release's program that its first drawing does without (scripts/divide-module.mjs): it is fetched beside
// that drawing, and what needs it earlier waits for it.
import { address, bytes } from './parts.js';

const PART = 'deferred.wasm';
let program;

/** Called with the program's exports where it begins, and without them by what needs a function of that part. */
export function deferred(exports) {
  if (exports) fetchFor(exports);
  else fetchNow();
}

// An instance puts its functions in their places of the program's table; a second one puts equal ones there.

async function fetchFor(exports) {
  if (!document.querySelector(`meta[name="${PART}"]`)) return;
  program = exports;
  try {
    await WebAssembly.instantiate(await bytes(address(PART)), { program });
    program['%loaded'].value = 1;
  } catch {
    // Whatever needs it asks once more, and says so.
  }
}

// A function that is called has no other way to wait.
function fetchNow() {
  new WebAssembly.Instance(new WebAssembly.Module(bytesNow()), { program });
  program['%loaded'].value = 1;
}

function bytesNow() {
  const request = new XMLHttpRequest();
  request.open('GET', address(PART), false);
  request.overrideMimeType('text/plain; charset=x-user-defined');
  try {
    request.send();
  } catch {
    // Without a connection its status is 0.
  }
  if (request.status !== 200) throw new Error(`A part of the page did not load (status ${request.status}).`);
  return Uint8Array.from(request.responseText, (character) => character.charCodeAt(0) & 255);
}
