// The built page stops, in the ways it can: it says so over everything, and nothing that was typed is lost.
import { readFileSync } from 'node:fs';
import { axe, expect, open, test } from './harness.mjs';
import { definition, dock, importText, kept, node, text } from './workbench.mjs';

// The console tells of each end, as it should.
test.use({ tolerated: [/on purpose|panicked at|unreachable|RuntimeError|invalid malloc request|out of memory|recursively or after being dropped/i] });

const cover = (page) => page.getByRole('alertdialog', { name: 'Stepwright has stopped' });
const lastText = (page) => cover(page).getByRole('textbox', { name: 'Last text of the definition' });

/** The browser refuses the next part of the page that the program asks for, which the program does not survive. */
async function panic(page) {
  await page.evaluate(() => {
    const { cloneNode } = Node.prototype;
    Node.prototype.cloneNode = () => {
      Node.prototype.cloneNode = cloneNode;
      throw new Error('no more elements, on purpose');
    };
  });
  // Not by the mouse: what the page does by itself may have met the refusal before, and then the cover takes the click.
  await page.getByRole('tab', { name: /^History/ }).evaluate((tab) => tab.click());
  await expect(cover(page)).toBeVisible();
}

async function type(page, words) {
  await dock(page, 'Code');
  await page.getByRole('textbox', { name: 'Code with highlighting' }).click();
  await page.keyboard.press('Control+Home');
  await page.keyboard.type(words);
}

test('a panic is said over everything, and the last text is kept, copied, downloaded and opened again', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await open(page);
  const before = await text(page);
  await type(page, '  ');
  await panic(page);
  await expect(cover(page)).toHaveAccessibleDescription(/kept in this browser, last at \d\d:\d\d:\d\d/);
  await expect(lastText(page)).toHaveValue(`  ${before}`);
  await axe(page);

  await cover(page).getByRole('button', { name: 'Copy the text' }).click();
  await expect(cover(page).getByRole('status')).toHaveText('Copied.');
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(`  ${before}`);
  const [file] = await Promise.all([page.waitForEvent('download'), cover(page).getByRole('button', { name: 'Download the text' }).click()]);
  expect(readFileSync(await file.path(), 'utf8')).toBe(`  ${before}`);

  await cover(page).getByRole('button', { name: 'Reload' }).click();
  await expect(node(page, 'ValidateOrder')).toBeVisible();
  await expect(cover(page)).toHaveCount(0);
  expect(await text(page)).toBe(`  ${before}`);
});

test('after a panic the keyboard stays in what says so, and nothing reaches the page', async ({ page }) => {
  await open(page);
  await type(page, ' ');
  await panic(page);
  const saved = await kept(page);
  await expect(cover(page).getByRole('button', { name: 'Reload' })).toBeFocused();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await page.keyboard.type('lost?');
  await page.keyboard.press('Control+z');
  for (let i = 0; i < 12; i++) {
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement === document.body || !!document.activeElement.closest('dialog.stopped'))).toBe(true);
  }
  await page.evaluate(() => document.querySelectorAll('[role=tab]').forEach((tab) => tab.click()));
  await page.mouse.click(5, 5);
  await expect(cover(page)).toBeVisible();
  expect(await kept(page)).toBe(saved);
});

test('what was typed in a large text and not yet handed over is kept, too', async ({ page }) => {
  test.setTimeout(90_000);
  await open(page);
  const Comment = 'x'.repeat(250_000);
  await importText(page, 'large.json', JSON.stringify({ Comment, StartAt: 'A', States: { A: { Type: 'Succeed' } } }));
  await expect(node(page, 'A')).toBeVisible();
  await dock(page, 'Code');
  await page.getByRole('textbox', { name: 'Code with highlighting' }).click();
  await page.keyboard.press('Control+Home');
  // Within one turn of the page, sooner than the pause after which a large text is handed over.
  await page.evaluate(() => {
    document.execCommand('insertText', false, '   ');
    const { cloneNode } = Node.prototype;
    Node.prototype.cloneNode = () => {
      Node.prototype.cloneNode = cloneNode;
      throw new Error('no more elements, on purpose');
    };
  });
  await page.evaluate(() => [...document.querySelectorAll('[role=tab]')].find((tab) => /^History/.test(tab.textContent)).click());
  await expect(cover(page)).toBeVisible();
  await expect(lastText(page)).toHaveValue(/^ {3}\{/);
  expect(await kept(page)).toMatch(/^ {3}\{/);
});

test('memory that ran out is said, too, though no panic tells of it', async ({ page }) => {
  await page.addInitScript(() => {
    for (const name of ['instantiate', 'instantiateStreaming']) {
      const make = WebAssembly[name];
      WebAssembly[name] = async (...given) => {
        const made = await make.apply(WebAssembly, given);
        window.program ??= made.instance.exports;
        return made;
      };
    }
  });
  await open(page);
  const before = await text(page);
  await type(page, ' ');
  // All that the program could ask for is taken; what it has left does not hold a file of three megabytes.
  await page.evaluate(() => {
    for (let pages = 65_536; pages > 0; pages >>= 1) {
      try {
        for (;;) window.program.memory.grow(pages);
      } catch {
        // Then half of it.
      }
    }
  });
  await importText(page, 'large.json', JSON.stringify({ Comment: 'x'.repeat(3_000_000), StartAt: 'A', States: { A: { Type: 'Succeed' } } }));
  await expect(cover(page)).toBeVisible();
  await expect(lastText(page)).toHaveValue(` ${before}`);
  await page.reload();
  await expect(node(page, 'ValidateOrder')).toBeVisible();
  expect(await text(page)).toBe(` ${before}`);
});

test('where the browser keeps nothing, the end says so', async ({ page }) => {
  await page.addInitScript(() => {
    Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };
    IDBFactory.prototype.open = () => { throw new DOMException('refused', 'SecurityError'); };
  });
  await open(page);
  await type(page, ' ');
  await panic(page);
  await expect(cover(page)).toHaveAccessibleDescription(/did not keep your last work: copy or download/);
});

test.describe('over plain http, where there is no clipboard', () => {
  test.beforeEach(({ page }) => page.addInitScript(() => Object.defineProperty(Navigator.prototype, 'clipboard', { get: () => undefined })));

  test('the last text is copied by what is selected', async ({ page }) => {
    await open(page);
    const before = await text(page);
    await panic(page);
    await cover(page).getByRole('button', { name: 'Copy the text' }).click();
    await expect(cover(page).getByRole('status')).toHaveText('Copied.');
    await cover(page).getByRole('button', { name: 'Reload' }).click();
    await dock(page, 'Code');
    await page.getByRole('button', { name: 'Plain text', exact: true }).click();
    await definition(page).fill('');
    await definition(page).focus();
    await page.keyboard.press('Control+v');
    await expect(definition(page)).toHaveValue(before);
  });

  test('a copy that is refused says so, and selects the text', async ({ page }) => {
    await page.addInitScript(() => { document.execCommand = () => false; });
    await open(page);
    const before = await text(page);
    await panic(page);
    await cover(page).getByRole('button', { name: 'Copy the text' }).click();
    await expect(cover(page).getByRole('status')).toContainText('did not copy');
    expect(await page.evaluate(() => getSelection().toString())).toBe(before);
  });
});
