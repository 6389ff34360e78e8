// The session is kept when the person rests or the page goes, not with each letter.
import { expect, open, test } from './harness.mjs';
import { definition, dock } from './workbench.mjs';

test('letters are kept once typing rests, and at once when the page goes', async ({ page }) => {
  await open(page);
  await dock(page, 'Code');
  const writes = await definition(page).evaluate((box) => {
    const { setItem } = Storage.prototype;
    window.written = [];
    Storage.prototype.setItem = function (key, text) {
      if (key === 'stepwright.workbench') window.written.push(JSON.parse(text).definition);
      setItem.call(this, key, text);
    };
    const type = () => {
      box.setRangeText(' ', 0, 0);
      box.dispatchEvent(new InputEvent('input', { bubbles: true }));
    };
    for (let letter = 0; letter < 20; letter += 1) type();
    const counts = [window.written.length];
    dispatchEvent(new Event('pagehide'));
    counts.push(window.written.length);
    dispatchEvent(new Event('pagehide'));
    type();
    return [...counts, window.written.length];
  });
  expect(writes, 'after twenty letters, when the page goes, after one more').toEqual([0, 1, 1]);
  await expect.poll(() => page.evaluate(() => window.written.map((text) => text.search(/\S/)))).toEqual([20, 21]);
  await page.reload();
  await dock(page, 'Code');
  await expect(definition(page)).toHaveValue(/^ {21}\S/);
});
