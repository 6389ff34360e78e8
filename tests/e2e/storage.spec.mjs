// What the browser keeps, and what it refuses: full, none, spoilt, of a newer page, of the former release.
import { readFileSync } from 'node:fs';
import { expect, open, test } from './harness.mjs';
import { button, definition, dock, importText, kept, machines, node } from './workbench.mjs';

const machine = (state) => JSON.stringify({ StartAt: state, States: { [state]: { Type: 'Succeed' } } });
const machineName = (page) => page.getByRole('textbox', { name: 'Machine name' });
const former = readFileSync(new URL('../fixtures/saved/1.json', import.meta.url), 'utf8');

async function rewrite(page, words) {
  await dock(page, 'Code');
  const plain = page.getByRole('button', { name: 'Plain text', exact: true });
  if (await plain.isVisible()) await plain.click();
  await definition(page).fill(words);
}

/** Refuses whatever is to be kept, in the database and beside it, until `allow`. */
const refuse = (page, how) => page.addInitScript((error) => {
  const refused = () => {
    throw new DOMException('on purpose', error);
  };
  const guard = (prototype, name) => {
    const own = prototype[name];
    prototype[name] = function guarded(...given) {
      return window.name === 'allowed' ? own.apply(this, given) : refused();
    };
  };
  guard(Storage.prototype, 'setItem');
  if (error === 'QuotaExceededError') guard(IDBObjectStore.prototype, 'put');
  else guard(IDBFactory.prototype, 'open');
}, how);

/** From now on, and in the page that this tab loads next, nothing is refused: a tab keeps its name. */
const allow = (page) => page.evaluate(() => { window.name = 'allowed'; });

/** Everything that the database holds, of all machines: a tab that could keep nothing does not know which is its own. */
const bodies = (page) => page.evaluate(async () => {
  const place = `stepwright:${location.pathname.replace(/[^/]*$/, '')}`;
  // To open one that is not there would make it, without what the page puts into it.
  if (!(await indexedDB.databases()).some(({ name }) => name === place)) return '';
  const done = (request) => new Promise((resolve) => { request.onsuccess = () => resolve(request.result); });
  const database = await done(indexedDB.open(place));
  const all = await done(database.transaction('bodies').objectStore('bodies').getAll());
  database.close();
  return all.join();
});

for (const [error, words] of [['QuotaExceededError', 'the browser\'s storage for this page is full'], ['SecurityError', 'this browser keeps nothing for this page']]) {
  test(`what cannot be kept is said once, offered as a file, and asked about before leaving: ${error}`, async ({ page }) => {
    await refuse(page, error);
    await open(page);
    await rewrite(page, machine('One'));
    const said = page.getByRole('alert').filter({ hasText: `Your work is not being kept: ${words}.` });
    await expect(said).toBeVisible();
    const [file] = await Promise.all([page.waitForEvent('download'), said.getByRole('button', { name: 'Save the text as a file' }).click()]);
    expect(readFileSync(await file.path(), 'utf8')).toBe(machine('One'));
    await said.getByRole('button', { name: 'Dismiss' }).click();
    await rewrite(page, machine('Two'));
    await expect(node(page, 'Two')).toBeVisible();
    const asked = new Promise((resolve) => page.once('dialog', (dialog) => {
      resolve(dialog.type());
      dialog.dismiss();
    }));
    await page.evaluate(() => { setTimeout(() => location.reload()); });
    expect(await asked).toBe('beforeunload');
    await expect(said).toHaveCount(0);
    // Once there is room, it is kept, and nobody asks.
    await allow(page);
    await rewrite(page, machine('Three'));
    await expect.poll(() => bodies(page)).toContain('Three');
    await page.reload();
    await expect(node(page, 'Three')).toBeVisible({ timeout: 20_000 });
  });
}

test('what the former release kept is found, with its colours', async ({ page }) => {
  await page.addInitScript((text) => localStorage.setItem('stepwright.workbench', text), former);
  await open(page);
  await expect(machineName(page)).toHaveValue('orders');
  await expect(node(page, 'Charge')).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect(page.getByRole('tabpanel', { name: 'Mocks' })).toBeVisible();
  await expect.poll(() => kept(page)).toBe(JSON.parse(former).definition);
  await page.reload();
  expect(await machines(page)).toEqual(['orders']);
});

/** Changes the body of the machine that this tab shows, as another page might have left it. */
const spoil = (page, body) => page.evaluate(async (text) => {
  const place = `stepwright:${location.pathname.replace(/[^/]*$/, '')}`;
  const database = await new Promise((resolve) => { indexedDB.open(place).onsuccess = ({ target }) => resolve(target.result); });
  const transaction = database.transaction('bodies', 'readwrite');
  transaction.objectStore('bodies').put(text, `m/${sessionStorage.getItem(`${place}:machine`)}/`);
  await new Promise((resolve) => { transaction.oncomplete = resolve; });
  database.close();
}, body);

for (const [what, body, words] of [
  ['spoilt', '{"version": 2, "definition"', 'cannot be read'],
  ['of a newer page', '{"version": 99, "definition": "{}"}', 'was kept by a newer version of Stepwright'],
]) {
  test(`a machine that is ${what} is listed, left as it is, and can be saved as a file`, async ({ page }) => {
    await open(page);
    await rewrite(page, machine('One'));
    await expect.poll(() => kept(page)).toBe(machine('One'));
    await spoil(page, body);
    await page.reload();
    await expect(page.getByRole('alert')).toContainText(`‘order-processing’ ${words}. It is kept as it is, under Machines.`);
    await expect(node(page, 'ValidateOrder')).toBeVisible();
    await importText(page, 'next.json', machine('Next'));
    await expect(node(page, 'Next')).toBeVisible();
    await button(page, 'Machines').click();
    const row = page.getByRole('listitem', { name: 'order-processing', exact: true });
    await expect(row).toContainText(words);
    const [file] = await Promise.all([page.waitForEvent('download'), row.getByRole('button', { name: 'Save as a file' }).click()]);
    expect(readFileSync(await file.path(), 'utf8')).toBe(body);
  });
}

test('a page that goes between two writes loses nothing', async ({ page }) => {
  await open(page);
  await rewrite(page, machine('One'));
  await expect.poll(() => kept(page)).toBe(machine('One'));
  // The database does not answer any more; the page goes in the same turn as the change.
  await page.evaluate(() => { IDBObjectStore.prototype.put = () => { throw new DOMException('on purpose', 'AbortError'); }; });
  await definition(page).evaluate((box, words) => {
    box.value = words;
    box.dispatchEvent(new InputEvent('input', { bubbles: true }));
    location.reload();
  }, machine('Two'));
  await expect(node(page, 'Two')).toBeVisible();
  await expect.poll(() => page.evaluate(() => Object.keys(localStorage).some((key) => key.includes('journal')))).toBe(false);
  await page.reload();
  await expect(node(page, 'Two')).toBeVisible();
});
