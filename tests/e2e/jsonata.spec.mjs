// JSONata comes apart from the page: it is fetched by whoever needs it, and by nobody else; and what it computes is what
// the native program computes.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, open, test } from './harness.mjs';
import { button, dock, importText, node, status } from './workbench.mjs';

test.use({ viewport: { width: 1440, height: 900 } });

const fixture = (name) => readFileSync(new URL(`../fixtures/jsonata/${name}`, import.meta.url), 'utf8');
const machine = (output, language = 'JSONata') => JSON.stringify({
  QueryLanguage: language, StartAt: 'Add', States: { Add: { Type: 'Pass', Output: output, End: true } },
});
const SUM = machine('{% 1 + 2 %}');
const MODULE = '**/jsonata_bg-*.wasm*';

/** Which files of the module the page has asked for. */
function requested(page) {
  const names = [];
  page.on('request', (request) => {
    const part = /\/(jsonata|jsonata_bg)-[0-9a-f]{16}(\.\w+)$/.exec(new URL(request.url()).pathname);
    if (part) names.push(part[1] + part[2]);
  });
  return names;
}

async function outcome(page) {
  const executions = await dock(page, 'Executions');
  return executions.getByRole('region', { name: 'Output' });
}

test('a definition in JSONPath runs without it, and one in JSONata fetches it once', async ({ page }) => {
  const names = requested(page);
  await open(page);
  await importText(page, 'plain.asl.json', machine(undefined, 'JSONPath'));
  await button(page, 'Run to end').click();
  await status(page, 'Add', 'succeeded');
  expect(names).toEqual([]);

  await importText(page, 'sum.asl.json', SUM);
  await button(page, 'Run to end').click();
  await status(page, 'Add', 'succeeded');
  await expect(await outcome(page)).toHaveText('3');
  await importText(page, 'wrong.asl.json', machine('{% 1 + phone %}'));
  const problems = await dock(page, 'Problems');
  await expect(problems).toContainText("Reference to 'phone' at the top level is not supported");
  await expect(problems).toContainText('ASL509');
  expect(names).toEqual(['jsonata.js', 'jsonata_bg.wasm']);

  // The next visit finds the definition where it was, and asks for what it needs.
  await page.reload();
  await expect(await dock(page, 'Problems')).toContainText('ASL509');
});

test('an expression that would go on for hours is ended, and the state fails', async ({ page }) => {
  await open(page);
  await importText(page, 'long.asl.json', machine('{% $count([1..300000][$ in [1..50000]]) %}'));
  await button(page, 'Run to end').click();
  await expect(node(page, 'Add')).toHaveAttribute('data-status', 'failed', { timeout: 20_000 });
  await expect((await dock(page, 'Executions')).getByText('Expression evaluation timeout').first()).toBeVisible();
});

test('a history is the native one, byte for byte', async ({ page }) => {
  test.setTimeout(90_000);
  await open(page);
  await importText(page, 'everywhere.asl.json', fixture('everywhere.asl.json'));
  await button(page, 'Run to end').click();
  await status(page, 'Done', 'succeeded');
  const executions = await dock(page, 'Executions');
  const [download] = await Promise.all([page.waitForEvent('download'), executions.getByRole('button', { name: 'Save history JSON', exact: true }).click()]);
  const history = readFileSync(await download.path(), 'utf8').trimEnd();
  expect(createHash('sha256').update(history).digest('hex')).toBe(fixture('everywhere.sha256').trim());
});

test('until it is there nothing is said of an expression, and Run waits for it', async ({ page }) => {
  let arrives;
  const held = new Promise((resolve) => { arrives = resolve; });
  await page.route(MODULE, async (route) => {
    await held;
    await route.continue();
  });
  await open(page);
  await importText(page, 'sum.asl.json', SUM);
  await expect(page.getByText('Loading JSONata…')).toBeVisible();
  await button(page, 'Run').click();
  await expect(page.getByText('No problems').first()).toBeVisible();
  await status(page, 'Add', 'not-reached');
  arrives();
  await status(page, 'Add', 'succeeded');
  await expect(page.getByText('Loading JSONata…')).toHaveCount(0);
});

test.describe('where it cannot be had', () => {
  test.use({ tolerated: [/Failed to load resource/] });

  test('a notice and a finding say so, and it can be loaded again', async ({ page }) => {
    await page.route(MODULE, (route) => route.abort());
    await open(page);
    await importText(page, 'sum.asl.json', SUM);
    await expect(page.getByRole('alert')).toContainText('JSONata could not be loaded');
    await expect(await dock(page, 'Problems')).toContainText('JSONata expressions are not checked');
    await page.getByRole('button', { name: 'Dismiss', exact: true }).click();
    await button(page, 'Run').click();
    await expect(page.getByRole('alert')).toContainText('JSONata could not be loaded');
    await status(page, 'Add', 'not-reached');

    await page.unroute(MODULE);
    await button(page, 'Load JSONata again').click();
    await expect(await dock(page, 'Problems')).toContainText('No problems');
    await button(page, 'Run').click();
    await status(page, 'Add', 'succeeded');
  });
});

test('a module that stops is not called again, and another takes its place', async ({ page }) => {
  const stops = "export default async () => {}; export const parse = () => { throw new Error('unreachable'); }; export const evaluate = parse;";
  await page.route(/jsonata-\w+\.js\?attempt=0/, (route) => route.fulfill({ contentType: 'text/javascript', body: stops }));
  await open(page);
  await importText(page, 'sum.asl.json', SUM);
  await expect(page.getByRole('alert')).toContainText('it has stopped (unreachable)');
  await button(page, 'Run').click();
  await status(page, 'Add', 'succeeded');
});

test('a loop of 25,000 events in JSONata ends while the page answers', async ({ page }) => {
  test.setTimeout(90_000);
  await open(page);
  const loop = {
    QueryLanguage: 'JSONata', StartAt: 'Count',
    States: { Count: { Type: 'Pass', Output: "{% {'n': $states.input.n + 1} %}", Next: 'More' }, More: { Type: 'Choice', Choices: [{ Condition: '{% $states.input.n < 100000 %}', Next: 'Count' }], Default: 'End' }, End: { Type: 'Succeed' } },
  };
  await importText(page, 'loop.asl.json', JSON.stringify(loop));
  const executions = await dock(page, 'Executions');
  await executions.getByRole('textbox', { name: 'Execution input' }).fill('{"n": 0}');
  await button(page, 'Run to end').click();
  await expect(executions).toContainText('25,000', { timeout: 60_000 });
});
