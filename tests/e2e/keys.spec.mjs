// Keys, pastes and drops belong to what has the focus, through shadow roots too; and Undo takes back a step at a time.
import { expect, open, test } from './harness.mjs';
import { button, definition, dock, importText, node, status, text } from './workbench.mjs';

test.use({ viewport: { width: 1440, height: 900 } });

const SMALL = '{"StartAt": "Only", "States": {"Only": {"Type": "Succeed"}}}';
const editor = (page) => page.getByRole('textbox', { name: 'Code with highlighting' });
const machineName = (page) => page.getByRole('textbox', { name: 'Machine name' });
const input = (page) => page.getByRole('textbox', { name: 'Execution input' });
const fidelity = (page) => page.getByRole('dialog');
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
  await expect(fidelity(page)).toHaveCount(0);
  await node(page, 'ShipOrder').click();
  await page.keyboard.press('?');
  await expect(fidelity(page)).toBeVisible();
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
