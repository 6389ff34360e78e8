// A machine is written when what was changed has rested, or the page goes, not with each letter.
import { expect, open, test } from './harness.mjs';
import { definition, dock } from './workbench.mjs';

test('letters are written once they have rested, and kept at once when the page goes', async ({ page }) => {
  await open(page);
  await dock(page, 'Code');
  const writes = await definition(page).evaluate((box) => {
    const [{ setItem }, { put }] = [Storage.prototype, IDBObjectStore.prototype];
    window.written = [];
    Storage.prototype.setItem = function (key, text) {
      if (key.includes(':journal:')) window.written.push(JSON.parse(JSON.parse(text).body).definition);
      setItem.call(this, key, text);
    };
    IDBObjectStore.prototype.put = function (body, ...key) {
      // Not the versions.
      if (this.name === 'bodies' && key[0].startsWith('m/')) window.written.push(JSON.parse(body).definition);
      return put.call(this, body, ...key);
    };
    const type = () => {
      box.setRangeText(' ', 0, 0);
      box.dispatchEvent(new InputEvent('input', { bubbles: true }));
    };
    for (let letter = 0; letter < 20; letter += 1) type();
    const counts = [window.written.length];
    dispatchEvent(new Event('pagehide'));
    counts.push(window.written.length);
    type();
    return [...counts, window.written.length];
  });
  expect(writes, 'after twenty letters, when the page goes, after one more').toEqual([0, 1, 1]);
  // The journal, its record, and the letter after it.
  await expect.poll(() => page.evaluate(() => window.written.map((text) => text.search(/\S/)))).toEqual([20, 20, 21]);
  await page.reload();
  await dock(page, 'Code');
  await expect(definition(page)).toHaveValue(/^ {21}\S/);
});
