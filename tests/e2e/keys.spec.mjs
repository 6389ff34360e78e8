// Keys, pastes and drops belong to what has the focus, through shadow roots too; and Undo takes back a step at a time. The
// sheet of keyboard shortcuts says which keys there are.
import { axe, expect, forEachLook, open, shot, test } from './harness.mjs';
import { button, definition, dock, importText, node, status, text } from './workbench.mjs';

test.use({ viewport: { width: 1440, height: 900 } });

const SMALL = '{"StartAt": "Only", "States": {"Only": {"Type": "Succeed"}}}';
const editor = (page) => page.getByRole('textbox', { name: 'Code with highlighting' });
const machineName = (page) => page.getByRole('textbox', { name: 'Machine name' });
const input = (page) => page.getByRole('textbox', { name: 'Execution input' });
const sheet = (page) => page.getByRole('dialog', { name: 'Keyboard shortcuts' });
const focused = (page) => page.evaluate(() => document.activeElement?.dataset.state ?? document.activeElement?.getAttribute('aria-label'));
const states = (page) => page.locator('[data-state]').count();

/** Puts the cursor into the editor, at the end of the line with the machine's comment. */
async function intoEditor(page) {
  await dock(page, 'Code');
  await editor(page).click();
  await page.keyboard.press('Control+Home');
}

/** A paste of a text where the focus is, as the browser sends it. */
async function paste(page, content) {
  await page.evaluate((content) => {
    let target = document.activeElement ?? document.body;
    while (target.shadowRoot?.activeElement) target = target.shadowRoot.activeElement;
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', content);
    target.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true, composed: true }));
  }, content);
}

/** Drops files on an element, as the browser sends it. */
async function drop(page, locator, files) {
  await locator.evaluate((target, files) => {
    const dataTransfer = new DataTransfer();
    for (const [name, content] of files) dataTransfer.items.add(new File([content], name, { type: 'application/json' }));
    for (const type of ['dragenter', 'dragover', 'drop']) {
      target.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true, composed: true }));
    }
  }, files);
}

test('a question mark in the code editor and in its search field is text', async ({ page }) => {
  await open(page);
  await intoEditor(page);
  await page.keyboard.type('? ');
  await expect(definition(page)).toHaveValue(/^\? /);
  await page.keyboard.press('Control+f');
  const search = page.getByRole('textbox', { name: 'Find' });
  await search.fill('');
  await search.press('?');
  await expect(search).toHaveValue('?');
  await machineName(page).press('?');
  const speed = page.getByRole('combobox', { name: 'Speed' });
  await speed.press('?');
  await expect(sheet(page)).toBeHidden();
  await node(page, 'ShipOrder').click();
  await page.keyboard.press('?');
  await expect(sheet(page)).toBeVisible();
});

test('the sheet of shortcuts opens by ? and by its button, and the focus goes back where it was', async ({ page }) => {
  await open(page);
  await node(page, 'ShipOrder').click();
  await node(page, 'ShipOrder').focus();
  await page.keyboard.press('?');
  await expect(sheet(page).getByRole('heading', { name: 'Keyboard shortcuts' })).toBeFocused();
  await page.keyboard.press('F8');
  await page.keyboard.press('Delete');
  await page.keyboard.press('?');
  await page.keyboard.press('Escape');
  await expect(sheet(page)).toBeHidden();
  expect(await focused(page)).toBe('ShipOrder');
  await expect(button(page, 'Run'), 'and not Pause: the keys were the sheet\'s').toBeVisible();
  await button(page, 'Shortcuts').click();
  await button(page, 'Close').click();
  await expect(sheet(page)).toBeHidden();
  await expect(button(page, 'Shortcuts')).toBeFocused();
});

/** The keys of the sheet's group, as `[label, keys]`. */
const group = (page, name) => sheet(page).locator('section', { has: page.getByRole('heading', { name, exact: true }) }).locator('dl > div')
  .evaluateAll((rows) => rows.map((row) => [row.querySelector('dt').textContent, ...[...row.querySelectorAll('kbd')].map((key) => key.textContent)]));

