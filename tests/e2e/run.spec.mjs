// The product's main job: the order workflow run, retried, approved, rejected, timed out, and walked through.
import { axe, expect, forEachLook, open, shot, test } from './harness.mjs';
import { button, definition, dock, importText, moment, node, runToApproval, status, statuses } from './workbench.mjs';

test.use({ viewport: { width: 1440, height: 900 } });

test('one press shows the retries and the approval; approving completes the order', async ({ page }) => {
  await open(page);
  await expect(button(page, 'Run')).toBeFocused();
  await page.getByRole('combobox', { name: 'Speed' }).selectOption({ label: '100×' });
  await button(page, 'Run').focus();
  await page.keyboard.press('Enter');
  await status(page, 'WaitForApproval', 'waiting');
  await status(page, 'ValidateOrder', 'succeeded');
  await status(page, 'ReserveInventory', 'succeeded');

  const timeline = await dock(page, 'Timeline');
  await expect(timeline.getByText('2 s', { exact: true }).first()).toBeVisible();
  await expect(timeline.getByText('4 s', { exact: true }).first()).toBeVisible();
  await shot(page, 'run-waiting');

  const approvals = await dock(page, 'Approvals');
  await expect(approvals).toContainText('WaitForApproval');
  await approvals.getByRole('button', { name: 'Approve', exact: true }).click();
  await status(page, 'OrderComplete', 'succeeded');
  await shot(page, 'run-succeeded');

  const history = await dock(page, 'History');
  await expect(history).toContainText('ExecutionSucceeded');
});

test('rejecting compensates and fails with the rejection', async ({ page }) => {
  await open(page);
  await runToApproval(page);
  const approvals = await dock(page, 'Approvals');
  await approvals.getByRole('button', { name: 'Reject', exact: true }).click();
  await status(page, 'OrderFailed', 'failed');
  await status(page, 'CompensateOrder', 'succeeded');
  await expect(await dock(page, 'Executions')).toContainText('ApprovalRejected');
});

test('nobody answers: the approval times out after 24 virtual hours', async ({ page }) => {
  await open(page);
  await runToApproval(page);
  await button(page, 'Run to end').click();
  await status(page, 'OrderFailed', 'failed');
  await expect(await dock(page, 'Executions')).toContainText('States.Timeout');
  await expect(await dock(page, 'History')).toContainText('TaskTimedOut');
});

test('every event can be stepped to and back from, and the canvas agrees each time', async ({ page }) => {
  test.setTimeout(90_000);
  await open(page);
  await runToApproval(page);
  const approvals = await dock(page, 'Approvals');
  await approvals.getByRole('button', { name: 'Approve', exact: true }).click();
  await status(page, 'OrderComplete', 'succeeded');
  const history = await dock(page, 'History');
  const [, count] = await moment(page);
  expect(count).toBeGreaterThan(30);

  const backwards = [];
  for (let events = count; events > 0; events--) {
    expect(await moment(page)).toEqual([events, count]);
    backwards[events] = await statuses(page);
    await agrees(page, history);
    await button(page, 'Step back').click();
  }
  for (let events = 1; events <= count; events++) {
    await button(page, 'Step').click();
    expect(await moment(page)).toEqual([events, count]);
    expect(await statuses(page), `at event ${events}`).toEqual(backwards[events]);
  }
});

/** The newest visible event of the history is what the canvas shows of its state. */
async function agrees(page, history) {
  const row = history.locator('[aria-current="true"], [aria-selected="true"]').first();
  const [type, state] = await Promise.all([row.getAttribute('data-type'), row.getAttribute('data-of')]);
  if (!state) return;
  const shown = await node(page, state).getAttribute('data-status');
  const allowed = type.endsWith('StateEntered') && !type.startsWith('Fail') ? ['running', 'waiting']
    : type.endsWith('StateExited') ? ['succeeded', 'caught']
    : type === 'FailStateEntered' ? ['failed']
    : /^(Task|LambdaFunction)Failed$/.test(type) ? ['retrying', 'failed', 'running']
    : /(Scheduled|Started|Submitted)$/.test(type) ? ['running', 'waiting', 'retrying']
    : undefined;
  if (allowed) expect(allowed, `${state} after ${type}`).toContain(shown);
}

