// A definition in YAML, as SAM and the AWS Toolkit keep it: opened as JSON, which says what it leaves out.
import { expect, open, test } from './harness.mjs';
import { importText, node, text } from './workbench.mjs';

const FLOW = `# An order
StartAt: Check
States:
  Check:
    Type: Task
    Resource: !GetAtt Function.Arn   # deployed with the template
    Next: No
  No:
    Type: Succeed
`;

test('a YAML file is opened as JSON, runs, and what is no YAML says where', async ({ page }) => {
  await open(page);
  await importText(page, 'order.asl.yaml', FLOW);
  await expect(node(page, 'Check')).toBeVisible();
  await expect(node(page, 'No')).toBeVisible();
  await expect(page.getByText('‘order.asl.yaml’ was YAML and is JSON from here on; left out: 2 comments.').first()).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Machine name' })).toHaveValue('order');
  expect(JSON.parse(await text(page)).States.Check.Resource).toEqual({ 'Fn::GetAtt': ['Function', 'Arn'] });
  await page.keyboard.press('F8');
  await expect(node(page, 'No')).toHaveAttribute('data-status', 'succeeded');
  await importText(page, 'broken.yml', 'StartAt: A\nStates:\n  A: b: c\n');
  await expect(page.getByText(/‘broken.yml’ is YAML that cannot be read: line 3, column \d+: .*Nothing was replaced\./).first()).toBeVisible();
  await expect(node(page, 'Check')).toBeVisible();
});
