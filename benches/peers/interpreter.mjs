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

/** Names of ours that this peer answers to. */
export const answers = (name) => /^loop \d+ times$/.test(name);

export async function measure(name) {
  const machine = new StateMachine(countTo(Number(/\d+/.exec(name)[0])), {});
  return [{ peer: 'aws-local-stepfunctions', value: await median(() => machine.run({}, {}).result) }];
}
