// Fetches the editor's bundle when it is first needed; the page does not wait for it.
import { address, load } from '../parts.js';
import { typed } from '../stop.js';

let bundle;
export async function createEditor(host, text, changed, moved, travel) {
  bundle ??= load(address('editor.js'));
  try {
    return (await bundle).create(host, text, { typed, changed, moved, travel });
  } catch (error) {
    bundle = undefined;
    throw error;
  }
}
