// Small texts that are kept at once: in local storage under names with this page's path, and in the tab's own. A browser
// may refuse either, at any time, by throwing.
import { PLACE } from './records.js';

const named = (key) => `${PLACE}:${key}`;

function get(storage, key) {
  try {
    return storage().getItem(key) ?? undefined;
  } catch {
    return undefined;
  }
}

function put(storage, key, text) {
  try {
    if (text === undefined) storage().removeItem(key);
    else storage().setItem(key, text);
    return true;
  } catch {
    return false;
  }
}

const local = () => localStorage;
const tab = () => sessionStorage;

export const small = (key) => get(local, named(key));
export const keepSmall = (key, text) => put(local, named(key), text);
export const ofTab = (key) => get(tab, named(key));
export const keepOfTab = (key, text) => put(tab, named(key), text);
export const ofHost = (key) => get(local, key);

/** The keys that begin so, without that. */
export function smallUnder(prefix) {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(named(prefix))).map((key) => key.slice(named(prefix).length));
  } catch {
    return [];
  }
}
