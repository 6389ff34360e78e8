// Waits until a server answers and its page is drawn in Chromium, without an error in the console:
// node scripts/drawn.mjs ADDRESS SERVER_PID. Fails when that process ends before, or after a quarter of an hour.
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { BROWSER } from '../tests/e2e/browser.mjs';

const require = createRequire(fileURLToPath(new URL('../tests/e2e/package.json', import.meta.url)));
const { chromium } = require('@playwright/test');
const [address, pid] = process.argv.slice(2);
const BUILD_SECONDS_MAX = 900;

const lives = () => { try { return process.kill(Number(pid), 0); } catch { return false; } };
// The answer is read to its end: a body left unread holds its connection, and with it this process, for as long as the server lives.
const answers = () => fetch(address).then(async (response) => Boolean(await response.text()) && response.ok, () => false);
const started = Date.now();
while (!(await answers())) {
  if (!lives()) throw new Error(`the server ended before ${address} answered`);
  if (Date.now() - started > BUILD_SECONDS_MAX * 1000) throw new Error(`${address} does not answer`);
  await new Promise((again) => setTimeout(again, 500));
}

const browser = await chromium.launch(BROWSER);
try {
  const page = await browser.newPage();
  const errors = [];
  page.on('console', (message) => { if (message.type() === 'error') errors.push(message.text()); });
  page.on('pageerror', (error) => errors.push(error.message));
  await page.goto(address);
  await page.getByRole('main').waitFor();
  const states = page.locator('[data-state]');
  await states.first().waitFor();
  if (errors.length > 0) throw new Error(`the console says: ${errors.join('\n')}`);
  console.log(`drawn: ${await states.count()} states, ${Math.round((Date.now() - started) / 1000)} s after make run`);
} finally {
  await browser.close();
}
