// The versions of a machine: kept at an opening and by name, compared with the text now, restored.
import { axe, expect, forEachLook, open, test } from './harness.mjs';
import { button, definition, dock, kept, node, text } from './workbench.mjs';

const machine = (state) => JSON.stringify({ StartAt: state, States: { [state]: { Type: 'Succeed' } } }, null, 2);
const view = (page) => page.getByRole('region', { name: 'Versions' });
const rows = (page) => view(page).getByRole('listitem');
const row = (page, name) => view(page).getByRole('listitem', { name, exact: true });
const said = (page) => view(page).getByRole('status');

async function rewrite(page, words) {
  await dock(page, 'Code');
  const plain = page.getByRole('button', { name: 'Plain text', exact: true });
  if (await plain.isVisible()) await plain.click();
  await definition(page).fill(words);
  await expect.poll(() => kept(page)).toBe(words);
}

async function show(page, name = 'order-processing') {
  await button(page, 'Machines').click();
  await button(page, `Versions of ‘${name}’`).click();
  await expect(view(page)).toBeVisible();
}

async function save(page, name) {
  await show(page);
  await page.getByRole('textbox', { name: 'Name of the version' }).fill(name);
  await button(page, 'Save a version').click();
  await expect(row(page, name)).toBeVisible();
  await expect(said(page)).toHaveText(`The version ‘${name}’ is kept.`);
  await page.keyboard.press('Escape');
  await expect(view(page)).toHaveCount(0);
}

test('a version is saved by name, compared after a change, restored, and undo brings the change back; a reload finds all', async ({ page }) => {
  await open(page);
  await rewrite(page, machine('One'));
  await save(page, 'As deployed');
  await rewrite(page, machine('Two'));
  await show(page);
  await expect(rows(page)).toHaveCount(2);
  await expect(rows(page).first()).toHaveAccessibleName('As deployed');
  await button(page, 'Compare ‘As deployed’').click();
  await expect(said(page)).toHaveText('Since then, 2 lines added and 2 lines removed.');
  await expect(row(page, 'As deployed').getByRole('deletion')).toHaveText(['−   "StartAt": "One",', '−     "One": {']);
  await expect(row(page, 'As deployed').getByRole('insertion')).toHaveText(['+   "StartAt": "Two",', '+     "Two": {']);
  await button(page, 'Restore ‘As deployed’').click();
  await expect(view(page)).toHaveCount(0);
  await expect(node(page, 'One')).toBeVisible();
  expect(await text(page)).toBe(machine('One'));
  await button(page, 'Undo').click();
  await expect(node(page, 'Two')).toBeVisible();
  expect(await text(page)).toBe(machine('Two'));
  await expect.poll(() => kept(page)).toBe(machine('Two'));
  await page.reload();
  await expect(node(page, 'Two')).toBeVisible();
  await show(page);
  await expect(rows(page)).toHaveCount(3);
  await expect(rows(page).first()).toHaveAccessibleName(/^Before a restore, /);
  await expect(rows(page).last()).toHaveAccessibleName(/^Opened, /);
  await button(page, 'Compare ‘As deployed’').click();
  await expect(row(page, 'As deployed').getByRole('insertion')).toHaveCount(2);
});

