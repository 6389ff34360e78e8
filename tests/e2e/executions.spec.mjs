// The virtual buckets, a distributed Map over one of them, and its child executions.
import { readFileSync } from 'node:fs';
import { axe, expect, forEachLook, open, shot, test } from './harness.mjs';
import { button, definition, dock, importText, node, status, text } from './workbench.mjs';

test.use({ viewport: { width: 1440, height: 900 } });

const CSV = 'sku,name,cost\nA-1,First,1.00\nA-2,Second,\nA-3,"Third, with a comma",3.50\nA-4,Fourth,4.00\nA-5,Fifth,5.00\n';

async function openImport(page) {
  await open(page);
  await page.getByRole('combobox', { name: 'Examples' }).selectOption({ label: 'catalog-import' });
  await expect(node(page, 'PriceCatalog')).toBeVisible();
  return dock(page, 'Executions');
}

/** Chooses a part of the Executions tab. */
function part(panel, name) {
  return panel.getByRole('list', { name: 'Parts of the execution' }).getByRole('button', { name });
}

/** A row of the counters as its two numbers: items, executions. */
async function counter(panel, word) {
  const row = panel.getByRole('table', { name: 'Counters' }).getByRole('row', { name: new RegExp(`^${word} \\d`) });
  return (await row.getByRole('cell').allTextContents()).map(Number);
}

test('a CSV is added, a distributed Map runs over it, and its counters, children and results show', async ({ page }) => {
  const executions = await openImport(page);
  await part(executions, /S3 objects/).click();
  await executions.getByRole('button', { name: 'Remove s3://shop-imports/catalog/spring.csv' }).click();
  await expect(executions).toContainText('does not exist');
  await executions.getByLabel('Object file').setInputFiles({ name: 'spring.csv', mimeType: 'text/csv', buffer: Buffer.from(CSV) });
  await expect(executions.getByRole('textbox', { name: 'Key' })).toHaveValue('catalog/spring.csv');
  await expect(executions.getByRole('textbox', { name: 'Object text' })).toHaveValue(CSV);

  await button(page, 'Run to end').click();
  await status(page, 'TellBuyers', 'succeeded');
  await part(executions, /Map run PriceCatalog Succeeded/).click();
  expect(await counter(executions, 'Succeeded')).toEqual([4, 4]);
  expect(await counter(executions, 'Failed')).toEqual([1, 1]);
  expect(await counter(executions, 'Total')).toEqual([5, 5]);
  expect(await counter(executions, 'Pending redrive')).toEqual([0, 0]);
  expect(await counter(executions, 'Failures not redrivable')).toEqual([0, 0]);
  await expect(executions).toContainText('25 % of the items');

  const children = executions.getByRole('table', { name: 'Child executions' });
  await expect(children.getByRole('row')).toHaveCount(6);
  await expect(children.getByRole('row').nth(2)).toContainText('CostMissing');
  await shot(page, 'executions-map-run');
  await children.getByRole('button', { name: 'Child execution 2' }).click();
  await expect(executions).toContainText('Product A-2 has no cost.');
  const events = executions.getByRole('table', { name: 'Events of this execution' });
  await expect(events).toContainText('ExecutionFailed');
  await events.getByRole('row', { name: /ExecutionFailed/ }).click();
  await expect(executions.getByRole('region', { name: 'Event 5 as JSON' })).toContainText('"executionFailedEventDetails"');
  await axe(page);
  await shot(page, 'executions-child');

  await part(executions, /S3 objects/).click();
  await executions.getByRole('button', { name: /SUCCEEDED_0.jsonl/ }).click();
  await expect(executions.getByRole('region', { name: 'Object text' })).toContainText('"sku":"A-1"');
  await shot(page, 'executions-object-written');
});

