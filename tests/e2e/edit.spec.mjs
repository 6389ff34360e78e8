// Editing by hand and as text: the same document, changed as little as possible.
import { axe, expect, open, shot, test } from './harness.mjs';
import { button, definition, dock, edge, importText, kept, node, status, text } from './workbench.mjs';

test.use({ viewport: { width: 1440, height: 900 } });

/** Drags from the middle of one element to the middle of another, as a hand does: with moves between. */
async function drag(page, from, to) {
  const middle = async (locator) => {
    const box = await locator.boundingBox();
    return [box.x + box.width / 2, box.y + box.height / 2];
  };
  const [x, y] = await middle(from);
  const [tx, ty] = await middle(to);
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 12, y + 12, { steps: 3 });
  await page.mouse.move(tx, ty, { steps: 12 });
  return { drop: () => page.mouse.up() };
}

/** The lines of `after` that `before` has not, and the other way round. */
function changed(before, after) {
  const rest = after.split('\n');
  const gone = before.split('\n').filter((line) => {
    const at = rest.indexOf(line);
    if (at >= 0) rest.splice(at, 1);
    return at < 0;
  });
  return { gone, come: rest };
}

test('a Pass dragged onto an edge is in the text, nothing else changes, undo restores it', async ({ page }) => {
  await open(page);
  const before = await text(page);
  const palette = page.getByRole('region', { name: 'Palette' });
  const gesture = await drag(page, palette.getByRole('button', { name: 'Pass', exact: true }), edge(page, 'ValidateOrder', 'CheckValidation'));
  await shot(page, 'edit-dragging');
  await gesture.drop();
  await expect(node(page, 'Pass')).toBeVisible();
  const after = await text(page);
  const { gone, come } = changed(before, after);
  // The line `"Next": "CheckValidation"` is still there: it is the new state's.
  expect(gone).toEqual([]);
  expect(come.map((line) => line.trim())).toEqual(['"Next": "Pass"', '"Pass": {', '"Type": "Pass",', '},']);
  await button(page, 'Undo').click();
  expect(await text(page)).toBe(before);
  await button(page, 'Redo').click();
  expect(await text(page)).toBe(after);
});

test('Escape during a drag leaves nothing to undo', async ({ page }) => {
  await open(page);
  const palette = page.getByRole('region', { name: 'Palette' });
  const gesture = await drag(page, palette.getByRole('button', { name: 'Wait', exact: true }), edge(page, 'ShipOrder', 'NotifyCustomer'));
  await page.keyboard.press('Escape');
  await gesture.drop();
  await expect(node(page, 'Wait')).toHaveCount(0);
  await expect(button(page, 'Undo')).toBeDisabled();
});

test('a state moves along the flow by dragging it', async ({ page }) => {
  await open(page);
  const gesture = await drag(page, node(page, 'NotifyCustomer'), edge(page, 'ProcessOrderParallel', 'ShipOrder'));
  await gesture.drop();
  await expect(edge(page, 'NotifyCustomer', 'ShipOrder')).toBeAttached();
  await expect(edge(page, 'ShipOrder', 'OrderComplete')).toBeAttached();
});

test('renaming follows every reference, and deleting joins the neighbours', async ({ page }) => {
  await open(page);
  await node(page, 'ShipOrder').click();
  await page.getByRole('region', { name: 'Inspector' }).getByLabel('Name', { exact: true }).fill('Ship the order');
  await page.keyboard.press('Tab');
  await expect(node(page, 'Ship the order')).toBeVisible();
  expect(await text(page)).not.toContain('"ShipOrder"');
  await node(page, 'Ship the order').focus();
  await page.keyboard.press('Delete');
  await expect(edge(page, 'ProcessOrderParallel', 'NotifyCustomer')).toBeAttached();
  expect(await text(page)).not.toContain('Ship the order');
});

test('the code and the canvas follow each other, and broken text keeps the last drawing', async ({ page }) => {
  await open(page);
  const before = await text(page);
  await definition(page).fill(before.replaceAll('ShipOrder', 'DeliverOrder'));
  await expect(node(page, 'DeliverOrder')).toBeVisible();
  await expect(node(page, 'ShipOrder')).toHaveCount(0);
  await definition(page).fill(before.replace('"StartAt"', '"StartAt'));
  await expect(node(page, 'DeliverOrder')).toBeVisible();
  await expect(page.getByText(/last text that was JSON/).first()).toBeVisible();
  await expect(await dock(page, 'Problems')).toContainText(/expected/);
  await dock(page, 'Code');
  await definition(page).fill(before);
  await expect(node(page, 'ShipOrder')).toBeVisible();
});

