// A loop of transitions through aws-local-stepfunctions, the other interpreter that runs in a browser.
import { StateMachine } from 'aws-local-stepfunctions';
import { median } from './timing.mjs';

const countTo = (limit) => ({
  StartAt: 'Start',
  States: {
    Start: { Type: 'Pass', Result: { count: 0 }, Next: 'Add' },
    Add: { Type: 'Pass', Parameters: { 'count.$': 'States.MathAdd($.count, 1)' }, Next: 'Enough?' },
    'Enough?': { Type: 'Choice', Choices: [{ Variable: '$.count', NumericLessThan: limit, Next: 'Add' }], Default: 'End' },
    End: { Type: 'Succeed' },
  },
});

const wrapEach = {
  StartAt: 'Each',
  States: {
    Each: {
      Type: 'Map', ItemsPath: '$.items', MaxConcurrency: 0, End: true,
      Iterator: { StartAt: 'Wrap', States: { Wrap: { Type: 'Pass', Parameters: { 'v.$': '$.v' }, End: true } } },
    },
  },
};

/** Names of ours that this peer answers to: how many transitions a second. */
export const answers = (name) => /^(loop \d+ times|map \d+ items)$/.test(name);

export async function measure(name) {
  const count = Number(/\d+/.exec(name)[0]);
  const looped = name.startsWith('loop');
  const machine = new StateMachine(looped ? countTo(count) : wrapEach, {});
  const input = looped ? {} : { items: Array.from({ length: count }, (_, v) => ({ v })) };
  const transitions = looped ? 2 * count + 2 : count + 1;
  const ms = await median(() => machine.run(input, {}).result);
  return [{ peer: 'aws-local-stepfunctions', value: (transitions / ms) * 1000 }];
}
