// A letter in a large definition, in the built page: until it is on the screen, and until everything follows it. Opening
// such a definition, too, and for how long at once each of some changes holds the page. One JSON object a line.
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

/** The same with five members in each state that none may have. */
const faulty = (states) => chain(states, 0).replaceAll('"Type": "Pass"', '"Type": "Pass", "A": 1, "B": 2, "C": 3, "D": 4, "E": 5');

/** Two states, one with a result of about so many bytes, most of it deep inside. */
function nested(bytes) {
  const record = Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`k${at}`, 'v'.repeat(20)]));
  let result = Array(Math.floor(bytes / 1_700)).fill(record);
  for (let depth = 0; depth < 60; depth += 1) result = { inner: result };
  return JSON.stringify({ StartAt: 'S0', States: { S0: { Type: 'Pass', Result: result, Next: 'S1' }, S1: { Type: 'Succeed' } } }, null, 1);
}

/** How long the longest task took of those that an action makes, until nothing is due any more. */
async function held(page, act) {
  await page.evaluate(() => { globalThis.tasks.length = 0; });
  await act();
  // What follows begins after a rest.
  await page.waitForTimeout(400);
  await page.waitForFunction(() => !/Checking/.test(document.querySelector('footer.status').textContent), null, { timeout: SETTLED_MS_MAX });
  await page.waitForTimeout(400);
  return page.evaluate(() => Math.max(0, ...globalThis.tasks));
}

/** Changes that a person makes one after the other. */
const CHANGES = {
  'a letter': (page) => letter(page),
  Undo: (page) => page.getByRole('button', { name: /^Undo/ }).first().click(),
  Redo: (page) => page.getByRole('button', { name: /^Redo/ }).first().click(),
  'a state selected': (page) => page.locator('[data-state=S0]').click(),
  'a field': async (page) => {
    await page.getByLabel('Inspector', { exact: true }).getByLabel('Comment').first().fill('x');
    await page.keyboard.press('Tab');
  },
  'a state renamed': async (page) => {
    await page.locator('[data-state=S0]').dblclick();
    await page.keyboard.type('Zero');
    await page.keyboard.press('Enter');
  },
  'a state deleted': async (page) => {
    await page.locator('[data-state=S1]').click();
    await page.keyboard.press('Delete');
  },
};

/** The time until a frame after the file is chosen shows its first state. */
async function opened(page, text) {
  const start = Date.now();
  await page.locator('input[type=file]').setInputFiles({ name: 'chain.json', mimeType: 'application/json', buffer: Buffer.from(text) });
  await page.locator('[data-state=S0]').waitFor({ timeout: SETTLED_MS_MAX });
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn))));
  return Date.now() - start;
}

/** Puts the caret of the code editor behind the name of the second state in the first one's `Next`. */
async function caret(page) {
  await page.getByRole('textbox', { name: 'Code with highlighting' }).click();
  const next = page.locator('.cm-line').filter({ hasText: /^\s*"Next": "S1"$/ });
  if (await next.count() === 0) await page.keyboard.press('Control+End');
  await next.first().click();
  await page.keyboard.press('End');
  await page.keyboard.press('ArrowLeft');
}

/** Types a letter there, as a person does: the time until the frame after it, and until nothing is due any more. */
async function letter(page) {
  await page.evaluate((most) => {
    const due = () => /Checking/.test(document.querySelector('footer.status').textContent);
    globalThis.typed = new Promise((done, failed) => addEventListener('keydown', () => {
      const start = performance.now();
      requestAnimationFrame(() => setTimeout(() => {
        const shown = performance.now() - start;
        let begun = false;
        const look = () => {
          const followed = performance.now() - start;
          begun ||= due();
          if (begun && !due()) requestAnimationFrame(() => setTimeout(() => done({ shown, followed: performance.now() - start })));
          else if (followed > most) failed(new Error(`nothing follows after ${followed} ms`));
          else setTimeout(look, 5);
        };
        look();
      }));
    }, { capture: true, once: true }));
  }, SETTLED_MS_MAX);
  await page.keyboard.press('x');
  return page.evaluate(() => globalThis.typed);
}

const server = await serve({ root: process.env.STEPWRIGHT_DIST });
const browser = await chromium.launch(BROWSER);
const TEXTS = {
  '2000 states in 1 MiB': chain(2_000, 1 << 20),
  '10000 states': chain(10_000, 0),
  '100000 findings': faulty(20_000),
  '1 MiB in one state': nested(1 << 20),
};
for (const [name, text] of Object.entries(TEXTS)) {
  const found = [];
  while (found.length < RUNS) {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    await page.addInitScript(() => {
      globalThis.tasks = [];
      new PerformanceObserver((list) => globalThis.tasks.push(...list.getEntries().map((task) => task.duration))).observe({ entryTypes: ['longtask'] });
    });
    await page.goto(server.url);
    await page.locator('[data-state]').first().waitFor();
    const run = { open: await opened(page, text) };
    await page.getByRole('tab', { name: /^Code/ }).click();
    await caret(page);
    const [[first, type], ...others] = Object.entries(CHANGES);
    run[first] = await held(page, async () => Object.assign(run, await type(page)));
    for (const [change, act] of others) run[change] = await held(page, () => act(page));
    found.push(run);
    await context.close();
  }
  const of = (key) => median(found.map((run) => run[key]));
  print(`opening ${name}`, of('open'));
  print(`a letter in ${name}: on the screen`, of('shown'));
  print(`a letter in ${name}: everything follows`, of('followed'));
  for (const change of Object.keys(CHANGES)) print(`${change} in ${name}: longest task`, of(change));
}
await browser.close();
await server.close();
