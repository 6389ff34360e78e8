// The part of the program that the first drawing does without (scripts/divide-module.mjs): the drawing never waits for it,
// and what a person does before it is there waits, and is done.
import { VIEWPORTS, expect, open, test } from './harness.mjs';
import { importText, node, runToApproval, text } from './workbench.mjs';

const PART = '**/deferred-*.wasm';
const cover = (page) => page.getByRole('alertdialog', { name: 'Stepwright has stopped' });

/** Answers nothing that asks for the part until it is released. */
async function hold(page) {
  let release;
  const released = new Promise((resolve) => { release = resolve; });
  let asked = 0;
  await page.route(PART, async (route) => {
    asked++;
    await released;
    await route.continue();
  });
  return { release, asked: () => asked };
}

for (const [name, viewport] of Object.entries(VIEWPORTS)) {
  test.describe(name, () => {
    test.use({ viewport });

    // Were a function of that part called, the page would hang here. CONTRIBUTING.md tells how to find which.
    test('a first visit and a second are drawn without it', async ({ page }) => {
      const { release, asked } = await hold(page);
      await open(page);
      await expect(node(page, 'ValidateOrder')).toBeVisible();
      await expect.poll(asked).toBe(1);
      await page.reload();
      await expect(node(page, 'ValidateOrder')).toBeVisible();
      release();
      await runToApproval(page);
    });
  });
}

test.describe('where it is not there yet', () => {
  test.use({ tolerated: [/Failed to load resource/] });

  test('what is done fetches it, and is done', async ({ page }) => {
    let asked = 0;
    await page.route(PART, (route) => (asked++ === 0 ? route.abort() : route.continue()));
    await open(page);
    await importText(page, 'only.asl.json', JSON.stringify({ StartAt: 'Only', States: { Only: { Type: 'Succeed' } } }));
    await expect(node(page, 'Only')).toBeVisible();
    expect(JSON.parse(await text(page)).StartAt).toBe('Only');
    expect(asked).toBe(2);
  });
});

test.describe('where it cannot be had', () => {
  test.use({ tolerated: [/Failed to load resource|A part of the page did not load|wasm/] });

  test('the page says so, and keeps the work', async ({ page }) => {
    await page.route(PART, (route) => route.fulfill({ status: 404 }));
    await open(page);
    await page.keyboard.press('F8');
    await expect(cover(page)).toContainText('A part of the page did not load');
    await expect(cover(page).getByRole('button', { name: 'Reload' })).toBeFocused();
  });
});