test('buttons and the sheet have the same keys', async ({ page }) => {
  await open(page);
  await expect(button(page, 'Step')).toHaveAttribute('title', 'Step (F10)');
  await expect(button(page, 'Step back')).toHaveAttribute('title', 'Step back (Shift+F10). Nothing has happened yet');
  await expect(button(page, 'Step back')).toBeDisabled();
  await expect(button(page, 'Run')).toHaveAttribute('title', 'Run (F8)');
  await expect(button(page, 'Redo')).toHaveAttribute('aria-keyshortcuts', 'Control+Y Control+Shift+Z');
  await expect(button(page, 'Zoom in')).toHaveAttribute('aria-keyshortcuts', 'Plus =');
  await expect(button(page, 'Export')).not.toHaveAttribute('aria-keyshortcuts', /./);
  await button(page, 'Shortcuts').click();
  expect(await group(page, 'Everywhere, in text fields too')).toEqual([['Run', 'F8'], ['Step', 'F10'], ['Step back', 'Shift+F10']]);
  expect(await group(page, 'Outside of text fields')).toEqual([['Undo', 'Ctrl+Z'], ['Redo', 'Ctrl+Y', 'Ctrl+Shift+Z'], ['Shortcuts', '?']]);
  expect((await group(page, 'Code editor')).length).toBeGreaterThan(8);
});

test('on an Apple keyboard keys are called as they are there', async ({ page }) => {
  await page.addInitScript(() => Object.defineProperty(navigator, 'platform', { value: 'MacIntel' }));
  await open(page);
  await expect(button(page, 'Undo')).toHaveAttribute('aria-keyshortcuts', 'Meta+Z');
  await expect(button(page, 'Step back')).toHaveAttribute('title', /^Step back \(⇧F10\)/);
  await page.keyboard.press('?');
  expect(await group(page, 'Outside of text fields')).toContainEqual(['Redo', '⌘Y', '⌘⇧Z']);
});

test('keys on the canvas zoom, fit, select nothing, and do nothing with a modifier that they do not have', async ({ page }) => {
  await open(page);
  await node(page, 'ShipOrder').click();
  const zoom = page.getByRole('group', { name: 'Zoom' });
  const before = await zoom.textContent();
  await page.keyboard.press('+');
  await expect(zoom).not.toHaveText(before);
  await page.keyboard.press('-');
  await expect(zoom).toHaveText(before);
  await page.keyboard.press('Alt+Delete');
  await page.keyboard.press('Shift+F2');
  await expect(node(page, 'ShipOrder')).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'New name' })).toBeHidden();
  await expect(page.locator('.ring')).toHaveCount(1);
  await page.keyboard.press('Escape');
  await expect(page.locator('.ring')).toHaveCount(0);
});

test('the code editor does what the sheet says of its keys', async ({ page }) => {
  await open(page);
  await page.getByRole('combobox', { name: 'Examples' }).selectOption('order-published');
  await intoEditor(page);
  const active = page.locator('.cm-activeLine');
  await page.keyboard.press('Control+f');
  const find = page.getByRole('textbox', { name: 'Find' });
  await find.pressSequentially('"Type"');
  const line = page.locator('.cm-lineNumbers .cm-activeLineGutter');
  await page.keyboard.press('F3');
  await expect(line).not.toHaveText('1');
  const first = await line.textContent();
  for (const [next, before] of [['F3', 'Shift+F3'], ['Control+g', 'Control+Shift+G']]) {
    await page.keyboard.press(next);
    await expect(line).not.toHaveText(first);
    await page.keyboard.press(before);
    await expect(line).toHaveText(first);
  }
  await page.keyboard.press('Escape');
  await expect(find).toBeHidden();
  await page.keyboard.press('Control+Alt+g');
  await page.getByRole('textbox', { name: 'Go to line' }).fill('2');
  await page.keyboard.press('Enter');
  await expect(line).toHaveText('2');
  await editor(page).focus();
  const second = await active.textContent();
  await page.keyboard.press('Alt+ArrowUp');
  await expect(definition(page)).toHaveValue(new RegExp(`^${second.replace(/[^\w ]/g, '\\$&')}\n`));
  await page.keyboard.press('Alt+ArrowDown');
  await page.keyboard.press('Tab');
  await expect(active).toHaveText(`  ${second}`);
  await page.keyboard.press('Shift+Tab');
  await expect(active).toHaveText(second);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
  await expect(editor(page)).not.toBeFocused();
  await editor(page).focus();
  await page.keyboard.press('Alt+F8');
  await expect(active).not.toHaveText(second);
  await page.keyboard.press('Control+Shift+M');
  await expect(page.getByRole('listbox', { name: 'Diagnostics' })).toBeVisible();
});

