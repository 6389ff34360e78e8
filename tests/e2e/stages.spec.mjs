// The data flow inside a visit: what the data was after each stage, of each try, at the moment shown.
import { axe, expect, forEachLook, open, shot, test } from './harness.mjs';
import { button, dock, importText, node, runToApproval, status } from './workbench.mjs';

/** The data flow of a state's last visit, in the inspector. */
async function dataFlow(page, look, name) {
  const select = async () => {
    if (look.viewport.width >= 640) return node(page, name).click();
    const panels = page.getByRole('navigation', { name: 'Panels' });
    await panels.getByRole('button', { name: /^Outline/ }).click();
    await page.getByRole('treeitem', { name: new RegExp(name) }).first().click();
    await panels.getByRole('button', { name: /^Inspector/ }).click();
  };
  await select();
  const inspector = page.getByRole('region', { name: 'Inspector' });
  await inspector.getByRole('tab', { name: 'Run' }).click();
  return inspector.getByRole('region', { name: 'Data' });
}

forEachLook((look) => {
  test('each try of a visit shows its data after every stage', async ({ page }) => {
    await open(page);
    await runToApproval(page);
    const data = await dataFlow(page, look, 'ValidateOrder');
    const stages = data.getByRole('listitem');
    const attempt = data.getByRole('combobox', { name: 'Attempt' });
    await expect(attempt).toHaveValue('3');
    const names = ['afterInputPath', 'afterParameters', 'result', 'afterResultSelector', 'afterResultPath'];
    await expect(stages).toContainText(names);
    await expect(stages.nth(3)).toContainText('{"isValid":true}');
    await attempt.selectOption({ label: 'Attempt 1 of 3' });
    await expect(stages).toContainText(names.slice(0, 2));
    await stages.nth(1).getByText('afterParameters').click();
    const value = stages.nth(1).locator('pre');
    await expect(value).toContainText('"FunctionName": "arn:aws:lambda:us-east-1:123456789012:function:validate-order"');
    expect(await data.evaluate((element) => element.scrollWidth <= element.clientWidth), 'nothing sticks out').toBe(true);
    await data.scrollIntoViewIfNeeded();
    await axe(page);
    await shot(page, `stages-${look.name}`);
  });
});

test('the stages are those before the moment shown, and of the history that is there', async ({ page }) => {
  const look = { viewport: { width: 1440, height: 900 } };
  await page.setViewportSize(look.viewport);
  await open(page);
  const pass = { Type: 'Pass', InputPath: '$.a', Parameters: { 'twice.$': 'States.MathAdd($.n, $.n)' }, ResultPath: '$.sum', Next: 'Rest' };
  const machine = { StartAt: 'Add', States: { Add: pass, Rest: { Type: 'Wait', Seconds: 5, Next: 'Done' }, Done: { Type: 'Succeed' } } };
  await importText(page, 'add.asl.json', JSON.stringify(machine));
  const input = (await dock(page, 'Executions')).getByRole('textbox', { name: 'Execution input' });
  await input.fill('{"a": {"n": 2}}');
  await button(page, 'Run to end').click();
  await status(page, 'Done', 'succeeded');
  const data = await dataFlow(page, look, 'Add');
  const stages = data.getByRole('listitem');
  await expect(stages).toContainText(['afterInputPath', 'afterParameters', 'afterResultPath']);
  await expect(stages.nth(1)).toContainText('{"twice":4}');
  // Another input is another run.
  await input.fill('{"a": {"n": 3}}');
  await expect(stages.nth(1)).toContainText('{"twice":6}');

  // A Task that waits has no result yet.
  await importText(page, 'ask.asl.json', JSON.stringify({
    StartAt: 'Ask',
    States: {
      Ask: {
        Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage', Parameters: { MessageBody: 'go on?', QueueUrl: 'https://sqs.us-east-1.amazonaws.com/123456789012/asks' }, End: true,
      },
    },
  }));
  await button(page, 'Run to end').click();
  await status(page, 'Ask', 'succeeded');
  const asked = await dataFlow(page, look, 'Ask');
  await expect(asked.getByRole('listitem')).toHaveCount(5);
  const history = await dock(page, 'History');
  await history.getByRole('row', { name: /TaskStarted/ }).click();
  await expect(asked.getByRole('listitem')).toHaveCount(2);
  await history.getByRole('row', { name: /TaskSucceeded|TaskStateExited/ }).first().click();
  await expect(asked.getByRole('listitem')).toHaveCount(5);
});