test('typing in the highlighted editor changes the machine', async ({ page }) => {
  await open(page);
  await dock(page, 'Code');
  const editor = page.getByRole('textbox', { name: 'Code with highlighting' });
  await editor.click();
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Home');
  await page.keyboard.type('"TimeoutSeconds": 600, ');
  await expect(definition(page)).toHaveValue(/"TimeoutSeconds": 600,/);
  await axe(page);
});

test('what is selected in the editor stays a selection when another text is opened under it', async ({ page }) => {
  await open(page);
  await dock(page, 'Code');
  await page.locator('.cm-line', { hasText: '"StartAt": "ValidateOrder"' }).dblclick();
  const other = '{"Comment": "another", "StartAt": "A", "States": {"A": {"Type": "Succeed"}}}';
  await importText(page, 'other.json', other);
  await expect(definition(page)).toHaveValue(other);
  await page.evaluate(() => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', ' ');
    let inner = document.activeElement;
    while (inner.shadowRoot?.activeElement) inner = inner.shadowRoot.activeElement;
    inner.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true, composed: true }));
  });
  await expect.poll(async () => (await definition(page).inputValue()).length).toBe(other.length + 1);
});

test('a text with Windows line ends keeps them, whoever changes it', async ({ page }) => {
  await open(page);
  const lines = ['{', '  "StartAt": "A",', '  "States": {', '    "A": { "Type": "Pass", "Next": "Nowhere" },', '    "B": { "Type": "Succeed" }', '  }', '}', ''];
  await importText(page, 'windows.json', lines.join('\r\n'));
  await expect(node(page, 'B')).toBeVisible();
  await dock(page, 'Code');
  const editor = page.getByRole('textbox', { name: 'Code with highlighting' });
  const marked = page.locator('.cm-lintRange-error').first();
  await expect(marked).toContainText('Nowhere');
  await editor.click();
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('End');
  await page.keyboard.type(' ');
  await expect.poll(() => kept(page)).toBe(['{ ', ...lines.slice(1)].join('\r\n'));
  // A change from elsewhere leaves the editor's lines as they are, and the cursor still chooses its state.
  await node(page, 'B').click();
  await page.getByRole('region', { name: 'Inspector' }).getByLabel('Name', { exact: true }).fill('Last');
  await page.keyboard.press('Tab');
  await expect(page.locator('.cm-line')).toHaveText(['{ ', ...lines.slice(1)].map((line) => line.replace('"B"', '"Last"')));
  await page.locator('.cm-line', { hasText: '"A": {' }).click({ position: { x: 60, y: 8 } });
  await expect(page.getByRole('region', { name: 'Inspector' }).getByLabel('Name', { exact: true })).toHaveValue('A');
  await page.getByRole('button', { name: 'Plain text', exact: true }).click();
  await definition(page).fill(lines.join('\n'));
  await expect.poll(() => kept(page)).toBe(lines.join('\r\n'));
});

test('the inspector edits one field and leaves the rest', async ({ page }) => {
  await open(page);
  const before = await text(page);
  await node(page, 'ValidateOrder').click();
  const inspector = page.getByRole('region', { name: 'Inspector' });
  await inspector.getByRole('tab', { name: 'Errors' }).click();
  await inspector.getByLabel('IntervalSeconds').first().fill('7');
  await page.keyboard.press('Tab');
  const { gone, come } = changed(before, await text(page));
  expect(gone.map((line) => line.trim())).toEqual(['"IntervalSeconds": 2,']);
  expect(come.map((line) => line.trim())).toEqual(['"IntervalSeconds": 7,']);
  await axe(page);
});

