// Many machines: what is opened ends nothing, and the list makes, opens, copies, renames, deletes and brings back.
import { readFileSync } from 'node:fs';
import { axe, expect, forEachLook, open, test } from './harness.mjs';
import { button, definition, dock, importText, kept, machines, node, text } from './workbench.mjs';

const machineName = (page) => page.getByRole('textbox', { name: 'Machine name' });
const view = (page) => page.getByRole('region', { name: 'Machines' });
const row = (page, name) => view(page).getByRole('listitem', { name, exact: true });
const machine = (state) => JSON.stringify({ StartAt: state, States: { [state]: { Type: 'Succeed' } } });

async function rewrite(page, words) {
  await dock(page, 'Code');
  const plain = page.getByRole('button', { name: 'Plain text', exact: true });
  if (await plain.isVisible()) await plain.click();
  await definition(page).fill(words);
}

test('an example, a file and a new machine each leave the former one, and a reload finds them all', async ({ page }) => {
  await open(page);
  await rewrite(page, machine('Mine'));
  await expect(node(page, 'Mine')).toBeVisible();
  await page.getByRole('combobox', { name: 'Examples' }).selectOption({ label: 'order-published' });
  await expect(machineName(page)).toHaveValue('order-published');
  await importText(page, 'own.asl.json', machine('Own'));
  await expect(machineName(page)).toHaveValue('own');
  await button(page, 'Machines').click();
  await button(page, 'New machine').click();
  await button(page, 'Blank, JSONata').click();
  await expect(machineName(page)).toHaveValue('new-machine');
  await expect(view(page)).toHaveCount(0);
  await page.reload();
  await expect(machineName(page)).toHaveValue('new-machine');
  expect(await machines(page)).toEqual(['new-machine', 'order-processing', 'order-published', 'own']);
  await button(page, 'Machines').click();
  await button(page, 'Open ‘order-processing’').click();
  await expect(node(page, 'Mine')).toBeVisible();
  expect(await text(page)).toBe(machine('Mine'));
});

test('the same file again keeps the mocks', async ({ page }) => {
  await open(page);
  const [file] = await Promise.all([page.waitForEvent('download'), button(page, 'Export').click()]);
  const exported = readFileSync(await file.path(), 'utf8');
  const mocks = await dock(page, 'Mocks');
  const before = await mocks.textContent();
  await importText(page, file.suggestedFilename(), exported.replaceAll('"ShipOrder"', '"ShippedOrder"'));
  await expect(node(page, 'ShippedOrder')).toBeVisible();
  await button(page, 'Undo').click();
  await expect(node(page, 'ShipOrder')).toBeVisible();
  expect(await (await dock(page, 'Mocks')).textContent()).toBe(before);
  expect(await machines(page)).toEqual(['order-processing']);
});

test('a machine is copied, renamed, deleted and brought back by keyboard alone', async ({ page }) => {
  await open(page);
  const press = async (control) => { await control.focus(); await page.keyboard.press('Enter'); };
  await press(button(page, 'Machines'));
  await press(button(page, 'Duplicate ‘order-processing’'));
  await expect(row(page, 'order-processing-copy')).toBeVisible();
  await press(button(page, 'Rename ‘order-processing-copy’'));
  await expect(page.getByRole('textbox', { name: 'New name' })).toBeFocused();
  await page.keyboard.press('Control+a');
  await page.keyboard.type('second');
  await page.keyboard.press('Enter');
  await expect(row(page, 'second')).toBeVisible();
  await press(button(page, 'Delete ‘order-processing’'));
  await expect(machineName(page)).toHaveValue('second');
  await page.reload();
  await press(button(page, 'Machines'));
  await expect(view(page)).toContainText('Deleted');
  await press(button(page, 'Undelete ‘order-processing’'));
  await press(button(page, 'Open ‘order-processing’'));
  await expect(machineName(page)).toHaveValue('order-processing');
  await press(button(page, 'Machines'));
  await press(button(page, 'Delete ‘second’'));
  await press(button(page, 'Empty'));
  await expect(view(page)).not.toContainText('second');
  await page.keyboard.press('Escape');
  await page.reload();
  expect(await machines(page)).toEqual(['order-processing']);
});

test('all machines go out as one file and come in beside those there are', async ({ page }) => {
  await open(page);
  await page.getByRole('combobox', { name: 'Examples' }).selectOption({ label: 'catalog-import' });
  await button(page, 'Machines').click();
  const [file] = await Promise.all([page.waitForEvent('download'), button(page, 'Export all as a project file').click()]);
  expect(file.suggestedFilename()).toBe('machines.stepwright.json');
  await page.locator('dialog input[type=file]').setInputFiles({ name: file.suggestedFilename(), mimeType: 'application/json', buffer: readFileSync(await file.path()) });
  await expect(row(page, 'catalog-import-2')).toBeVisible();
  await button(page, 'Open ‘order-processing-2’').click();
  await expect(node(page, 'ValidateOrder')).toBeVisible();
  await expect(machineName(page)).toHaveValue('order-processing-2');
});

test('a draft that was typed and not left is there after a reload', async ({ page }) => {
  await open(page);
  await node(page, 'ValidateOrder').click();
  const field = page.getByRole('region', { name: 'Inspector' }).getByLabel('Comment', { exact: true });
  await field.pressSequentially('half a word');
  await page.reload();
  await node(page, 'ValidateOrder').click();
  await expect(field).toHaveValue('half a word');
  expect(await kept(page)).not.toContain('half a word');
});

forEachLook(({ name }) => {
  test('the Machines view is accessible', async ({ page }) => {
    await open(page);
    await page.getByRole('combobox', { name: 'Examples' }).locator('visible=true').or(button(page, 'More')).first().waitFor();
    await button(page, 'Machines').click();
    await button(page, 'Duplicate ‘order-processing’').click();
    await button(page, 'Delete ‘order-processing-copy’').click();
    await expect(view(page)).toContainText('Deleted');
    await axe(page);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    expect(wide, name).toBe(false);
    await button(page, 'New machine').click();
    const [opener, menu] = await Promise.all([button(page, 'New machine'), page.getByRole('group', { name: 'New machine' })].map((part) => part.boundingBox()));
    expect(menu.y, 'the menu stands below its button').toBeGreaterThanOrEqual(opener.y + opener.height);
  });
});
