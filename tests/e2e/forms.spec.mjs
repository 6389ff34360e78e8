// The forms: the focus stays where a person put it, what is typed stays until it is applied, and nothing else goes.
import { axe, expect, open, test } from './harness.mjs';
import { button, dock, importText, node, runToApproval, text } from './workbench.mjs';

test.use({ viewport: { width: 1440, height: 900 } });

const inspector = (page) => page.getByRole('region', { name: 'Inspector' });
const tab = (page, name) => inspector(page).getByRole('tab', { name, exact: true }).click();

/** One state of every kind, so that every form of the inspector is there. */
const FORMS = {
  StartAt: 'Work',
  States: {
    Work: {
      Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Comment: 'a', Parameters: { FunctionName: 'f', a: 1 },
      Retry: [{ ErrorEquals: ['One'], IntervalSeconds: 1, MaxAttempts: 2 }, { ErrorEquals: ['Two'] }],
      Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'Decide' }], Next: 'Decide',
    },
    Decide: { Type: 'Choice', Choices: [{ Variable: '$.a', NumericEquals: 1, Next: 'Rest' }, { And: [{ Variable: '$.a', IsNull: true }], Next: 'Rest' }], Default: 'Rest' },
    Rest: { Type: 'Wait', Seconds: 5, Next: 'Shape' },
    Shape: { Type: 'Pass', Result: { a: 1 }, Next: 'Both' },
    Both: { Type: 'Parallel', Branches: [{ StartAt: 'In', States: { In: { Type: 'Pass', End: true } } }], Next: 'Each' },
    Each: { Type: 'Map', ItemProcessor: { StartAt: 'One', States: { One: { Type: 'Pass', End: true } } }, Next: 'Stop' },
    Stop: { Type: 'Fail', Error: 'E', Cause: 'C' },
  },
};

async function openForms(page) {
  await open(page);
  await importText(page, 'forms.asl.json', JSON.stringify(FORMS, null, 2));
  await expect(node(page, 'Work')).toBeVisible();
}

/** What a text field of a form is given so that it can be committed, by what it holds now. */
function another(value, name) {
  if (/^\s*[{[]/.test(value)) return value.replace(/[}\]]\s*$/, (end) => (end.includes('}') ? (/^\s*\{\s*\}/.test(value) ? '"z": 1}' : ', "z": 1}') : end));
  if (/Seconds|Attempts|Rate|Count|Concurrency|Percentage|^Value$/.test(name)) return String(Number(value || 1) + 3);
  if (/Path$|^Variable/.test(name)) return '$.other';
  return `${value || 'x'}y`;
}

const states = (page) => page.locator('[data-state]').evaluateAll((nodes) => nodes.map((n) => n.dataset.state).sort());

/** The visible text fields of the inspector's form, by the labels they have now. */
const fields = (page) => inspector(page).getByRole('tabpanel').locator('input:not([type=checkbox]), textarea');

for (const [state, tabs] of Object.entries({
  Work: ['Config', 'Data', 'Errors', 'ASL'], Decide: ['Config', 'Data', 'ASL'], Rest: ['Config', 'Data'], Shape: ['Config', 'Data'],
  Both: ['Config', 'Data', 'Errors'], Each: ['Config', 'Data', 'Errors'], Stop: ['Config'],
})) {
  test(`the form of ${state} is walked through by Tab and by mouse, and the focus stays in it`, async ({ page }) => {
    test.setTimeout(120_000);
    await openForms(page);
    await page.locator(`[data-row="/States/${state}"]`).click();
    for (const name of tabs) {
      await tab(page, name);
      const count = await fields(page).count();
      for (let index = 0; index < count; index += 1) {
        const field = fields(page).nth(index);
        const label = await field.evaluate((box) => box.labels[0]?.textContent.replace(' *', '') ?? box.ariaLabel ?? '');
        // The state's name is the one that walks along: see the test of renaming.
        if (label === 'Name' || label === 'State as JSON') continue;
        await field.fill(another(await field.inputValue(), label));
        await field.press('Tab');
        // The key that deletes a state on the canvas belongs to the field that has the focus.
        await expect(inspector(page).locator(':focus'), `${state} ${name} ${label}: Tab`).toHaveCount(1);
        await page.keyboard.press('Shift+Tab');
        await expect(field, `${state} ${name} ${label}: the same field is there`).toBeFocused();
        const next = fields(page).nth((index + 1) % count);
        await field.fill(another(await field.inputValue(), label));
        await next.click();
        await expect(next, `${state} ${name} ${label}: mouse`).toBeFocused();
        const before = await next.inputValue();
        await page.keyboard.press('End');
        await page.keyboard.type('7');
        expect(await next.inputValue()).not.toBe(before);
        await page.keyboard.press('Backspace');
        expect(await next.inputValue()).toBe(before);
      }
      expect(await states(page)).toContain(state);
      expect((await states(page)).length).toBe(9);
    }
  });
}