test('the whole journey by keyboard', async ({ page }) => {
  const executions = await openImport(page);
  await button(page, 'Run to end').click();
  await status(page, 'TellBuyers', 'succeeded');
  const run = part(executions, /Map run PriceCatalog/);
  await run.focus();
  await page.keyboard.press('Enter');
  const children = executions.getByRole('table', { name: 'Child executions' });
  await expect(children.getByRole('row')).toHaveCount(13);
  await page.keyboard.press('Tab'); // S3 objects
  for (let i = 0; i < 4 && !(await children.locator('tr:focus').count()); i++) await page.keyboard.press('Tab');
  await expect(children.locator('tr:focus')).toHaveAttribute('data-row', '1');
  await page.keyboard.press('End');
  await expect(children.locator('tr:focus')).toHaveAttribute('data-row', '12');
  await page.keyboard.press('Home');
  for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowDown');
  await expect(children.locator('tr:focus')).toHaveAttribute('data-row', '4');
  await page.keyboard.press('Enter');
  await expect(executions.getByRole('heading', { name: 'Child execution 4' })).toBeVisible();
  await executions.getByRole('button', { name: 'PriceCatalog' }).last().focus();
  await page.keyboard.press('Enter');
  await expect(children).toBeVisible();
});

test('a map run shows as it stood at the visible moment', async ({ page }) => {
  const executions = await openImport(page);
  await button(page, 'Run to end').click();
  await status(page, 'TellBuyers', 'succeeded');
  await part(executions, /Map run PriceCatalog/).click();
  expect(await counter(executions, 'Running')).toEqual([0, 0]);
  const history = await dock(page, 'History');
  await history.getByRole('row', { name: /MapRunStarted/ }).click();
  await dock(page, 'Executions');
  await expect(part(executions, /Map run PriceCatalog Running/)).toBeVisible();
  expect(await counter(executions, 'Running')).toEqual([4, 4]);
  expect(await counter(executions, 'Pending')).toEqual([7, 7]);
});

test('the states inside a distributed Map show what its child executions do, and lead to them', async ({ page }) => {
  const executions = await openImport(page);
  await button(page, 'Run to end').click();
  for (const [name, wanted] of Object.entries({ CheckCost: 'succeeded', PriceProduct: 'succeeded', Priced: 'succeeded', CostMissing: 'failed' })) {
    await status(page, name, wanted);
  }
  const history = await dock(page, 'History');
  await history.getByRole('row', { name: /MapRunStarted/ }).click();
  await status(page, 'PriceProduct', 'running');
  await status(page, 'Priced', 'not-reached');
  await expect(page.getByRole('img', { name: '4 tokens at ‘PriceProduct’' })).toBeVisible();
  await expect(page.getByRole('img', { name: 'Token at ‘PriceCatalog’' })).toHaveCount(0);
  await node(page, 'PriceProduct').click();
  const inspector = page.getByRole('region', { name: 'Inspector' });
  await inspector.getByRole('tab', { name: 'Run' }).click();
  await inspector.getByRole('combobox', { name: 'Visit' }).selectOption({ label: 'Visit 3 of 4, item 3' });
  await inspector.getByRole('button', { name: 'Show child execution 3' }).click();
  await expect(executions.getByRole('heading', { name: 'Child execution 3' })).toBeVisible();
  await axe(page);
  await shot(page, 'executions-inside-map');
  const timeline = await dock(page, 'Timeline');
  await timeline.getByTitle(/^Failed, item 4/).click();
  await expect(executions.getByRole('heading', { name: 'Child execution 4' })).toBeVisible();
});

