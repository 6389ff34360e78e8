// What a run here tells about a run on AWS: the page that says it, and the notes in a run that lead there.
import { readFileSync } from 'node:fs';
import { axe, expect, forEachLook, open, shot, test } from './harness.mjs';
import { button, dock, importText } from './workbench.mjs';

const written = readFileSync(new URL('../../docs/fidelity.md', import.meta.url), 'utf8');
const dialog = (page) => page.getByRole('dialog', { name: 'Fidelity' });
const difference = (page, title) => dialog(page).getByRole('article', { name: title });

/** The document's rows of a corpus: its sum, then its areas, as [name, passed, failed, not replayable]. */
function numbers(corpus) {
  const rows = written.split('\n').filter((line) => line.startsWith('|')).map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim()));
  return rows.filter(([name]) => name.replaceAll('*', '') === corpus).map(([name, area, ...counts]) => [name.startsWith('*') ? corpus : area, ...counts]);
}

/** Opens the page at one of its parts. */
async function show(page, part) {
  await button(page, 'Fidelity').click();
  if (part) await dialog(page).getByRole('tab', { name: part }).click();
  return dialog(page);
}

/** A machine of one Choice that matches nothing, run to its end. */
async function runUnmatched(page) {
  const states = { Decide: { Type: 'Choice', Choices: [{ Variable: '$.a', IsPresent: true, Next: 'Done' }] }, Done: { Type: 'Succeed' } };
  await importText(page, 'unmatched.asl.json', JSON.stringify({ StartAt: 'Decide', States: states }));
  await expect(page.locator('[data-state="Decide"]')).toBeVisible();
  const executions = await dock(page, 'Executions');
  await executions.getByRole('textbox', { name: 'Execution input' }).fill('{}');
  await button(page, 'Run to end').click();
  await expect(executions.getByText('States.Runtime').first()).toBeVisible();
  return executions;
}

