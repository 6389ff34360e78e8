// A run that fails shows where and why, and leads there; a run that goes on stays in view.
import { axe, expect, open, shot, test } from './harness.mjs';
import { button, dock, importText, node, status } from './workbench.mjs';

test.use({ viewport: { width: 1440, height: 900 } });

const pass = (next, more = {}) => ({ Type: 'Pass', ...(next ? { Next: next } : { End: true }), ...more });

/** A long way down to a Parallel: one branch waits, the other reads what is not there. */
function failing() {
  const steps = Array.from({ length: 14 }, (_, at) => [`Step${at + 1}`, pass(at < 13 ? `Step${at + 2}` : 'Both')]);
  const branches = [
    { StartAt: 'Waits', States: { Waits: { Type: 'Wait', Seconds: 60, End: true } } },
    { StartAt: 'Reads', States: { Reads: pass(null, { Parameters: { 'total.$': '$.order.absent' } }) } },
  ];
  const states = { ...Object.fromEntries(steps), Both: { Type: 'Parallel', Branches: branches, End: true } };
  return JSON.stringify({ StartAt: 'Step1', States: states }, null, 2);
}

test('a failure leads the eye to its state, its cause and its expression', async ({ page }) => {
  await open(page);
  await importText(page, 'failing.asl.json', failing());
  await expect(node(page, 'Reads')).not.toBeInViewport();
  await button(page, 'Run to end').click();
  await status(page, 'Reads', 'failed');
  await status(page, 'Waits', 'aborted');
  await expect(node(page, 'Reads')).toBeInViewport();
  await expect(node(page, 'Reads')).toHaveAttribute('aria-current', 'true');

  const banner = page.getByRole('region', { name: 'Execution failed' });
  await expect(banner).toContainText('Failed in Reads with States.Runtime');
  const cause = banner.getByRole('region', { name: 'Cause' });
  await expect(cause).toContainText('$.order.absent');
  // Wrapped: nothing is to the right of what is seen.
  expect(await cause.evaluate((element) => element.scrollWidth <= element.clientWidth)).toBe(true);
  const inspector = page.getByRole('region', { name: 'Inspector' });
  await expect(inspector.getByText('$.order.absent').first()).toBeInViewport();
  await shot(page, 'failure');
  await axe(page);

  // From elsewhere the status bar, Executions and the history lead back.
  const away = async () => {
    await page.locator('.panel.left').getByText('Step1', { exact: true }).click();
    await expect(node(page, 'Step1')).toHaveAttribute('aria-current', 'true');
  };
  const back = () => expect(node(page, 'Reads')).toHaveAttribute('aria-current', 'true');
  await away();
  await page.getByRole('contentinfo').getByRole('button', { name: 'Failed with States.Runtime' }).click();
  await back();
  await away();
  await (await dock(page, 'Executions')).getByRole('button', { name: 'Failed in Reads' }).click();
  await back();
  await away();
  await (await dock(page, 'History')).locator('tr[data-type="ExecutionFailed"] td').first().click();
  await back();

  await banner.getByRole('button', { name: 'Show in Code' }).click();
  await expect(page.locator('.cm-activeLine')).toContainText('"total.$": "$.order.absent"');

  await banner.getByRole('button', { name: 'Dismiss' }).click();
  await expect(banner).toBeHidden();
  await status(page, 'Reads', 'failed');
});

test('the rule that held is ticked, and so is a taken default', async ({ page }) => {
  const rule = (action) => ({ Variable: '$.action', StringEquals: action, Next: 'Claim' });
  const machine = {
    StartAt: 'Which',
    States: {
      Which: { Type: 'Choice', Choices: [rule('make'), rule('unmake')], Default: 'Claim' },
      Claim: { Type: 'Pass', End: true },
    },
  };
  await open(page);
  await importText(page, 'which.asl.json', JSON.stringify(machine));
  const ticked = async (action) => {
    const executions = await dock(page, 'Executions');
    await executions.getByRole('textbox', { name: 'Execution input' }).fill(JSON.stringify({ action }));
    await button(page, 'Run to end').click();
    await status(page, 'Claim', 'succeeded');
    const chips = page.locator('.chip.on', { has: page.locator('use[href="#i-check"]') });
    return chips.allTextContents();
  };
  expect((await ticked('make')).join()).toContain('"make"');
  expect((await ticked('unmake')).join()).toContain('"unmake"');
  expect((await ticked('other')).join()).toContain('default');
});

test('a run keeps what runs in view, until the person looks elsewhere', async ({ page }) => {
  await open(page);
  await importText(page, 'failing.asl.json', failing());
  for (let steps = 0; steps < 30; steps++) {
    await button(page, 'Step').click();
  }
  await expect(page.locator('[data-state][data-status="running"], [data-state="Both"]').first()).toBeInViewport();
  await expect(node(page, 'Step1')).not.toBeInViewport();
  await button(page, 'Reset').click();
  await button(page, 'Fit').click();
  await button(page, 'Step').click();
  await button(page, 'Zoom in').click();
  const transform = () => page.locator('.scene > g').first().getAttribute('transform');
  const before = await transform();
  for (let steps = 0; steps < 10; steps++) {
    await button(page, 'Step').click();
  }
  expect(await transform()).toBe(before);
});

test('of the items of a Map it is said how many did what', async ({ page }) => {
  await open(page);
  const each = {
    Type: 'Map', ToleratedFailurePercentage: 100, End: true,
    ItemProcessor: {
      ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
      StartAt: 'Add', States: { Add: pass(null, { Parameters: { 'sum.$': '$.total' } }) },
    },
  };
  const items = pass('Each', { Result: [{ total: 1 }, {}, { total: 3 }] });
  await importText(page, 'items.asl.json', JSON.stringify({ StartAt: 'Items', States: { Items: items, Each: each } }));
  await button(page, 'Run to end').click();
  await status(page, 'Add', 'failed');
  await expect(node(page, 'Add')).toContainText('1 of 3 failed');
  await expect(node(page, 'Add')).toHaveAccessibleName(/failed, 2 succeeded, 1 failed$/);
  await node(page, 'Add').click();
  const inspector = page.getByRole('region', { name: 'Inspector' });
  await inspector.getByRole('tab', { name: 'Run' }).click();
  await expect(inspector.getByText('2 succeeded, 1 failed')).toBeVisible();
  await expect((await dock(page, 'Timeline')).getByRole('rowheader', { name: /Add.*2 succeeded, 1 failed/ })).toBeVisible();
  await shot(page, 'items');
  await axe(page);
});
