// A letter in a large definition, in the built page: until it is on the screen, and until everything follows it. Opening
// such a definition, too. One JSON object a line.
import { createRequire } from 'node:module';
import { BROWSER } from '../tests/e2e/browser.mjs';
import { serve } from './serve.mjs';

const RUNS = 5;
const SETTLED_MS_MAX = 120_000;
const { chromium } = createRequire(new URL('../tests/e2e/package.json', import.meta.url))('playwright-core');
const print = (name, ours) => console.log(JSON.stringify({ name, ours: Number(ours.toPrecision(3)), peer: null, ratio: null, unit: 'ms' }));
const median = (times) => times.sort((a, b) => a - b)[Math.floor(times.length / 2)];

/** A chain of states, each with a comment that makes the whole of it about so long. */
function chain(states, bytes) {
  const comment = 'x'.repeat(Math.max(0, Math.floor(bytes / states) - 60));
  const state = (at) => ({ Type: 'Pass', ...(comment && { Comment: comment }), ...(at + 1 < states ? { Next: `S${at + 1}` } : { End: true }) });
  return JSON.stringify({ StartAt: 'S0', States: Object.fromEntries(Array.from({ length: states }, (_, at) => [`S${at}`, state(at)])) }, null, 1);
}

/** The time until a frame after the file is chosen shows its first state. */
async function opened(page, text) {
  const start = Date.now();
  await page.locator('input[type=file]').setInputFiles({ name: 'chain.json', mimeType: 'application/json', buffer: Buffer.from(text) });
  await page.locator('[data-state=S0]').waitFor({ timeout: SETTLED_MS_MAX });
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn))));
  return Date.now() - start;
}

/** Types a letter at the end of a name: the time until the frame after it, and until nothing is due any more. */
async function letter(page) {
  return page.evaluate((most) => new Promise((done, failed) => {
    const box = document.querySelector('textarea[aria-label="ASL definition"]');
    const at = box.value.indexOf('"Next": "S1') + '"Next": "S1'.length;
    const start = performance.now();
    box.setRangeText('x', at, at);
    box.dispatchEvent(new InputEvent('input', { bubbles: true }));
    const settled = () => /error/.test(document.querySelector('footer.status').textContent);
    requestAnimationFrame(() => setTimeout(() => {
      const shown = performance.now() - start;
      const look = () => {
        const ms = performance.now() - start;
        if (settled()) requestAnimationFrame(() => setTimeout(() => done({ shown, followed: performance.now() - start })));
        else if (ms > most) failed(new Error(`nothing follows after ${ms} ms`));
        else setTimeout(look, 5);
      };
      look();
    }));
  }), SETTLED_MS_MAX);
}

const server = await serve({ root: process.env.STEPWRIGHT_DIST });
const browser = await chromium.launch(BROWSER);
for (const [name, states, bytes] of [['2000 states in 1 MiB', 2_000, 1 << 20], ['10000 states', 10_000, 0]]) {
  const text = chain(states, bytes);
  const found = [];
  while (found.length < RUNS) {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    await page.goto(server.url);
    await page.locator('[data-state]').first().waitFor();
    const open = await opened(page, text);
    await page.getByRole('tab', { name: /^Code/ }).click();
    found.push({ open, ...await letter(page) });
    await context.close();
  }
  const of = (key) => median(found.map((run) => run[key]));
  print(`opening ${name}`, of('open'));
  print(`a letter in ${name}: on the screen`, of('shown'));
  print(`a letter in ${name}: everything follows`, of('followed'));
}
await browser.close();
await server.close();