test('the published machine shows what is wrong with it, and a click goes there', async ({ page }) => {
  await open(page);
  await page.getByRole('combobox', { name: 'Examples' }).selectOption({ label: 'order-published' });
  await expect(page.getByText('${aws_sns_topic').first()).toHaveCount(0);
  const problems = await dock(page, 'Problems');
  await expect(problems).toContainText(/WaitForApproval.*reach/i);
  await expect(problems).toContainText('ProcessApproval');
  await expect(problems).toContainText(/Payload/);
  await shot(page, 'published-problems');
  await problems.getByRole('button', { name: /ProcessApproval/ }).first().click();
  await expect(page.getByRole('tabpanel', { name: 'Code' })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Inspector' })).toContainText('WaitForApproval');
  await button(page, 'Run to end').click();
  await status(page, 'CheckValidation', 'failed');
  await expect(await dock(page, 'Executions')).toContainText('States.Runtime');
});

test('a reload finds everything as it was', async ({ page }) => {
  await open(page);
  const palette = page.getByRole('region', { name: 'Palette' });
  await node(page, 'NotifyCustomer').click();
  await palette.getByRole('button', { name: 'Wait', exact: true }).click();
  await expect(node(page, 'Wait')).toBeVisible();
  const before = await text(page);
  await page.reload();
  await expect(node(page, 'Wait')).toBeVisible();
  expect(await text(page)).toBe(before);
});

test('a hostile name is only a name', async ({ page }) => {
  await open(page);
  const name = '<img src=x onerror="window.hacked = 1">';
  await importText(page, 'hostile.json', JSON.stringify({ StartAt: name, States: { [name]: { Type: 'Pass', End: true } } }));
  await expect(page.locator('[data-state]')).toHaveCount(1);
  await expect(page.locator('[data-state]')).toHaveAttribute('data-state', name);
  await button(page, 'Run to end').click();
  await expect(page.locator('[data-state]')).toHaveAttribute('data-status', 'succeeded');
  expect(await page.evaluate(() => window.hacked)).toBeUndefined();
});

test('what is no definition is named, and nothing is replaced', async ({ page }) => {
  await open(page);
  await importText(page, 'picture.json', '\u0000PNG not json');
  await expect(page.getByRole('alert')).toContainText('‘picture.json’ is no text. Nothing was replaced.');
  await importText(page, 'letter.json', 'Dear reader');
  await expect(page.getByRole('alert')).toContainText('‘letter.json’ is no JSON. Nothing was replaced.');
  await expect(node(page, 'ValidateOrder')).toBeVisible();
  await importText(page, 'odd.json', '{"StartAt": "A", "States": {"A": {"Type": "Task", "Next": "Nowhere"}, "B": {"Type": "Flow"}}}');
  await expect(node(page, 'B')).toBeVisible();
  const problems = await dock(page, 'Problems');
  await expect(problems).toContainText('Nowhere');
  await expect(problems).toContainText('Flow');
});

test('a definition of a mebibyte opens, is drawn, and can be edited', async ({ page }) => {
  test.setTimeout(90_000);
  await open(page);
  const States = {};
  const filler = 'x'.repeat(400);
  for (let i = 0; i < 2000; i++) States[`S${i}`] = { Type: 'Pass', Comment: filler, Next: `S${i + 1}` };
  States.S2000 = { Type: 'Succeed' };
  const content = JSON.stringify({ StartAt: 'S0', States }, null, 2);
  expect(content.length).toBeGreaterThan(900_000);
  await importText(page, 'large.json', content);
  await expect(node(page, 'S0')).toBeVisible({ timeout: 30_000 });
  expect(await text(page)).toBe(content);
  // Set as a paste would: the test runner's own typing takes longer over a mebibyte than the page does.
  await definition(page).evaluate((box, after) => {
    box.value = after;
    box.dispatchEvent(new InputEvent('input', { bubbles: true }));
  }, content.replaceAll('"S1"', '"Second"'));
  await expect(node(page, 'Second')).toHaveCount(1, { timeout: 30_000 });
});

test('opening another definition can be undone: nothing of the one before is lost', async ({ page }) => {
  await open(page);
  await node(page, 'ShipOrder').focus();
  await page.keyboard.press('Delete');
  await expect(node(page, 'ShipOrder')).toHaveCount(0);
  const before = await text(page);
  await importText(page, 'other.json', '{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}');
  await expect(node(page, 'A')).toBeVisible();
  await button(page, 'Undo').click();
  await expect(node(page, 'ValidateOrder')).toBeVisible();
  expect(await text(page)).toBe(before);
  await button(page, 'Undo').click();
  await expect(node(page, 'ShipOrder')).toBeVisible();
});

test('Delete takes what has the focus, else what is chosen', async ({ page }) => {
  await open(page);
  await node(page, 'OrderInvalid').click();
  await node(page, 'ShipOrder').focus();
  await page.keyboard.press('Delete');
  await expect(node(page, 'ShipOrder')).toHaveCount(0);
  await expect(node(page, 'OrderInvalid')).toBeVisible();
  const { x, y, width, height } = await edge(page, 'NotifyCustomer', 'OrderComplete').locator('.hit').boundingBox();
  await page.mouse.click(x + width / 2, y + height / 2);
  await page.keyboard.press('Delete');
  await expect(page.locator('[data-edge="NotifyCustomer→OrderComplete"]')).toHaveCount(0);
  await expect(node(page, 'NotifyCustomer')).toBeVisible();
});

test('the outline is reached and used by keyboard alone', async ({ page }) => {
  await open(page);
  const rows = page.getByRole('treeitem');
  await expect(rows.first()).toHaveAttribute('tabindex', '0'); // before anything is chosen
  await rows.first().focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('F2');
  await page.keyboard.type('First');
  await page.keyboard.press('Enter');
  await expect(node(page, 'First')).toBeVisible();
  await page.getByRole('treeitem', { selected: true }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('region', { name: 'Inspector' }).locator(':focus')).toHaveCount(1);
});

test('a definition is pasted while nothing has the focus', async ({ page }) => {
  await open(page);
  await page.evaluate(() => {
    document.activeElement.blur();
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', '{"StartAt": "Pasted", "States": {"Pasted": {"Type": "Succeed"}}}');
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  });
  await expect(node(page, 'Pasted')).toBeVisible();
});

test('choosing a state shows it in the open code', async ({ page }) => {
  await open(page);
  await dock(page, 'Code');
  const line = page.locator('.cm-line', { hasText: '"OrderFailed": {' });
  await expect(page.getByRole('textbox', { name: 'Code with highlighting' })).toBeVisible();
  await expect(line).toHaveCount(0);
  await node(page, 'OrderFailed').click();
  await expect(line).toBeInViewport();
});

for (const viewport of [{ width: 1440, height: 900 }, { width: 1280, height: 800 }]) {
  test(`at Fit nothing floats over a state, ${viewport.width} wide`, async ({ page }) => {
    await page.setViewportSize(viewport);
    await open(page);
    await button(page, 'Fit').click();
    const covered = await page.locator('[data-state]').evaluateAll((nodes) => nodes.filter((state) => {
      const { left, right, top, bottom } = state.getBoundingClientRect();
      const inCanvas = (x, y) => document.elementFromPoint(x, y)?.closest('svg')?.matches('.scene');
      return ![left + 2, right - 2].every((x) => [top + 2, bottom - 2].every((y) => inCanvas(x, y)));
    }).map((state) => state.dataset.state));
    expect(covered).toEqual([]);
    await button(page, 'Minimap').click();
    await expect(page.getByRole('img', { name: 'Map of the machine' })).toBeVisible();
  });
}

test.describe('on a phone', () => {
  test.use({ viewport: { width: 375, height: 812 } });

  test('examples and colours are under More', async ({ page }) => {
    await open(page);
    await button(page, 'More').click();
    await axe(page);
    await button(page, 'Dark theme').click();
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
    await page.getByRole('combobox', { name: 'Examples' }).selectOption({ label: 'order-published' });
    await expect(page.getByRole('textbox', { name: 'Machine name' })).toHaveValue('order-published');
    await page.keyboard.press('Escape');
    await expect(page.getByRole('combobox', { name: 'Examples' })).toBeHidden();
  });

  test('every sheet is accessible, and its tab is in view', async ({ page }) => {
    await open(page);
    const panels = page.getByRole('navigation', { name: 'Panels' });
    for (const name of ['Outline', 'Timeline', 'Approvals', 'Inspector', 'Code']) {
      await panels.getByRole('button', { name: new RegExp(`^${name}`) }).click();
      await axe(page);
      if (name === 'Approvals') await expect(page.getByRole('tab', { name: /^Approvals/ })).toBeInViewport({ ratio: 1 });
    }
    await expect(page.getByRole('textbox', { name: 'Code with highlighting' })).toBeVisible();
    await axe(page);
  });
});