test('an object is pasted, renamed, kept for the next visit, and its change replays the run', async ({ page }) => {
  const executions = await openImport(page);
  await part(executions, /S3 objects/).click();
  await executions.getByRole('button', { name: 'Add object', exact: true }).click();
  const name = '<img src=x onerror="window.hacked = 1"> \u202Egnp.csv '.repeat(4).trim();
  await executions.getByRole('textbox', { name: 'Key' }).fill(name);
  await executions.getByRole('textbox', { name: 'Object text' }).fill('id\n1\n');
  await page.keyboard.press('Tab');
  await shot(page, 'executions-object-hostile');
  await executions.getByRole('textbox', { name: 'Bucket' }).fill('');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('alert')).toContainText('name of a bucket');
  await expect(executions.getByRole('textbox', { name: 'Bucket' })).toHaveValue('shop-imports');
  await page.reload();
  await part(executions, /S3 objects/).click();
  await expect(executions.getByRole('table', { name: 'Objects' }).getByRole('row')).toHaveCount(3);
  await executions.getByRole('button', { name: /^s3:\/\/shop-imports\/<img/ }).click();
  await expect(executions.getByRole('textbox', { name: 'Key' })).toHaveValue(name);
  await expect(executions.getByRole('textbox', { name: 'Object text' })).toHaveValue('id\n1\n');
  expect(await page.evaluate(() => window.hacked)).toBeUndefined();
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(overflow).toBeLessThanOrEqual(0);
});

test('a failed reader offers the missing object, in the outcome and in the inspector', async ({ page }) => {
  const executions = await openImport(page);
  await part(executions, /S3 objects/).click();
  await executions.getByRole('button', { name: 'Remove s3://shop-imports/catalog/spring.csv' }).click();
  await button(page, 'Run to end').click();
  await status(page, 'PriceCatalog', 'failed');
  await part(executions, /^Execution/).click();
  await expect(executions).toContainText('States.ItemReaderFailed');
  await expect(executions.getByRole('button', { name: 'Add object' })).toBeVisible();
  await node(page, 'PriceCatalog').click();
  const inspector = page.getByRole('region', { name: 'Inspector' });
  await inspector.getByRole('tab', { name: 'Mock' }).click();
  await expect(inspector).toContainText('s3://shop-imports/catalog/spring.csv');
  await inspector.getByRole('button', { name: 'Add object' }).click();
  await expect(executions.getByRole('textbox', { name: 'Object text' })).toHaveValue('id\n1\n2\n3\n');
  await expect(inspector.getByRole('button', { name: 'Show object' })).toBeVisible();
});

test('an object that an expression names is told by the run and offered where it is missing', async ({ page }) => {
  await open(page);
  await importText(page, 'day.json', JSON.stringify({
    StartAt: 'Each',
    States: {
      Each: {
        Type: 'Map', End: true,
        ItemReader: { Resource: 'arn:aws:states:::s3:getObject', ReaderConfig: { InputType: 'JSON' }, Parameters: { Bucket: 'days', 'Key.$': '$.key' } },
        ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }, StartAt: 'One', States: { One: { Type: 'Pass', End: true } } },
      },
    },
  }));
  const executions = await dock(page, 'Executions');
  await executions.getByRole('textbox', { name: 'Execution input' }).fill('{"key": "monday.json"}');
  await part(executions, /S3 objects/).click();
  await expect(executions).toContainText('Key.$: $.key');
  await axe(page);
  await shot(page, 'objects-expression');
  await button(page, 'Run to end').click();
  await status(page, 'Each', 'failed');
  await expect(executions).toContainText('s3://days/monday.json does not exist');
  await executions.getByRole('button', { name: 'Add missing object' }).click();
  await button(page, 'Run to end').click();
  await status(page, 'Each', 'succeeded');
  await status(page, 'One', 'succeeded');
  await node(page, 'Each').click({ position: { x: 60, y: 14 } });
  const inspector = page.getByRole('region', { name: 'Inspector' });
  await inspector.getByRole('tab', { name: 'Mock' }).click();
  await expect(inspector).toContainText('this is what the last run asked for');
  await inspector.getByRole('button', { name: 'Show object' }).click();
  await expect(executions.getByRole('textbox', { name: 'Key' })).toHaveValue('monday.json');
});