forEachLook(({ name, viewport }) => {
  test('the sheet of shortcuts stands on the screen', async ({ page }) => {
    await open(page);
    const more = page.getByRole('button', { name: 'More', exact: true });
    const isSmall = viewport.width < 1024;
    if (isSmall) await more.click();
    await button(page, 'Shortcuts').click();
    await expect(sheet(page)).toBeVisible();
    await axe(page, 'dialog[open]');
    const wide = await sheet(page).evaluate((sheet) => [...sheet.querySelectorAll('kbd')].filter((key) => key.getBoundingClientRect().right > innerWidth || key.getBoundingClientRect().left < 0).length);
    expect(wide, 'no key stands beside the screen').toBe(0);
    const last = sheet(page).locator('kbd').last();
    await last.scrollIntoViewIfNeeded();
    await expect(last).toBeInViewport();
    await shot(page, `shortcuts-${name}`);
    await page.keyboard.press('Escape');
    await expect(isSmall ? more : button(page, 'Shortcuts')).toBeFocused();
  });
});

test('Ctrl+Z in the code editor goes one step', async ({ page }) => {
  await open(page);
  await node(page, 'ShipOrder').focus();
  await page.keyboard.press('Delete');
  await expect(node(page, 'ShipOrder')).toHaveCount(0);
  await node(page, 'NotifyCustomer').focus();
  await page.keyboard.press('Delete');
  await expect(node(page, 'NotifyCustomer')).toHaveCount(0);
  await intoEditor(page);
  await page.keyboard.press('Control+z');
  await expect(node(page, 'NotifyCustomer')).toBeVisible();
  await expect(node(page, 'ShipOrder')).toHaveCount(0);
  await page.keyboard.press('Control+z');
  await expect(node(page, 'ShipOrder')).toBeVisible();
  await page.keyboard.press('Control+y');
  await expect(node(page, 'ShipOrder')).toHaveCount(0);
  await expect(node(page, 'NotifyCustomer')).toBeVisible();
});

test('typing at two places is two steps, and the tooltip says what Undo takes back', async ({ page }) => {
  await open(page);
  const before = await text(page);
  await intoEditor(page);
  await page.keyboard.type('    ');
  await page.keyboard.press('Control+End');
  await page.keyboard.type('   ');
  await expect(button(page, 'Undo')).toHaveAttribute('title', 'Undo: Edit the code (Ctrl+Z)');
  await button(page, 'Undo').click();
  await expect(definition(page)).toHaveValue(`    ${before}`);
  await button(page, 'Undo').click();
  await expect(definition(page)).toHaveValue(before);
  await expect(button(page, 'Undo')).toBeDisabled();
});

test('a paste over everything in the editor replaces the text and nothing else', async ({ page }) => {
  await open(page);
  const name = await machineName(page).inputValue();
  await dock(page, 'Executions');
  const kept = await input(page).inputValue();
  await intoEditor(page);
  await page.keyboard.press('Control+a');
  await paste(page, SMALL);
  await expect(definition(page)).toHaveValue(SMALL);
  await expect(machineName(page)).toHaveValue(name);
  await dock(page, 'Executions');
  await expect(input(page)).toHaveValue(kept);
  await button(page, 'Undo').click();
  await expect(node(page, 'ShipOrder')).toBeVisible();
  await expect(button(page, 'Undo')).toBeDisabled();
});

test('states pasted on the canvas go behind the selected one, and what is no machine is named', async ({ page }) => {
  await open(page);
  const before = await text(page);
  await node(page, 'ShipOrder').click();
  await paste(page, '{"Hello": {"Type": "Pass", "End": true}}');
  await expect(node(page, 'Hello')).toBeVisible();
  await expect(page.locator('[data-edge="ShipOrder→Hello"]')).toBeAttached();
  await expect(page.locator('[data-edge="Hello→NotifyCustomer"]')).toBeAttached();
  await button(page, 'Undo').click();
  expect(await text(page)).toBe(before);
  await node(page, 'ShipOrder').click();
  await paste(page, '{"name": "x", "version": "1", "scripts": {}}');
  await expect(page.getByRole('alert')).toContainText('What was pasted is a package.json. Nothing was replaced.');
  await importText(page, 'template.json', '{"Resources": {"M": {"Type": "AWS::StepFunctions::StateMachine"}}}');
  await expect(page.getByRole('alert')).toContainText('‘template.json’ is a CloudFormation template with a state machine');
  expect(await text(page)).toBe(before);
});

