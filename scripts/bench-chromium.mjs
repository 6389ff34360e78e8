// The interpreter alone, compiled as the product is, beside the peer that runs in a browser: both in one Chromium.
// One JSON object a line. node scripts/bench-chromium.mjs <folder of the peers> <folder of the wasm>
import { createRequire } from 'node:module';
import { extname, join, normalize } from 'node:path';
import { BROWSER } from '../tests/e2e/browser.mjs';

const [peers, ours] = process.argv.slice(2);
const NAMES = ['loop 10000 times', 'map 10000 items'];
// Nothing is served: the page's requests are answered here. `bare` imports are what a bundler would do.
const ORIGIN = 'http://bench.localhost';
const ROOTS = { ours, peers };
const TYPES = { '.js': 'text/javascript', '.mjs': 'text/javascript', '.wasm': 'application/wasm' };
const PAGE = `<!doctype html><title>bench</title><script type="importmap">{"imports": {
  "aws-local-stepfunctions": "/peers/node_modules/aws-local-stepfunctions/build/main.browser.esm.js"}}</script>`;

const { chromium } = createRequire(new URL('../tests/e2e/package.json', import.meta.url))('playwright-core');
const browser = await chromium.launch(BROWSER);
const page = await browser.newPage();
await page.route(`${ORIGIN}/**`, (route) => {
  const [, root, path] = /^\/(\w+)\/(.+)$/.exec(new URL(route.request().url()).pathname) ?? [];
  if (!root) return route.fulfill({ contentType: 'text/html', body: PAGE });
  return route.fulfill({ path: join(ROOTS[root], normalize(`/${path}`)), contentType: TYPES[extname(path)] });
});
page.on('pageerror', (error) => { throw error; });
await page.goto(`${ORIGIN}/`);

const rounded = (value) => Number(value.toPrecision(4));
for (const name of NAMES) {
  const { mine, theirs } = await page.evaluate(async (name) => {
    const [{ median }, { measure }, wasm] = await Promise.all(
      ['/peers/timing.mjs', '/peers/interpreter.mjs', '/ours/page.js'].map((path) => import(path)));
    await wasm.default();
    const run = new wasm.Run(name);
    const count = Number(/\d+/.exec(name)[0]);
    const transitions = run.all(count);
    return { mine: (transitions / await median(() => run.all(count))) * 1000, theirs: await measure(name) };
  }, name);
  for (const { peer, value } of theirs) {
    const [oursHere, peersHere, ratio] = [mine, value, mine / value].map(rounded);
    console.log(JSON.stringify({ name: `${name} in Chromium, beside ${peer}`, ours: oursHere, peer: peersHere, ratio, unit: 'transitions/s' }));
  }
}
await browser.close();
