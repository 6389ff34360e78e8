// The parts of the page that are fetched when they are needed. Each build names its own (scripts/name-parts.mjs), so where
// the host has another build by now, a part of this one is not there any more.

// How long a page is left alone before it asks whether it is still the newest, when a person comes back to it.
const QUIET_MS = 600_000;

let asked = Date.now();
let tell;

/** Where a part is. */
export const address = (part) => new URL(document.querySelector(`meta[name="${part}"]`).content, document.baseURI);

/** Fetches a script; where it is not there because of a newer build, that is told too. */
export async function load(url) {
  try {
    return await import(url.href);
  } catch (error) {
    await ask();
    throw error;
  }
}

/** The bytes of a part; where it is not there because of a newer build, that is told too. */
export async function bytes(url) {
  const response = await fetch(url);
  if (response.ok) return response.arrayBuffer();
  await ask();
  throw new Error(`${url} is not there: ${response.status}`);
}

/** Calls `then` once, when the host has another build than this page is of. */
export function onNewerBuild(then) {
  tell = then;
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden && Date.now() - asked > QUIET_MS) ask();
  });
}

async function ask() {
  asked = Date.now();
  if (!tell || !(await isReplaced())) return;
  // Another part may have asked meanwhile.
  tell?.();
  tell = undefined;
}

// The program has a name of its own in every build.
async function isReplaced() {
  const program = /<link rel="preload" href="\.\/([^"]+)"/;
  const own = document.querySelector('link[rel="preload"][as="fetch"]');
  try {
    const response = await fetch(location.pathname, { cache: 'no-cache' });
    const [, now] = (response.ok && program.exec(await response.text())) || [];
    return now !== undefined && now !== own.getAttribute('href').replace(/^\.\//, '');
  } catch {
    // Offline nothing is known.
    return false;
  }
}
