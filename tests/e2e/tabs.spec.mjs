// Two tabs and more: one writes, the others follow, and nothing of either is missing.
import { expect, open, test } from './harness.mjs';
import { button, definition, dock, kept, machines, node, text } from './workbench.mjs';

const machine = (state) => JSON.stringify({ StartAt: state, States: { [state]: { Type: 'Succeed' } } });
const follows = (page) => page.getByText('That tab writes, this one follows.');
const alarm = (page) => page.getByRole('alert').filter({ visible: true });

async function rewrite(page, words) {
  await dock(page, 'Code');
  const plain = page.getByRole('button', { name: 'Plain text', exact: true });
  if (await plain.isVisible()) await plain.click();
  await definition(page).fill(words);
}

async function tab(context) {
  const page = await context.newPage();
  await open(page);
  return page;
}

test('a second tab follows what the first one writes, and says so', async ({ page, context }) => {
  await open(page);
  await rewrite(page, machine('One'));
  await expect.poll(() => kept(page)).toBe(machine('One'));
  const other = await tab(context);
  await expect(node(other, 'One')).toBeVisible();
  await expect(follows(other)).toBeVisible();
  await rewrite(page, machine('Two'));
  await expect(node(other, 'Two')).toBeVisible();
  await button(other, 'Follow').click();
  await expect(follows(other)).toHaveCount(0);
  await rewrite(page, machine('Three'));
  await expect(node(other, 'Three')).toBeVisible();
});

test('the tab that is changed writes from then on, and the other one follows', async ({ page, context }) => {
  await open(page);
  await rewrite(page, machine('One'));
  await expect.poll(() => kept(page)).toBe(machine('One'));
  const other = await tab(context);
  await rewrite(other, machine('Other'));
  await expect(node(page, 'Other')).toBeVisible();
  await expect(follows(page)).toBeVisible();
  await expect(follows(other)).toHaveCount(0);
  await button(page, 'Write here').click();
  await expect(follows(page)).toHaveCount(0);
  await expect(follows(other)).toBeVisible();
  await button(other, 'Open a copy').click();
  await expect(other.getByRole('textbox', { name: 'Machine name' })).toHaveValue('order-processing-copy');
  await expect(follows(other)).toHaveCount(0);
  await expect.poll(() => machines(page)).toEqual(['order-processing', 'order-processing-copy']);
});

test('two tabs change a machine in one moment, a third opens: nothing is missing', async ({ page, context }) => {
  await open(page);
  await rewrite(page, machine('One'));
  await expect.poll(() => kept(page)).toBe(machine('One'));
  const other = await tab(context);
  await dock(other, 'Code');
  await other.getByRole('button', { name: 'Plain text', exact: true }).click();
  await Promise.all([definition(page).fill(machine('Mine')), definition(other).fill(machine('Yours'))]);
  const third = await tab(context);
  await expect.poll(() => machines(third)).toEqual(['order-processing', 'order-processing-copy']);
  const found = [];
  for (const name of ['order-processing', 'order-processing-copy']) {
    await button(third, 'Machines').click();
    await button(third, `Open ‘${name}’`).click();
    await expect(third.getByRole('textbox', { name: 'Machine name' })).toHaveValue(name);
    found.push(await text(third));
  }
  expect(found.sort()).toEqual([machine('Mine'), machine('Yours')]);
});

test('a tab of which only the dock is looked at overwrites nothing', async ({ page, context }) => {
  await open(page);
  const other = await tab(context);
  await rewrite(page, machine('One'));
  await expect.poll(() => kept(page)).toBe(machine('One'));
  await dock(other, 'History');
  await dock(other, 'Mocks');
  await page.reload();
  await expect(node(page, 'One')).toBeVisible();
});

test('several tabs that open at once alarm nobody', async ({ page, context }) => {
  await open(page);
  await rewrite(page, machine('One'));
  await expect.poll(() => kept(page)).toBe(machine('One'));
  const pages = await Promise.all([1, 2, 3].map(() => tab(context)));
  for (const one of pages) {
    await expect(node(one, 'One')).toBeVisible();
    await expect(alarm(one)).toHaveCount(0);
  }
  expect(await machines(pages[0])).toEqual(['order-processing']);
});

test('a copy of the page under another path has machines of its own', async ({ page, context, rootSite }) => {
  await open(page);
  await rewrite(page, machine('One'));
  const other = await context.newPage();
  await open(other, rootSite);
  await expect(node(other, 'ValidateOrder')).toBeVisible();
});

test('each tab finds the machine that it showed', async ({ page, context }) => {
  await open(page);
  await rewrite(page, machine('One'));
  const other = await tab(context);
  await other.getByRole('combobox', { name: 'Examples' }).selectOption({ label: 'order-published' });
  await expect(other.getByRole('textbox', { name: 'Machine name' })).toHaveValue('order-published');
  await page.reload();
  await expect(node(page, 'One')).toBeVisible();
  await other.reload();
  await expect(other.getByRole('textbox', { name: 'Machine name' })).toHaveValue('order-published');
});
