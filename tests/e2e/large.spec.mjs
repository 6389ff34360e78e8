// A definition far larger than the service takes: what is on the page is by the screen, and what is typed is there at once.
import { axe, expect, open, test } from './harness.mjs';
import { dock, importText, node } from './workbench.mjs';

test.use({ viewport: { width: 1440, height: 900 } });
// Ten thousand of anything take their time in a build that is not optimised.
test.slow();

const STATES = 10_000;

function chain() {
  const state = (at) => (at + 1 < STATES ? { Type: 'Pass', Next: `S${at + 1}` } : { Type: 'Succeed' });
  return JSON.stringify({ StartAt: 'S0', States: Object.fromEntries(Array.from({ length: STATES }, (_, at) => [`S${at}`, state(at)])) }, null, 1);
}

/** Types a letter into the plain text box; what the status bar says in the frame after it. */
async function letter(page, at, text) {
  return page.getByRole('textbox', { name: 'ASL definition' }).evaluate((box, [at, text]) => new Promise((drawn) => {
    box.setRangeText(text, at, at);
    box.dispatchEvent(new InputEvent('input', { bubbles: true }));
    requestAnimationFrame(() => drawn(document.querySelector('footer.status').textContent));
  }), [at, text]);
}

test('of ten thousand states those on the screen are on the page, and the outline says how many there are', async ({ page }) => {
  await open(page);
  await importText(page, 'chain.json', chain());
  await expect(node(page, 'S0')).toBeVisible();
  await expect(page.locator('.outline .count')).toHaveText(String(STATES));
  expect(await page.locator('[data-state]').count()).toBeLessThan(200);
  const rows = page.getByRole('treeitem');
  expect(await rows.count()).toBeLessThan(200);
  await expect(rows.first()).toHaveAttribute('aria-setsize', String(STATES));
  // By keyboard everything can be reached: the last row, and its state on the canvas.
  await rows.first().click();
  await page.keyboard.press('End');
  const last = page.getByRole('treeitem', { name: `S${STATES - 1}` });
  await expect(last).toBeFocused();
  await expect(last).toHaveAttribute('aria-posinset', String(STATES));
  await expect(node(page, `S${STATES - 1}`)).toBeVisible();
  await expect(node(page, 'S0')).toHaveCount(0);
  // An arrow on the canvas leads to a state that is not there yet.
  await node(page, `S${STATES - 1}`).focus();
  for (let up = 0; up < 3; up += 1) await page.keyboard.press('ArrowUp');
  await expect(node(page, `S${STATES - 4}`)).toBeFocused();
  await axe(page, '.outline');
});

test('a letter in ten thousand states is there at once, and what follows from it when typing rests', async ({ page }) => {
  await open(page);
  await importText(page, 'chain.json', chain());
  await expect(node(page, 'S0')).toBeVisible();
  await dock(page, 'Code');
  const text = chain();
  const at = text.indexOf('"S2"', text.indexOf('"S1":')) + 3;
  expect(await letter(page, at, 'x')).toContain('Checking…');
  await expect(page.locator('footer.status').getByText('Checking…')).toHaveCount(0);
  await expect(page.locator('footer.status').getByText(/error/)).toBeVisible();
  await page.reload();
  await dock(page, 'Code');
  await expect(page.getByRole('textbox', { name: 'ASL definition' })).toHaveValue(/"S2x"/);
});

test('a letter in ten thousand states is kept, however soon the page goes', async ({ page }) => {
  await open(page);
  await importText(page, 'chain.json', chain());
  await expect(node(page, 'S0')).toBeVisible();
  await expect(page.getByText('more states have no lane here')).toBeVisible();
  await expect(page.getByText('Nothing to run')).toHaveCount(0);
  await dock(page, 'Code');
  const text = chain();
  const kept = await page.getByRole('textbox', { name: 'ASL definition' }).evaluate((box, at) => {
    box.setRangeText('x', at, at);
    box.dispatchEvent(new InputEvent('input', { bubbles: true }));
    const kept = Object.values(localStorage).some((text) => text.includes('S2x'));
    location.reload();
    return kept;
  }, text.indexOf('"S2"', text.indexOf('"S1":')) + 3);
  expect(kept, 'not with the letter').toBe(false);
  await dock(page, 'Code');
  await expect(page.getByRole('textbox', { name: 'ASL definition' })).toHaveValue(/"S2x"/);
});

test('a canvas of more states than can be read draws their shapes, and one can be chosen by its shape', async ({ page }) => {
  await open(page);
  const branch = (at) => ({ StartAt: `B${at}S0`, States: Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`B${at}S${i}`, i < 59 ? { Type: 'Pass', Next: `B${at}S${i + 1}` } : { Type: 'Succeed' }])) });
  await importText(page, 'wide.json', JSON.stringify({ StartAt: 'P', States: { P: { Type: 'Parallel', Branches: Array.from({ length: 60 }, (_, at) => branch(at)), End: true } } }));
  await expect(node(page, 'P')).toBeVisible();
  const shapes = page.locator('svg.scene .shapes');
  await expect(shapes).toHaveCount(0);
  await node(page, 'P').focus();
  for (let out = 0; out < 14; out += 1) await page.keyboard.press('-');
  await expect(shapes).toBeVisible();
  expect(await page.locator('[data-state]').count()).toBeLessThan(10);
  // A place that is a state's: the middle of the first one that the small map's path, in the canvas's own units, has.
  const at = await shapes.locator('.m').evaluate((path) => {
    const { a, e, f } = path.getScreenCTM();
    const rects = [...path.getAttribute('d').matchAll(/M(-?\d+) (-?\d+)h(\d+)v(\d+)/g)].map((found) => found.slice(1).map(Number));
    const spots = rects.map(([x, y, width, height]) => [(x + width / 2) * a + e, (y + height / 2) * a + f]);
    return spots.find(([x, y]) => document.elementFromPoint(x, y) === path);
  });
  await page.mouse.click(...at);
  await expect(page.getByRole('region', { name: 'Inspector' }).getByLabel('Name')).toHaveValue(/^B\d+S\d+$/);
});
