// What a person finds on the page, by the names that stay fixed.
import { expect } from './harness.mjs';

export const button = (page, name) => page.getByRole('button', { name, exact: true });
export const node = (page, name) => page.locator(`[data-state="${name}"]`);
export const edge = (page, from, to) => page.locator(`[data-edge="${from}→${to}"]`).first();
export const definition = (page) => page.getByRole('textbox', { name: 'ASL definition' });

/** Shows a tab of the dock and gives its panel. */
export async function dock(page, name) {
  await page.getByRole('tab', { name: new RegExp(`^${name}`) }).click();
  const panel = page.getByRole('tabpanel', { name, exact: true });
  await expect(panel).toBeVisible();
  return panel;
}

/** The definition's text, from the Code tab. */
export async function text(page) {
  await dock(page, 'Code');
  return definition(page).inputValue();
}

/** Waits until a state has a status on the canvas. */
export async function status(page, name, wanted) {
  await expect(node(page, name)).toHaveAttribute('data-status', wanted);
}

/** Every state's status, in the order of the canvas. */
export function statuses(page) {
  return page.locator('[data-state]').evaluateAll((nodes) => nodes.map((n) => `${n.dataset.state}: ${n.dataset.status}`));
}

/** Which event is shown, and of how many. */
export async function moment(page) {
  const words = await page.getByText(/^Event \d[\d,]* of \d[\d,]*$/).first().textContent();
  return words.match(/[\d,]+/g).map((number) => Number(number.replaceAll(',', '')));
}

/** Opens a definition as a file, the way Import does. */
export async function importText(page, name, content) {
  await page.locator('input[type=file]').setInputFiles({ name, mimeType: 'application/json', buffer: Buffer.from(content) });
}

/** Starts the opening example and lets it come to the waiting approval. */
export async function runToApproval(page) {
  await page.getByRole('combobox', { name: 'Speed' }).selectOption({ label: '1000×' });
  await button(page, 'Run').click();
  await status(page, 'WaitForApproval', 'waiting');
}

/** The definition that the next visit of this tab would find; undefined where nothing is kept yet. */
export function kept(page) {
  return page.evaluate(async () => {
    // What is not written yet is journalled when the page goes.
    dispatchEvent(new Event('pagehide'));
    const place = `stepwright:${location.pathname.replace(/[^/]*$/, '')}`;
    const machine = sessionStorage.getItem(`${place}:machine`);
    const journal = Object.keys(localStorage).find((key) => key.startsWith(`${place}:journal:${machine}/`));
    if (journal) return JSON.parse(JSON.parse(localStorage.getItem(journal)).body).definition;
    const database = await new Promise((resolve) => { indexedDB.open(place).onsuccess = ({ target }) => resolve(target.result); });
    const body = await new Promise((resolve) => {
      database.transaction('bodies').objectStore('bodies').get(`m/${machine}/`).onsuccess = ({ target }) => resolve(target.result);
    });
    database.close();
    return body && JSON.parse(body).definition;
  });
}

/** The names of the kept machines that are not deleted, from the Machines view. */
export async function machines(page) {
  await button(page, 'Machines').click();
  const view = page.getByRole('region', { name: 'Machines' });
  await expect(view).toBeVisible();
  const names = await view.getByRole('listitem').evaluateAll((rows) => rows.map((row) => row.getAttribute('aria-label')));
  await page.keyboard.press('Escape');
  return names;
}
