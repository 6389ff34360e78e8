// A run of 25,000 events over a large input, in the built page: how long until it has ended, how long the page is busy
// at a time, and how much memory it takes. One JSON object a line.
import { createRequire } from 'node:module';
import { BROWSER } from '../tests/e2e/browser.mjs';
import { serve } from './serve.mjs';

const RUNS = 3;
const RUN_MS_MAX = 300_000;
const { chromium } = createRequire(new URL('../tests/e2e/package.json', import.meta.url))('playwright-core');
const print = (name, ours, unit) => console.log(JSON.stringify({ name, ours: Number(ours.toPrecision(3)), peer: null, ratio: null, unit }));

/** 245 KiB of JSON in 24,000 values: close to what a state may carry. */
const INPUT = JSON.stringify({
  orders: Array.from({ length: 1850 }, (_, id) => ({
    id, sku: `sku-${id}`, quantity: id % 7, price: { amount: id * 3 + 0.5, currency: 'EUR' }, note: 'a line of an order, such as there are many',
  })),
});

/** Loops that change a little of it until the history is full. */
const ENDLESS = {
  JSONPath: {
    StartAt: 'Add', States: {
      Add: { Type: 'Pass', Parameters: { 'n.$': 'States.ArrayLength($.orders)' }, ResultPath: '$.count', Next: 'More' },
      More: { Type: 'Choice', Choices: [{ Variable: '$.count.n', NumericGreaterThan: 0, Next: 'Add' }], Default: 'Done' },
      Done: { Type: 'Succeed' },
    },
  },
  JSONata: {
    QueryLanguage: 'JSONata', StartAt: 'Add', States: {
      Add: { Type: 'Pass', Output: '{% $merge([$states.input, {"n": $count($states.input.orders)}]) %}', Next: 'More' },
      More: { Type: 'Choice', Choices: [{ Condition: '{% $states.input.n > 0 %}', Next: 'Add' }], Default: 'Done' },
      Done: { Type: 'Succeed' },
    },
  },
};

/** The page with a machine and its input, ready to run. */
async function prepared(context, url, definition, tab) {
  const page = await context.newPage();
  const errors = [];
  page.on('pageerror', (error) => errors.push(error.message));
  await page.goto(url);
  await page.locator('[data-state]').first().waitFor();
  await page.locator('input[type=file]').setInputFiles({ name: 'endless.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(definition)) });
  await page.locator('[data-state=More]').waitFor();
  await page.getByRole('tab', { name: /^Executions/ }).click();
  await page.getByRole('textbox', { name: 'Execution input' }).fill(INPUT);
  await page.getByRole('combobox', { name: 'Speed' }).selectOption({ label: 'Instant' });
  await page.getByRole('tab', { name: new RegExp(`^${tab}`) }).click();
  return { page, errors };
}

/** From the press of the button to the frame after the last event shows. */
async function run(page) {
  const button = await page.getByRole('button', { name: 'Run to end', exact: true }).elementHandle();
  return page.evaluate(([button, most]) => new Promise((ended, failed) => {
    const start = performance.now();
    const events = () => document.querySelector('[role=slider][aria-label=Moment]').ariaValueMax;
    const look = () => {
      const ms = performance.now() - start;
      if (events() === '25000') requestAnimationFrame(() => ended(performance.now() - start));
      else if (ms > most) failed(new Error(`${events()} events after ${ms} ms`));
      else requestAnimationFrame(look);
    };
    button.click();
    requestAnimationFrame(look);
  }), [button, RUN_MS_MAX]);
}

/**
 * The longest task of the page's main thread in a trace, in ms: by the clock, and of that the time the thread ran, which
 * other programs on the machine do not stretch.
 */
async function longestTask(browser, page, work) {
  await browser.startTracing(page, { categories: ['toplevel', 'disabled-by-default-devtools.timeline', 'blink.user_timing'] });
  const ms = await work();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString());
  const main = traceEvents.filter((event) => event.name === 'thread_name' && event.args.name === 'CrRendererMain');
  const threads = new Set(main.map(({ pid, tid }) => `${pid} ${tid}`));
  const tasks = traceEvents.filter((event) => event.ph === 'X' && /RunTask$/.test(event.name) && threads.has(`${event.pid} ${event.tid}`));
  const most = (key) => Math.max(0, ...tasks.map((event) => (event[key] ?? 0) / 1000));
  return { ms, clock: most('dur'), thread: most('tdur') };
}

/** What the scripts' values and the wasm's memory take, in MB. Nothing in the page counts it: the debugger finds it. */
async function memory(context, page) {
  const debuggee = await context.newCDPSession(page);
  await debuggee.send('Performance.enable');
  const { result } = await debuggee.send('Runtime.evaluate', { expression: 'WebAssembly.Memory.prototype' });
  const { objects } = await debuggee.send('Runtime.queryObjects', { prototypeObjectId: result.objectId });
  const sum = 'function () { return this.reduce((sum, memory) => sum + memory.buffer.byteLength, 0); }';
  const wasm = await debuggee.send('Runtime.callFunctionOn', { objectId: objects.objectId, functionDeclaration: sum, returnByValue: true });
  const { metrics } = await debuggee.send('Performance.getMetrics');
  return (metrics.find(({ name }) => name === 'JSHeapUsedSize').value + wasm.result.value) / 1e6;
}

const server = await serve();
const browser = await chromium.launch(BROWSER);
for (const [language, tab] of [['JSONPath', 'Executions'], ['JSONPath', 'History'], ['JSONPath', 'Timeline'], ['JSONata', 'Executions']]) {
  const found = [];
  while (found.length < RUNS) {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    const { page, errors } = await prepared(context, server.url, ENDLESS[language], tab);
    const times = await longestTask(browser, page, () => run(page));
    if (errors.length > 0) throw new Error(`the page failed: ${errors[0]}`);
    found.push({ ...times, memory: await memory(context, page) });
    await context.close();
  }
  // Other programs only add to a time.
  const least = (key) => Math.min(...found.map((run) => run[key]));
  const name = `25000 events over 245 KiB, ${language}, ${tab} open`;
  print(`${name}: press to drawn`, least('ms'), 'ms');
  print(`${name}: longest task`, least('clock'), 'ms');
  print(`${name}: longest task, time on the processor`, least('thread'), 'ms');
  print(`${name}: memory of the page`, Math.max(...found.map((run) => run.memory)), 'MB');
}
await browser.close();
await server.close();
