// The built page: its sizes, and the time from navigation to a drawn canvas. One JSON object a line.
import { createRequire } from 'node:module';
import { BROWSER } from '../tests/e2e/browser.mjs';
import { serve } from './serve.mjs';
import { sizes } from './size.mjs';

const RUNS = 7;
const CANVAS_MS_MAX = 10_000;
const { chromium } = createRequire(new URL('../tests/e2e/package.json', import.meta.url))('playwright-core');
const print = (name, ours, unit) => console.log(JSON.stringify({ name, ours, peer: null, ratio: null, unit }));

for (const { kind, raw, brotli } of sizes()) {
  print(`size of ${kind}`, raw, 'bytes');
  print(`size of ${kind}, brotli`, brotli, 'bytes');
}

/** The time until an element is drawn, on a page that has loaded nothing before; none if it does not come. */
async function time(browser, url, selector) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  try {
    const page = await context.newPage();
    await page.addInitScript((wanted) => {
      const look = () => {
        const found = document.querySelector(wanted)?.getBoundingClientRect();
        if (found?.width > 0 && found.height > 0) requestAnimationFrame(() => { window.drawnAt = performance.now(); });
        else requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    }, selector);
    await page.goto(url);
    await page.waitForFunction(() => window.drawnAt !== undefined, undefined, { timeout: CANVAS_MS_MAX });
    return await page.evaluate(() => window.drawnAt);
  } catch (error) {
    if (error.name === 'TimeoutError') return null;
    throw error;
  } finally {
    await context.close();
  }
}

const server = await serve();
const browser = await chromium.launch(BROWSER);
for (const [name, selector] of [['navigation to the app', 'main'], ['navigation to the drawn canvas', '[data-state]']]) {
  const times = [];
  while (times.length < RUNS && !times.includes(null)) times.push(await time(browser, server.url, selector));
  if (!times.includes(null)) print(name, Math.round(times.sort((a, b) => a - b)[Math.floor(RUNS / 2)]), 'ms');
  else console.error(`bench: ${name}: the page has no ${selector}`);
}
await browser.close();
await server.close();