test('the parcels example runs from the opening page to its output, item by item, and as child executions', async ({ page }) => {
  await open(page);
  await page.getByRole('combobox', { name: 'Examples' }).selectOption({ label: 'parcels-jsonata' });
  await button(page, 'Run').click();
  await status(page, 'BookCourier', 'succeeded');
  const executions = await dock(page, 'Executions');
  const output = executions.getByRole('region', { name: 'Output' });
  await expect(output).toContainText('"tracking": "GB-7731-0042"');
  await expect(output).toContainText('"total": 877.7');
  await node(page, 'PackParcel').click();
  const inspector = page.getByRole('region', { name: 'Inspector' });
  await inspector.getByRole('tab', { name: 'Run' }).click();
  await inspector.getByRole('combobox', { name: 'Visit' }).selectOption({ label: 'Visit 2 of 3, item 2' });
  await expect(inspector).toContainText('"number": 2');
  await shot(page, 'parcels-item');

  // The same Map, its parcels packed in child executions: these see no variables but their own, so the items carry them.
  const machine = JSON.parse(await text(page));
  const { PackParcels } = machine.States;
  Object.assign(PackParcels.ItemSelector, { orderId: '{% $orderId %}', insured: '{% $insured %}' });
  PackParcels.ItemProcessor.ProcessorConfig = { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' };
  const { Payload } = PackParcels.ItemProcessor.States.PackParcel.Arguments;
  Payload.label = '{% $states.input.orderId & "/" & $string($states.input.number) %}';
  Payload.insured = '{% $states.input.insured %}';
  await definition(page).fill(JSON.stringify(machine, null, 2));
  await expect(page.getByRole('tab', { name: /^Problems/ })).toHaveText('Problems');
  await dock(page, 'Executions');
  await button(page, 'Run to end').click();
  await expect(output).toContainText('"tracking": "GB-7731-0042"');
  await status(page, 'PackParcel', 'succeeded');
  await part(executions, /Map run PackParcels Succeeded/).click();
  await executions.getByRole('button', { name: 'Child execution 2' }).click();
  await expect(executions.getByRole('region', { name: 'Input' })).toContainText('"orderId": "ord-20431"');
  await expect(executions.getByRole('region', { name: 'Output' })).toContainText('"parcel": 2');
  await executions.getByRole('row', { name: /TaskScheduled/ }).first().click();
  await expect(executions.getByRole('region', { name: /as JSON$/ })).toContainText('ord-20431/2');
  await axe(page);
  await shot(page, 'parcels-child');
});

const task = (name) => ({
  StartAt: 'Start',
  States: {
    Start: {
      Type: 'Task', Resource: 'arn:aws:states:::states:startExecution.sync:2', End: true,
      Parameters: { StateMachineArn: `arn:aws:states:us-east-1:123456789012:stateMachine:${name}`, Input: { n: 7 } },
    },
  },
});
const CHILD = { StartAt: 'Double', States: { Double: { Type: 'Pass', Parameters: { 'twice.$': 'States.MathAdd($.n, $.n)' }, End: true } } };

test('a machine of the project is added from a file, run by a Task, edited, renamed and removed', async ({ page }) => {
  await open(page);
  await importText(page, 'parent.json', JSON.stringify(task('child')));
  const executions = await dock(page, 'Executions');
  await part(executions, /Machines/).click();
  await expect(executions).toContainText('‘child’ is not part of the project');
  await executions.getByLabel('Machine file').setInputFiles({ name: 'child.asl.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(CHILD)) });
  await expect(executions.getByRole('textbox', { name: 'Definition of the machine' })).toHaveValue(JSON.stringify(CHILD));
  await axe(page);
  await shot(page, 'executions-machine');
  await button(page, 'Run to end').click();
  await status(page, 'Start', 'succeeded');
  await part(executions, /Nested execution child Succeeded/).click();
  await expect(executions).toContainText('"twice": 14');
  await expect(executions.getByRole('table', { name: 'Events of this execution' })).toContainText('PassStateEntered');
  await axe(page);
  await shot(page, 'executions-nested');

  await part(executions, /Machines/).click();
  await executions.getByRole('button', { name: 'child', exact: true }).click();
  const definition = executions.getByRole('textbox', { name: 'Definition of the machine' });
  await definition.fill('{"StartAt": ');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('alert')).toContainText('not ASL JSON');
  await expect(definition).toHaveValue('{"StartAt": ');
  await definition.fill(JSON.stringify({ StartAt: 'No', States: { No: { Type: 'Fail', Error: 'Refused' } } }));
  await page.keyboard.press('Tab');
  await status(page, 'Start', 'failed');
  await executions.getByRole('textbox', { name: 'Name of the machine' }).fill('other');
  await page.keyboard.press('Tab');
  await expect(executions.getByRole('heading', { name: 'other' })).toBeVisible();
  await executions.getByRole('button', { name: 'Remove machine' }).click();
  await expect(executions).toContainText('‘child’ is not part of the project');
  await shot(page, 'executions-machines');
});

test('the map runs of a nested execution are shown with it, and open', async ({ page }) => {
  await open(page);
  await importText(page, 'parent.json', JSON.stringify(task('child')));
  const executions = await dock(page, 'Executions');
  await part(executions, /Machines/).click();
  const each = {
    StartAt: 'Each',
    States: { Each: { Type: 'Map', End: true, ItemsPath: '$.items', ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }, ...CHILD } } },
  };
  const outer = { StartAt: 'Items', States: { Items: { Type: 'Pass', Result: { items: [{ n: 1 }, { n: 2 }] }, Next: 'Each' }, ...each.States } };
  await executions.getByLabel('Machine file').setInputFiles({ name: 'child.asl.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(outer)) });
  await button(page, 'Run to end').click();
  await status(page, 'Start', 'succeeded');
  const nested = part(executions, /Nested execution child Succeeded/);
  await nested.click();
  await executions.getByRole('list', { name: 'Map runs' }).getByRole('button', { name: 'Map run Each Succeeded' }).click();
  expect(await counter(executions, 'Succeeded')).toEqual([2, 2]);
  await expect(nested).toHaveAttribute('aria-pressed', 'true');
  await axe(page);
  await shot(page, 'executions-nested-map-run');
  await executions.getByRole('button', { name: 'Child execution 2' }).click();
  await expect(executions).toContainText('"twice": 4');
  await executions.getByRole('navigation', { name: 'Place' }).getByRole('button', { name: 'Each' }).click();
  await executions.getByRole('navigation', { name: 'Place' }).getByRole('button', { name: 'child' }).click();
  await expect(executions.getByRole('table', { name: 'Events of this execution' })).toContainText('MapRunSucceeded');
});

test('a run that failed is redriven from where it stopped, and not once it has succeeded', async ({ page }) => {
  await open(page);
  await page.getByRole('combobox', { name: 'Speed' }).selectOption({ label: '1000×' });
  await button(page, 'Run to end').click(); // nobody approves: it times out
  await status(page, 'OrderFailed', 'failed');
  const executions = await dock(page, 'Executions');
  await expect(executions).toContainText('Goes on from where it stopped');
  await shot(page, 'executions-redrive');
  await button(page, 'Redrive').click();
  await expect(executions).toContainText(/Redriven 1 time/);
  await expect(await dock(page, 'History')).toContainText('ExecutionRedriven');
  await page.getByRole('combobox', { name: 'Examples' }).selectOption({ label: 'catalog-import' });
  await dock(page, 'Executions');
  await expect(button(page, 'Redrive')).toHaveCount(0);
  await button(page, 'Run to end').click();
  await expect(executions).toContainText('Succeeded after');
  await expect(button(page, 'Redrive')).toHaveCount(0);
});

test('the log shows what each level logs, with and without execution data, and can be saved', async ({ page }) => {
  await open(page);
  const executions = await dock(page, 'Executions');
  await button(page, 'Run to end').click(); // nobody approves: it times out
  await status(page, 'OrderFailed', 'failed');
  await part(executions, /^Logs/).click();
  const records = executions.getByRole('table', { name: 'Log records' });
  await expect(records.getByRole('row').nth(1)).toContainText('"type":"ExecutionStarted"');
  await expect(records.getByRole('row').nth(1)).toContainText('ord-20417');
  await records.getByRole('row').nth(1).click();
  await expect(executions.getByRole('region', { name: 'Record 1 as JSON' })).toContainText('"execution_arn"');
  await axe(page);
  await shot(page, 'executions-logs');
  await executions.getByRole('checkbox', { name: 'Include execution data' }).uncheck();
  await expect(records.getByRole('row').nth(1)).not.toContainText('ord-20417');
  const [download] = await Promise.all([page.waitForEvent('download'), executions.getByRole('button', { name: 'Save log' }).click()]);
  const lines = readFileSync(await download.path(), 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line));
  expect(lines[0].type).toBe('ExecutionStarted');
  expect(lines.at(-1).type).toBe('ExecutionFailed');
  const level = executions.getByRole('group', { name: 'Log level' });
  await level.getByRole('button', { name: 'ERROR' }).click();
  await expect(level.getByRole('button', { name: 'ERROR' })).toBeFocused();
  await expect(records.getByRole('row').nth(1)).toContainText('"type":"TaskFailed"');
  await level.getByRole('button', { name: 'FATAL' }).click();
  await expect(records.getByRole('row')).toHaveCount(2);
  await level.getByRole('button', { name: 'OFF' }).click();
  await expect(executions).toContainText('Nothing logged');
});

test('an Express execution shows what its caller gets, and why it is not redriven', async ({ page }) => {
  await open(page);
  await importText(page, 'express.json', JSON.stringify({ StartAt: 'No', States: { No: { Type: 'Fail', Error: 'Refused' } } }));
  await page.getByRole('combobox', { name: 'Workflow type' }).selectOption({ label: 'Express' });
  const executions = await dock(page, 'Executions');
  await button(page, 'Run to end').click();
  await expect(executions.getByRole('region', { name: 'StartSyncExecution' })).toContainText('billedDurationInMilliseconds');
  await expect(button(page, 'Redrive')).toBeDisabled();
  await expect(executions).toContainText('Not redrivable');
  await shot(page, 'executions-express');
});

forEachLook((look) => {
  test('executions are accessible', async ({ page }) => {
    await open(page);
    // On a small screen the examples are in a menu.
    if (look.viewport.width < 1024) await button(page, 'More').click();
    await page.getByRole('combobox', { name: 'Examples' }).locator('visible=true').selectOption({ label: 'catalog-import' });
    if (look.viewport.width < 1024) {
      await page.keyboard.press('Escape');
      await page.getByRole('navigation', { name: 'Panels' }).getByRole('button', { name: 'Timeline' }).click();
    }
    const executions = await dock(page, 'Executions');
    await button(page, 'Run to end').click();
    await expect(executions).toContainText('Succeeded');
    // Counts came beside the tabs before it while the run went on: the chosen one is still seen whole.
    await expect(page.getByRole('tab', { name: 'Executions', exact: true })).toBeInViewport({ ratio: 1 });
    await shot(page, `executions-outcome-${look.name}`);
    await part(executions, /Map run PriceCatalog/).click();
    await axe(page);
    await shot(page, `executions-map-run-${look.name}`);
    await executions.getByRole('button', { name: 'Child execution 3' }).click();
    await axe(page);
    await shot(page, `executions-child-${look.name}`);
    await part(executions, /S3 objects/).click();
    await axe(page);
    await shot(page, `executions-objects-${look.name}`);
    await executions.getByRole('button', { name: 's3://shop-imports/catalog/spring.csv', exact: true }).click();
    await axe(page);
    await shot(page, `executions-object-${look.name}`);
  });
});