test('a drop-down and Enter leave the focus where it is', async ({ page }) => {
  await openForms(page);
  await node(page, 'Work').click();
  const next = inspector(page).getByLabel('Next', { exact: true });
  await next.focus();
  await next.selectOption('Rest');
  await expect(next).toBeFocused();
  const type = inspector(page).getByLabel('Type', { exact: true });
  await type.focus();
  await type.selectOption('Pass');
  await expect(type).toBeFocused();
  await type.selectOption('Task');
  await expect(type).toBeFocused();
  await page.keyboard.press('Backspace');
  await expect(node(page, 'Work')).toBeVisible();
  const comment = inspector(page).getByLabel('Comment').first();
  await comment.fill('entered');
  await comment.press('Enter');
  await expect(comment).toBeFocused();
  expect(await text(page)).toContain('"entered"');
});

test('after a rename the next field is there, by Tab and by mouse', async ({ page }) => {
  await openForms(page);
  await node(page, 'Work').click();
  const name = inspector(page).getByLabel('Name', { exact: true });
  await name.fill('Labour');
  await name.press('Tab');
  await expect(inspector(page).getByLabel('Type', { exact: true })).toBeFocused();
  await expect(node(page, 'Labour')).toBeVisible();
  await name.fill('Toil');
  await inspector(page).getByLabel('Comment').first().click();
  await expect(inspector(page).getByLabel('Comment').first()).toBeFocused();
  await page.keyboard.type('zz');
  await page.keyboard.press('Tab');
  await expect(node(page, 'Toil')).toBeVisible();
  expect(await text(page)).toMatch(/"Comment": "a?zza?"/);
});

test('only a state that was just made takes the focus', async ({ page }) => {
  await openForms(page);
  await node(page, 'Work').click();
  await button(page, 'Duplicate').click();
  await expect(node(page, 'Work 2')).toBeFocused();
  await node(page, 'Work').dblclick();
  await page.getByRole('textbox', { name: 'New name' }).fill('Labour');
  await page.keyboard.press('Enter');
  await expect(node(page, 'Labour')).toBeFocused();
});

test('a removed retrier does not leave the keyboard on the page', async ({ page }) => {
  await openForms(page);
  await node(page, 'Work').click();
  await tab(page, 'Errors');
  await button(page, 'Remove retrier 2').click();
  await expect(button(page, 'Add retrier')).toBeFocused();
  await page.keyboard.press('Backspace');
  await expect(node(page, 'Work')).toBeVisible();
});

test('retriers and catchers are put in order and moved', async ({ page }) => {
  await openForms(page);
  await node(page, 'Work').click();
  await tab(page, 'Errors');
  await button(page, 'Add retrier').click();
  await button(page, 'Add catcher').click();
  const errors = inspector(page).getByLabel('ErrorEquals');
  await expect(errors).toHaveCount(5);
  const shown = () => errors.evaluateAll((boxes) => boxes.map((box) => box.value));
  expect(await shown()).toEqual(['One', 'Two', 'States.TaskFailed', 'States.TaskFailed', 'States.ALL']);
  await button(page, 'Move retrier 1 down').click();
  await expect.poll(shown).toEqual(['Two', 'One', 'States.TaskFailed', 'States.TaskFailed', 'States.ALL']);
  await button(page, 'Move retrier 3 up').click();
  await expect.poll(shown).toEqual(['Two', 'States.TaskFailed', 'One', 'States.TaskFailed', 'States.ALL']);
  await expect(button(page, 'Move retrier 3 up')).toBeFocused();
  await axe(page);
});

test('a text that is no JSON stays, is marked, and is mended or discarded', async ({ page }) => {
  await openForms(page);
  const before = await text(page);
  await node(page, 'Work').click();
  await tab(page, 'ASL');
  const source = inspector(page).getByRole('textbox', { name: /^State as JSON/ });
  const broken = (await source.inputValue()).replace('"Comment": "a",', '"Comment": "changed"');
  await source.fill(broken);
  await node(page, 'Rest').click();
  await expect(inspector(page).getByRole('heading', { level: 2 })).toHaveText('Rest');
  await expect(source).not.toHaveValue(broken);
  await tab(page, 'Config');
  await node(page, 'Work').click();
  await tab(page, 'ASL');
  await expect(source).toHaveValue(broken);
  await expect(inspector(page).getByText(/^Not applied: line \d+, column \d+/)).toBeVisible();
  await axe(page);
  expect(await text(page)).toBe(before);
  await button(page, 'Discard what was typed into State as JSON').click();
  await expect(source).toBeFocused();
  await expect(inspector(page).getByText(/^Not applied/)).toHaveCount(0);
  await source.fill(broken);
  await source.press('Tab');
  await source.fill(broken.replace('"Comment": "changed"', '"Comment": "changed",'));
  await source.press('Tab');
  await expect(inspector(page).getByText(/^Not applied/)).toHaveCount(0);
  expect(await text(page)).toContain('"changed"');
});