test('a file dropped on the code editor is opened once', async ({ page }) => {
  await open(page);
  await dock(page, 'Code');
  // Beyond this size the editor hands its text over later.
  const large = JSON.stringify({ StartAt: 'A', Comment: 'x'.repeat(400_000), States: { A: { Type: 'Succeed' } } });
  await drop(page, page.locator('.cm-content'), [['dropped.asl.json', large]]);
  await expect(machineName(page)).toHaveValue('dropped');
  await expect(definition(page)).toHaveValue(large);
  await button(page, 'Undo').click();
  await expect(node(page, 'ShipOrder')).toBeVisible();
  await expect(button(page, 'Undo')).toBeDisabled();
});

test('a file dropped on the input is the input', async ({ page }) => {
  await open(page);
  const before = await text(page);
  const name = await machineName(page).inputValue();
  await dock(page, 'Executions');
  await drop(page, input(page), [['order.json', '{"orderId": 7}']]);
  await expect(input(page)).toHaveValue('{"orderId": 7}');
  await expect(machineName(page)).toHaveValue(name);
  expect(await text(page)).toBe(before);
  await button(page, 'Undo').click();
  await dock(page, 'Executions');
  await expect(input(page)).not.toHaveValue('{"orderId": 7}');
  await drop(page, machineName(page), [['order.json', '{"orderId": 7}']]);
  await expect(page.getByRole('alert')).toContainText('‘order.json’ was dropped on a field of one line.');
});

test('of several files dropped the first is opened and the others are named', async ({ page }) => {
  await open(page);
  await drop(page, page.getByRole('main'), [['one.json', SMALL], ['two.json', SMALL], ['three.json', SMALL]]);
  await expect(machineName(page)).toHaveValue('one');
  await expect(page.getByRole('alert')).toContainText('‘two.json’, ‘three.json’ were left out.');
  expect(await states(page)).toBe(1);
});

test('Enter that ends a composition does not end the renaming', async ({ page }) => {
  await open(page);
  await node(page, 'ShipOrder').focus();
  await page.keyboard.press('F2');
  const field = page.getByRole('textbox', { name: 'New name' });
  await expect(field).toBeFocused();
  await field.evaluate((field) => {
    const key = (isComposing) => field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true, isComposing }));
    field.value = '出荷';
    key(true);
  });
  await expect(field).toBeVisible();
  await expect(node(page, 'ShipOrder')).toHaveCount(1);
  await field.press('Enter');
  await expect(node(page, '出荷')).toBeVisible();
});

test('F8 and F10 work from the editor, from a field and from a list of choices', async ({ page }) => {
  await open(page);
  const shown = page.getByText(/^Event \d+ of \d+$/).first();
  await intoEditor(page);
  await page.keyboard.press('F10');
  await expect(shown).toHaveText(/^Event 1 of /);
  await machineName(page).focus();
  await page.keyboard.press('F10');
  await expect(shown).toHaveText(/^Event 2 of /);
  const speed = page.getByRole('combobox', { name: 'Speed' });
  await speed.selectOption({ label: '1000×' });
  await speed.focus();
  await page.keyboard.press('F8');
  await status(page, 'WaitForApproval', 'waiting');
});

test('what is set up beside the text is undone in order with it', async ({ page }) => {
  await open(page);
  await dock(page, 'Executions');
  const first = await input(page).inputValue();
  await input(page).fill('{"a": 1}');
  const workflow = page.getByRole('combobox', { name: 'Workflow type' }).first();
  await workflow.selectOption({ label: 'Express' });
  await node(page, 'ShipOrder').focus();
  await page.keyboard.press('Delete');
  await expect(node(page, 'ShipOrder')).toHaveCount(0);
  const undo = button(page, 'Undo');
  await expect(undo).toHaveAttribute('title', 'Undo: Delete Task ‘ShipOrder’ (Ctrl+Z)');
  await undo.click();
  await expect(node(page, 'ShipOrder')).toBeVisible();
  await expect(undo).toHaveAttribute('title', 'Undo: Make it Express (Ctrl+Z)');
  // The list of choices has no undo of its own.
  await workflow.focus();
  await page.keyboard.press('Control+z');
  await expect(workflow).toHaveValue('STANDARD');
  await expect(undo).toHaveAttribute('title', 'Undo: Edit the input (Ctrl+Z)');
  await undo.click();
  await expect(input(page)).toHaveValue(first);
  await expect(button(page, 'Redo')).toHaveAttribute('title', 'Redo: Edit the input (Ctrl+Y)');
});