test('an approval in the past starts another future from there', async ({ page }) => {
  await open(page);
  await runToApproval(page);
  await button(page, 'Run to end').click();
  await status(page, 'OrderFailed', 'failed');
  while ((await node(page, 'WaitForApproval').getAttribute('data-status')) !== 'waiting') {
    await button(page, 'Step back').click();
  }
  const approvals = await dock(page, 'Approvals');
  await approvals.getByRole('button', { name: 'Approve', exact: true }).click();
  await status(page, 'OrderComplete', 'succeeded');
  await status(page, 'OrderFailed', 'not-reached');
});

test('a machine that loops for ever ends at the history limit while the page answers', async ({ page }) => {
  await open(page);
  const loop = { StartAt: 'A', States: { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Next: 'A' } } };
  await page.locator('input[type=file]').setInputFiles({ name: 'loop.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(loop)) });
  await expect(node(page, 'B')).toBeVisible();
  await button(page, 'Run to end').click();
  await expect(await dock(page, 'Executions')).toContainText('25,000', { timeout: 60_000 });
  await button(page, 'Reset').click();
  await status(page, 'A', 'not-reached');
});

test('the timeline is one Tab stop, and the arrows walk its rows and along them', async ({ page }) => {
  await open(page);
  await runToApproval(page);
  await button(page, 'Pause').click();
  const timeline = await dock(page, 'Timeline');
  const rows = timeline.getByRole('grid', { name: 'States in virtual time' }).getByRole('row');
  const named = (row) => row.getByRole('rowheader').getByRole('button');
  const count = await rows.count();
  const stops = () => timeline.locator('button:not([tabindex="-1"])').allTextContents();
  expect((await stops()).length).toBe(1);
  await page.getByRole('tab', { name: /^Timeline/ }).focus();
  for (let i = 0; i < 3 && !(await timeline.locator('button:focus').count()); i++) await page.keyboard.press('Tab');
  await expect(named(rows.first())).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await expect(named(rows.first())).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(named(rows.nth(1))).toBeFocused();
  await page.keyboard.press('End');
  await expect(named(rows.nth(count - 1))).toBeFocused();
  await page.keyboard.press('PageUp');
  await expect(named(rows.nth(count - 7))).toBeFocused();
  await page.keyboard.press('Home');
  await expect(named(rows.first())).toBeFocused();

  const approval = rows.filter({ hasText: 'WaitForApproval' }).filter({ has: page.getByRole('button', { name: 'Approve' }) });
  for (let i = 0; i < count && !(await approval.locator('button.nm:focus').count()); i++) await page.keyboard.press('ArrowDown');
  expect((await stops()).length).toBe(4);
  await page.keyboard.press('Tab');
  await expect(approval.getByRole('button', { name: 'Approve' })).toBeFocused();
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Shift+Tab');
  await expect(timeline.locator('button:focus')).toHaveCount(0);
  await page.keyboard.press('Tab');
  await expect(named(approval)).toBeFocused();
  await axe(page);

  await page.keyboard.press('Home');
  const before = await moment(page);
  await page.keyboard.press('ArrowLeft');
  await expect(async () => expect((await moment(page))[0]).toBeLessThan(before[0])).toPass();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(named(rows.nth(1))).toHaveAttribute('aria-pressed', 'true');
});

test('an activity’s mock names its worker, leaves the task to nobody, or has no activity', async ({ page }) => {
  await open(page);
  await importText(page, 'press.json', JSON.stringify({
    StartAt: 'Press',
    States: { Press: { Type: 'Task', Resource: 'arn:aws:states:us-east-1:123456789012:activity:press', TimeoutSeconds: 60, End: true } },
  }));
  const mocks = await dock(page, 'Mocks');
  await expect(mocks).toContainText('a worker takes its task and waits for your answer');
  await mocks.getByRole('button', { name: 'Add call' }).click();
  const worker = mocks.getByRole('combobox', { name: 'Worker of call 1' });
  await worker.selectOption({ label: 'With a name' });
  await mocks.getByRole('textbox', { name: 'Worker name of call 1' }).fill('press-7');
  await page.keyboard.press('Tab');
  await button(page, 'Run to end').click();
  await status(page, 'Press', 'succeeded');
  const history = await dock(page, 'History');
  await expect(history.getByRole('row', { name: /ActivityStarted/ })).toContainText('press-7');

  await dock(page, 'Mocks');
  await worker.selectOption({ label: 'Nobody polls' });
  await expect(mocks).toContainText('No worker takes the task');
  await axe(page);
  await shot(page, 'mocks-activity');
  await button(page, 'Run to end').click();
  await status(page, 'Press', 'failed');
  await dock(page, 'History');
  await expect(history.getByRole('row', { name: /ActivityTimedOut/ })).toBeVisible();
  await expect(history.getByRole('row', { name: /ActivityStarted/ })).toHaveCount(0);

  await dock(page, 'Mocks');
  await mocks.getByRole('checkbox', { name: 'The activity does not exist' }).check();
  await expect(mocks.getByRole('list', { name: 'Tasks' })).toContainText('missing');
  await expect(worker).toHaveCount(0);
  await axe(page);
  await shot(page, 'mocks-no-activity');
  await dock(page, 'History');
  await expect(history.getByRole('row', { name: /ActivityScheduled/ })).toHaveCount(0);
  const executions = await dock(page, 'Executions');
  await expect(executions).toContainText('The activity arn:aws:states:us-east-1:123456789012:activity:press does not exist.');
  await page.reload();
  await dock(page, 'Mocks');
  await mocks.getByRole('checkbox', { name: 'The activity does not exist' }).uncheck();
  await expect(worker).toHaveValue('Nobody polls');
  await mocks.getByRole('button', { name: 'Use default answer' }).click();
  await expect(mocks).toContainText('waits for your answer');
});

test('a run with an input that is no JSON is refused, not made with the one before', async ({ page }) => {
  await open(page);
  const executions = await dock(page, 'Executions');
  await executions.getByRole('textbox', { name: 'Execution input' }).fill('{bad');
  await button(page, 'Run').click();
  await expect(page.getByRole('alert')).toContainText('input is not JSON');
  await status(page, 'ValidateOrder', 'not-reached');
});

forEachLook((look) => {
  test('is accessible during a run', async ({ page }) => {
    await open(page);
    await button(page, 'Run').click();
    await status(page, 'WaitForApproval', 'waiting');
    await axe(page);
    await shot(page, `run-${look.name}`);
  });
});

const clock = (page) => page.locator('.clock');
/** The clock's time in milliseconds. */
async function elapsed(page) {
  const title = await clock(page).getAttribute('title');
  const [, hours, minutes, seconds] = (await clock(page).textContent()).match(/(\d+):(\d\d):(\d\d(?:\.\d+)?)/);
  expect(title).toContain('Virtual time');
  return ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
}

test('Pause and Run go on from where the clock stood, and Run from a past moment plays what is known', async ({ page }) => {
  await open(page);
  await runToApproval(page);
  await expect(async () => expect(await elapsed(page)).toBeGreaterThan(60_000)).toPass();
  await button(page, 'Pause').click();
  const stood = await elapsed(page);
  await button(page, 'Run').click();
  await expect(button(page, 'Pause')).toBeVisible();
  expect(await elapsed(page)).toBeGreaterThanOrEqual(stood);
  await button(page, 'Pause').click();

  const approvals = await dock(page, 'Approvals');
  await approvals.getByRole('button', { name: 'Approve', exact: true }).click();
  await status(page, 'OrderComplete', 'succeeded');
  const [, known] = await moment(page);
  await page.getByRole('slider', { name: 'Moment' }).focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  await page.getByRole('combobox', { name: 'Speed' }).selectOption({ label: '1×' });
  await button(page, 'Run').click();
  await expect(button(page, 'Pause')).toBeVisible();
  const [shown, still] = await moment(page);
  expect([shown < known / 2, still]).toEqual([true, known]);
  await page.getByRole('combobox', { name: 'Speed' }).selectOption({ label: 'Instant' });
  await status(page, 'OrderComplete', 'succeeded');
  expect(await moment(page)).toEqual([known, known]);
});

test('at Instant an approval waits as long as a person thinks, and the next press of Run lets its time pass', async ({ page }) => {
  await open(page);
  await page.getByRole('combobox', { name: 'Speed' }).selectOption({ label: 'Instant' });
  await button(page, 'Run').click();
  await status(page, 'WaitForApproval', 'waiting');
  await expect(button(page, 'Run')).toBeVisible();
  const asked = await elapsed(page);
  await page.waitForTimeout(1_000);
  expect(await elapsed(page)).toBe(asked);
  await button(page, 'Run').click();
  await status(page, 'OrderFailed', 'failed');
});

/** States whose expressions take a while each. */
const heavy = (count, items) => JSON.stringify({
  Comment: 'x', QueryLanguage: 'JSONata', StartAt: 'S0',
  States: Object.fromEntries(Array.from({ length: count }, (_, i) => [`S${i}`, {
    Type: 'Pass', Output: `{% $sum($map([1..${items}], function($x) { $x * 2 })) %}`, ...(i + 1 < count ? { Next: `S${i + 1}` } : { End: true }),
  }])),
}, null, 2);

test('a letter over a finished run of heavy expressions is there at once; the run says that it is of the text before', async ({ page }) => {
  test.setTimeout(90_000);
  const COUNT = 60;
  await open(page);
  await importText(page, 'heavy.asl.json', heavy(COUNT, 60_000));
  await button(page, 'Run to end').click();
  await expect(node(page, `S${COUNT - 1}`)).toHaveAttribute('data-status', 'succeeded', { timeout: 60_000 });
  await dock(page, 'Code');
  await page.getByRole('textbox', { name: 'Code with highlighting' }).click();
  for (const key of ['Control+Home', 'ArrowDown', 'End', 'ArrowLeft', 'ArrowLeft']) await page.keyboard.press(key);
  await page.evaluate(() => {
    globalThis.tasks = [];
    new PerformanceObserver((list) => globalThis.tasks.push(...list.getEntries().map(({ startTime, duration }) => [startTime, duration]))).observe({ type: 'longtask' });
  });
  const note = page.getByRole('contentinfo').getByText('The run before the change');
  for (const letter of 'abc') {
    await page.keyboard.type(letter);
    await expect(definition(page)).toHaveValue(new RegExp(`"Comment": "x[abc]*${letter}"`), { timeout: 2_000 });
  }
  await expect(note).toBeVisible();
  const begun = Date.now();
  await expect(note).toBeHidden({ timeout: 90_000 });
  const whole = Date.now() - begun;
  await status(page, `S${COUNT - 1}`, 'succeeded');
  const longest = await page.evaluate(() => Math.max(0, ...globalThis.tasks.map(([, duration]) => duration)));
  // One evaluation, and not all of them.
  expect(longest).toBeLessThan(Math.max(500, whole / 3));
});

test('an edit of a finished run says from which event on it differs, and leads there', async ({ page }) => {
  await open(page);
  await runToApproval(page);
  const approvals = await dock(page, 'Approvals');
  await approvals.getByRole('button', { name: 'Approve', exact: true }).click();
  await status(page, 'OrderComplete', 'succeeded');
  const executions = await dock(page, 'Executions');
  await executions.getByRole('textbox', { name: 'Execution input' }).fill('{"orderId": ');
  await expect(executions).toContainText('The execution input is not JSON. What is shown is the run before it was changed.');
  await executions.getByRole('textbox', { name: 'Execution input' }).fill('{"orderId": "o-9"}');
  await expect(executions).not.toContainText('is not JSON. What is shown');
  const changed = page.getByRole('contentinfo').getByRole('button', { name: /^Changed from event \d+$/ });
  const at = Number((await changed.textContent()).match(/\d+$/)[0]);
  await changed.click();
  expect((await moment(page))[0]).toBe(at);
});

test('branches go on as they come, or in an order that the seed shuffles, the same each time', async ({ page }) => {
  await open(page);
  const branch = (name) => ({
    StartAt: `${name}1`,
    States: { [`${name}1`]: { Type: 'Pass', Next: `${name}2` }, [`${name}2`]: { Type: 'Pass', End: true } },
  });
  const States = { Both: { Type: 'Parallel', Branches: [...'ABCD'].map(branch), End: true } };
  await importText(page, 'branches.asl.json', JSON.stringify({ StartAt: 'Both', States }));
  const entered = async () => {
    await button(page, 'Run to end').click();
    await status(page, 'Both', 'succeeded');
    const rows = await (await dock(page, 'History')).getByRole('row').filter({ hasText: 'PassStateEntered' }).allTextContents();
    await button(page, 'Reset').click();
    return rows.map((row) => /[A-D][12]/.exec(row)[0]).join(' ');
  };
  const asTheyCome = await entered();
  await page.getByRole('combobox', { name: 'Order of branches and iterations' }).selectOption({ label: 'Shuffled' });
  const shuffled = await entered();
  expect(shuffled).not.toBe(asTheyCome);
  expect(shuffled.split(' ').sort()).toEqual(asTheyCome.split(' ').sort());
  expect(await entered()).toBe(shuffled);
});