test('a field that is left by opening a file loses nothing and breaks nothing', async ({ page }) => {
  await openForms(page);
  for (const [name, label] of [['Config', 'Comment'], ['Errors', 'IntervalSeconds'], ['ASL', 'State as JSON']]) {
    await node(page, 'Work').click();
    await tab(page, name);
    const field = inspector(page).getByRole('textbox', { name: new RegExp(`^${label}`) }).first();
    await field.fill('half typed');
    await importText(page, 'other.json', '{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}');
    await expect(node(page, 'A')).toBeVisible();
    expect(await text(page)).toContain('"A"');
    await button(page, 'Undo').click();
    await node(page, 'Work').click();
    await tab(page, name);
    await expect(field).toHaveValue('half typed');
    await inspector(page).getByRole('button', { name: /^Discard/ }).first().click();
  }
});

test('a mock that is not JSON yet and a wrong latency survive other tabs', async ({ page }) => {
  await open(page);
  await node(page, 'ShipOrder').click();
  const mocks = await dock(page, 'Mocks');
  await mocks.getByRole('button', { name: 'Add call' }).click();
  const result = mocks.getByRole('textbox', { name: 'Result of call 1', exact: true });
  await result.fill('{"shipped": ');
  const latency = mocks.getByLabel('Latency of call 1 in milliseconds');
  await latency.fill('soon');
  await latency.press('Tab');
  await dock(page, 'History');
  await node(page, 'ValidateOrder').click();
  await dock(page, 'Mocks');
  await node(page, 'ShipOrder').click();
  await expect(result).toHaveValue('{"shipped": ');
  await expect(latency).toHaveValue('soon');
  await expect(mocks.getByText(/Not applied: Expected a whole number of milliseconds/)).toBeVisible();
  await expect(mocks.getByText(/Line 1, column/)).toBeVisible();
  await axe(page);
  await result.fill('{"shipped": true}');
  await latency.fill('250');
  await latency.press('Tab');
  await expect(mocks.getByText(/Not applied/)).toHaveCount(0);
});

test('an edited approval survives other tabs, and the timeline sends it', async ({ page }) => {
  await open(page);
  await runToApproval(page);
  const approvals = await dock(page, 'Approvals');
  await approvals.getByLabel('Output if approved').fill('{"approved": true, "approver": "the boss"}');
  await dock(page, 'History');
  await dock(page, 'Approvals');
  await expect(approvals.getByLabel('Output if approved')).toHaveValue(/the boss/);
  const timeline = await dock(page, 'Timeline');
  await timeline.getByRole('button', { name: 'Approve', exact: true }).click();
  await expect(page.locator('[data-state="WaitForApproval"]')).toHaveAttribute('data-status', 'succeeded');
  await node(page, 'WaitForApproval').click();
  await tab(page, 'Run');
  await expect(inspector(page)).toContainText('the boss');
});

test('a condition is a text, and an operator one of a list', async ({ page }) => {
  await openForms(page);
  await node(page, 'Decide').click();
  const rule = inspector(page).getByRole('group', { name: 'Rule 1' });
  await expect(rule.getByLabel('Operator')).toHaveValue('NumericEquals');
  await rule.getByLabel('Operator').focus();
  await rule.getByLabel('Operator').selectOption('NumericGreaterThan');
  await expect(rule.getByLabel('Operator')).toBeFocused();
  await rule.getByLabel('Value', { exact: false }).first().fill('500');
  await page.keyboard.press('Tab');
  expect(await text(page)).toContain('"NumericGreaterThan": 500');
  await expect(inspector(page).getByRole('group', { name: 'Rule 2' }).locator('textarea')).toHaveValue(/IsNull/);
  await axe(page);
  await page.getByRole('combobox', { name: 'Examples' }).selectOption({ label: 'parcels-jsonata' });
  await node(page, 'CheckTotal').click();
  const condition = inspector(page).getByLabel('Condition').first();
  await expect(condition).toHaveValue('{% $count($parcels) = 0 %}');
  await condition.fill('{% $count($parcels) = 0 ? true : false %}');
  await condition.press('Tab');
  expect(await text(page)).toContain('"Condition": "{% $count($parcels) = 0 ? true : false %}"');
});

test('a target chosen for a catcher or a rule that has none is its own, and the state goes on as before', async ({ page }) => {
  await open(page);
  const machine = {
    StartAt: 'Work',
    States: {
      Work: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Catch: [{ ErrorEquals: ['States.ALL'] }], Next: 'Decide' },
      Decide: { Type: 'Choice', Choices: [{ Variable: '$.a', IsNull: true }], Default: 'Stop' },
      Stop: { Type: 'Succeed' },
    },
  };
  await importText(page, 'targets.json', JSON.stringify(machine));
  await page.locator('[data-row="/States/Work"]').click();
  await tab(page, 'Errors');
  await inspector(page).getByLabel('Catcher 1 leads to').selectOption('Stop');
  await page.locator('[data-row="/States/Decide"]').click();
  await tab(page, 'Config');
  await inspector(page).getByLabel('Rule 1 leads to').selectOption('Stop');
  const { Work, Decide } = JSON.parse(await text(page)).States;
  expect([Work.Catch[0].Next, Work.Next]).toEqual(['Stop', 'Decide']);
  expect(Decide.Choices).toEqual([{ Variable: '$.a', IsNull: true, Next: 'Stop' }]);
  expect(Decide.Default).toBe('Stop');
});