test('opens with the button and gives the focus back on Esc', async ({ page }) => {
  await open(page);
  await expect(dialog(page)).toBeHidden();
  await show(page);
  await expect(dialog(page)).toBeVisible();
  await expect(dialog(page).getByRole('heading', { name: 'Fidelity' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(dialog(page)).toBeHidden();
  await expect(button(page, 'Fidelity')).toBeFocused();
  await show(page);
  await button(page, 'Close').click();
  await expect(dialog(page)).toBeHidden();
  await expect(button(page, 'Fidelity')).toBeFocused();
});

test('keeps keyboard and focus to itself', async ({ page }) => {
  await open(page);
  await show(page);
  await expect(dialog(page)).toBeVisible();
  for (let presses = 0; presses < 24; presses += 1) {
    await page.keyboard.press('Tab');
    const outside = await page.evaluate(() => !document.activeElement.closest('dialog') && document.activeElement !== document.body);
    expect(outside, `focus stays in the dialog after ${presses + 1} tabs`).toBe(false);
  }
  await page.keyboard.press('F8');
  await page.keyboard.press('Escape');
  await expect(dialog(page)).toBeHidden();
  await expect(button(page, 'Run')).toBeVisible(); // and not Pause: F8 did nothing behind the dialog
});

test('shows the numbers of the document', async ({ page }) => {
  await open(page);
  const shown = await show(page);
  const table = shown.getByRole('table', { name: 'What was measured' });
  const row = (name) => table.getByRole('row').filter({ has: page.getByRole('rowheader', { name, exact: true }) });
  const corpora = ['aws-recorded', 'aws-recorded-choice', 'jsonata', 'validation'];
  for (const corpus of corpora) {
    const [[, ...sum], ...areas] = numbers(corpus);
    const head = table.getByRole('row').filter({ hasText: new RegExp(`^${corpus}(?!-)`) });
    expect((await head.getByRole('cell').allTextContents()).slice(0, 3), corpus).toEqual(sum.map((text) => Number(text).toLocaleString('en')));
    if (areas.length === 0) continue;
    const toggle = head.getByRole('button');
    await expect(toggle).toHaveAttribute('aria-expanded', 'false');
    await toggle.click();
    for (const [name, ...counts] of areas) expect((await row(name).getByRole('cell').allTextContents()).slice(0, 3), name).toEqual(counts);
    await toggle.click();
    await expect(row(areas[0][0])).toHaveCount(0);
  }
  // Every case that fails is there, alone or by its kind, and with a reason.
  const failing = await shown.getByRole('listitem').allTextContents();
  expect(failing.length).toBeGreaterThan(0);
  for (const line of failing) expect(line).toMatch(/[a-z] [a-z]/i);
  await expect(shown.getByText('The reason is not known.')).toHaveCount(0);
});

test('says what is approximate and what is absent', async ({ page }) => {
  await open(page);
  const shown = await show(page, 'Limits');
  const notes = written.slice(written.indexOf('<!-- limits:'), written.indexOf('<!-- end of limits')).match(/\*\*(.+?)\.\*\*/g);
  expect(notes.length).toBeGreaterThan(8);
  for (const note of notes) await expect(shown.getByRole('term').filter({ hasText: note.slice(2, -3) })).toBeVisible();
});

test('finds a difference by its words', async ({ page }) => {
  await open(page);
  const shown = await show(page);
  await shown.getByRole('tabpanel').evaluate((panel) => { panel.scrollTop = 400; });
  await shown.getByRole('tab', { name: 'Differences' }).click();
  expect(await shown.getByRole('tabpanel').evaluate((panel) => panel.scrollTop), 'a part begins at its top').toBe(0);
  const all = await shown.getByRole('article').count();
  expect(all).toBeGreaterThan(20);
  const search = shown.getByRole('searchbox', { name: 'Search differences' });
  await search.fill('branch parallel');
  await expect(shown.getByRole('article')).toHaveCount(1);
  await expect(difference(page, 'A failed branch of a Parallel')).toContainText('States.BranchFailed');
  await expect(shown.getByRole('status')).toHaveText(`1 of ${all} differences`);
  await search.fill('no such words');
  await expect(shown.getByRole('status')).toHaveText('None has these words');
  await search.fill('');
  await expect(shown.getByRole('article')).toHaveCount(all);
});

test('a note at the end of a run opens its difference', async ({ page }) => {
  await open(page);
  const executions = await runUnmatched(page);
  const note = executions.getByRole('button', { name: /^Fidelity: A Choice in which no rule holds/ });
  await expect(executions.getByText('The specification says: States.NoChoiceMatched')).toBeVisible();
  await note.click();
  const row = difference(page, /^A Choice in which no rule holds/);
  await expect(row).toBeInViewport();
  await expect(row).toBeFocused();
  await expect(row).toContainText('does not point to a next state');
  await page.keyboard.press('Escape');
  await expect(note).toBeFocused();
});

test('an event of the history opens its difference', async ({ page }) => {
  await open(page);
  await runUnmatched(page);
  const history = await dock(page, 'History');
  const mark = history.getByRole('button', { name: 'Specification: States.NoChoiceMatched' });
  await expect(mark).toHaveCount(1);
  await shot(page, 'fidelity-history');
  await mark.press('Enter');
  await expect(difference(page, /^A Choice in which no rule holds/)).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(mark).toBeFocused();
});

test('a difference has an address', async ({ page }) => {
  await open(page, './#difference-format');
  await expect(difference(page, 'States.Format of arrays and objects')).toBeFocused();
  await difference(page, 'States.StringSplit').getByRole('link').click();
  await expect(difference(page, 'States.StringSplit')).toBeFocused();
  expect(new URL(page.url()).hash).toBe('#difference-string-split');
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 375, height: 812 } });

  test('opens from the menu and gives the focus back to it', async ({ page }) => {
    await open(page);
    await button(page, 'More').click();
    await show(page);
    const box = await dialog(page).boundingBox();
    expect(box).toEqual({ x: 0, y: 0, width: 375, height: 812 });
    const wider = await dialog(page).evaluate((shown) => [...shown.querySelectorAll('*')].filter((part) => part.scrollWidth > part.clientWidth + 1 && getComputedStyle(part).overflowX === 'auto').length);
    expect(wider, 'nothing is scrolled sideways').toBe(0);
    await page.keyboard.press('Escape');
    await expect(dialog(page)).toBeHidden();
    await expect(button(page, 'More')).toBeFocused();
  });
});

forEachLook((look) => {
  test('is accessible', async ({ page }) => {
    await open(page);
    await runUnmatchedOn(page, look);
    await axe(page);
    await shot(page, `fidelity-note-${look.name}`);
    if (look.viewport.width < 640) await button(page, 'More').click();
    await show(page);
    await axe(page, 'dialog');
    await shot(page, `fidelity-measured-${look.name}`);
    await dialog(page).getByRole('button', { name: 'aws-recorded', exact: true }).click();
    await axe(page, 'dialog');
    await dialog(page).getByRole('heading', { name: 'What fails, and why' }).scrollIntoViewIfNeeded();
    await shot(page, `fidelity-fails-${look.name}`);
    for (const part of ['Limits', 'Differences']) {
      await dialog(page).getByRole('tab', { name: part }).click();
      await axe(page, 'dialog');
      await shot(page, `fidelity-${part.toLowerCase()}-${look.name}`);
    }
  });
});

/** On a small screen the dock is a sheet, which is opened first. */
async function runUnmatchedOn(page, look) {
  if (look.viewport.width < 640) await page.getByRole('navigation', { name: 'Panels' }).getByRole('button', { name: 'Timeline' }).click();
  await runUnmatched(page);
}
