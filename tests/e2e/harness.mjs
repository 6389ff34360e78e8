// What every end-to-end test stands on: the built page on a loopback server, and a check after each test that it was
// silent: no request to any other origin, no error in the console.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { expect, test as base } from '@playwright/test';
import { serve } from '../../scripts/serve.mjs';

export { expect };

/** The sizes the page is designed for. */
export const VIEWPORTS = {
  desktop: { width: 1440, height: 900 },
  laptop: { width: 1280, height: 800 },
  phone: { width: 375, height: 812 },
};

/**
 * Declares the same tests once per size and colour scheme.
 * @param {(look: { name: string, viewport: { width: number, height: number }, colorScheme: 'light' | 'dark' }) => void} body
 */
export function forEachLook(body) {
  for (const [size, viewport] of Object.entries(VIEWPORTS)) {
    for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
      const look = { name: `${size}-${colorScheme}`, viewport, colorScheme };
      test.describe(look.name, () => {
        test.use({ viewport, colorScheme });
        body(look);
      });
    }
  }
}

// STEPWRIGHT_DIST names another build of the page than dist/, for instance a quicker one while working on it.
async function served(options, use) {
  const server = await serve({ ...options, root: process.env.STEPWRIGHT_DIST });
  await use(server.url);
  await server.close();
}

/** Console lines of an expected failure: `test.use({ tolerated: [/…/] })`. */
export const test = base.extend({
  tolerated: [[], { option: true }],
  // The page's servers, one of each a worker: under a path that no file knows of, and at the root of a host.
  site: [({}, use) => served({ base: '/tools/stepwright/' }, use), { scope: 'worker' }],
  rootSite: [({}, use) => served({}, use), { scope: 'worker' }],
  baseURL: async ({ site }, use) => use(site),
  silent: [async ({ context, site, rootSite, tolerated }, use) => {
    const own = [site, rootSite].map((url) => new URL(url).host);
    const noise = [];
    const said = (text) => { if (!tolerated.some((pattern) => pattern.test(text))) noise.push(text); };
    const asked = (url) => {
      const { protocol, host } = new URL(url);
      if (!['data:', 'blob:'].includes(protocol) && !own.includes(host)) noise.push(`foreign request: ${url}`);
    };
    const watch = (page) => {
      page.on('console', (message) => { if (message.type() === 'error') said(`console: ${message.text()}`); });
      page.on('pageerror', (error) => said(`page error: ${error.message}`));
      page.on('websocket', (socket) => asked(socket.url()));
    };
    context.on('request', (request) => asked(request.url()));
    context.on('page', watch);
    await use();
    expect(noise, 'the page stayed silent').toEqual([]);
  }, { auto: true }],
});

/** Opens the page and waits until the app stands in it. */
export async function open(page, address = './') {
  await page.goto(address);
  await expect(page.getByRole('main')).toBeVisible();
}

/** Fails on any violation axe finds; `within` narrows it to a selector. */
export async function axe(page, within = 'body') {
  // Evaluated, not added as a script: the page's policy forbids that, as it should.
  await page.evaluate(readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
  const found = await page.evaluate(async (selector) => {
    const { violations } = await globalThis.axe.run(selector);
    return violations.map((rule) => `${rule.id}: ${rule.help}\n  ${rule.nodes.map((node) => node.html.slice(0, 200)).join('\n  ')}`);
  }, within);
  expect(found, 'accessibility violations').toEqual([]);
}

/** A screenshot for the eye, in tests/e2e/shots/. */
export function shot(page, name) {
  return page.screenshot({ path: fileURLToPath(new URL(`shots/${name}.png`, import.meta.url)), animations: 'disabled' });
}