test('versions are saved, compared and left by keyboard alone', async ({ page }) => {
  await open(page);
  const press = async (control) => { await control.focus(); await page.keyboard.press('Enter'); };
  await press(button(page, 'Machines'));
  await press(button(page, 'Versions of ‘order-processing’'));
  await expect(page.getByRole('heading', { name: 'Versions of ‘order-processing’' })).toBeFocused();
  await page.getByRole('textbox', { name: 'Name of the version' }).focus();
  await page.keyboard.type('first');
  await page.keyboard.press('Enter');
  await expect(row(page, 'first')).toBeVisible();
  await press(button(page, 'Compare ‘first’'));
  await expect(said(page)).toHaveText('The text now is the same.');
  await press(button(page, 'Back to the machines'));
  await expect(page.getByRole('heading', { name: 'Machines' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(button(page, 'Machines')).toBeFocused();
});

test('two tabs keep versions beside each other, and a machine that is gone for good takes its own along', async ({ page, context }) => {
  await open(page);
  await rewrite(page, machine('One'));
  const other = await context.newPage();
  await open(other);
  await save(page, 'of one');
  await save(other, 'of the other');
  await rewrite(page, machine('Two'));
  await save(page, 'of one again');
  await show(other);
  for (const name of ['of one', 'of the other', 'of one again']) await expect(row(other, name)).toBeVisible();
  await other.close();
  const bodies = () => page.evaluate(async () => {
    const place = `stepwright:${location.pathname.replace(/[^/]*$/, '')}`;
    const done = (request) => new Promise((resolve) => { request.onsuccess = () => resolve(request.result); });
    const database = await done(indexedDB.open(place));
    const all = await done(database.transaction('bodies').objectStore('bodies').getAll());
    database.close();
    return all.join();
  });
  expect(await bodies()).toContain('"One"');
  await button(page, 'Machines').click();
  await button(page, 'Delete ‘order-processing’').click();
  await button(page, 'Empty').click();
  await expect.poll(bodies).not.toContain('"One"');
});

test('a version of a machine that is not open opens it when it is restored', async ({ page }) => {
  await open(page);
  await rewrite(page, machine('One'));
  await save(page, 'one');
  await rewrite(page, machine('Two'));
  await page.getByRole('combobox', { name: 'Examples' }).selectOption({ label: 'catalog-import' });
  await show(page);
  await expect(view(page)).toContainText('Open the machine to save a version');
  await button(page, 'Compare ‘one’').click();
  await expect(row(page, 'one').getByRole('insertion')).toHaveCount(2);
  await button(page, 'Restore ‘one’').click();
  await expect(node(page, 'One')).toBeVisible();
  await expect.poll(() => kept(page)).toBe(machine('One'));
  await button(page, 'Undo').click();
  await expect(node(page, 'Two')).toBeVisible();
});

test('a version that cannot be kept is said in words, and loses nothing else', async ({ page }) => {
  await page.addInitScript(() => {
    const put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = function guarded(value, ...key) {
      if (window.full && String(value.id ?? key).startsWith('v/')) throw new DOMException('on purpose', 'QuotaExceededError');
      return put.call(this, value, ...key);
    };
  });
  await open(page);
  await rewrite(page, machine('One'));
  await save(page, 'one');
  await rewrite(page, machine('Two'));
  await page.evaluate(() => { window.full = true; });
  await show(page);
  await page.getByRole('textbox', { name: 'Name of the version' }).fill('two');
  await button(page, 'Save a version').click();
  const words = 'The version ‘two’ could not be kept: the browser\'s storage for this page is full.';
  await expect(said(page)).toHaveText(words);
  await expect(rows(page)).toHaveCount(2);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('alert').filter({ hasText: words })).toBeVisible();
  await rewrite(page, machine('Three'));
  await page.reload();
  await expect(node(page, 'Three')).toBeVisible();
});

forEachLook(({ name }) => {
  test('the versions are accessible', async ({ page }) => {
    await open(page);
    await page.getByRole('combobox', { name: 'Examples' }).locator('visible=true').or(button(page, 'More')).first().waitFor();
    await show(page);
    await page.getByRole('textbox', { name: 'Name of the version' }).fill('A name that is rather long for the narrow screen of a phone, as names are');
    await button(page, 'Save a version').click();
    await expect(rows(page)).toHaveCount(1);
    await page.keyboard.press('Escape');
    await node(page, 'ValidateOrder').click();
    await page.keyboard.press('Delete');
    await expect(node(page, 'ValidateOrder')).toHaveCount(0);
    await show(page);
    await view(page).getByRole('button', { name: /^Compare ‘A name/ }).click();
    await expect(view(page).getByRole('deletion').first()).toBeVisible();
    await axe(page);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth || document.querySelector('dialog.machines').scrollWidth > innerWidth);
    expect(wide, name).toBe(false);
  });
});
