// The machine of benches/core.rs for the peers: blocks of a choice of three ways, two tasks a way, and a join.

/** @param {number} states about how many */
export function machine(states) {
  const blocks = Math.max(1, Math.floor(states / 8));
  const ways = [0, 1, 2];
  const task = (next) => ({
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke',
    Parameters: { FunctionName: 'arn:aws:lambda:us-east-1:123456789012:function:worker', 'Payload.$': '$' },
    Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 1, MaxAttempts: 3, BackoffRate: 2 }],
    Next: next,
  });
  const block = (n) => [
    [`Route ${n}`, {
      Type: 'Choice',
      Choices: ways.map((way) => ({ Variable: '$.kind', NumericEquals: way, Next: `Prepare ${n}.${way}` })),
      Default: `Join ${n}`,
    }],
    ...ways.flatMap((way) => [[`Prepare ${n}.${way}`, task(`Apply ${n}.${way}`)], [`Apply ${n}.${way}`, task(`Join ${n}`)]]),
    [`Join ${n}`, n + 1 < blocks ? { Type: 'Pass', Next: `Route ${n + 1}` } : { Type: 'Succeed' }],
  ];
  return { StartAt: 'Route 0', States: Object.fromEntries(Array.from({ length: blocks }, (_, n) => block(n)).flat()) };
}

/** The same as nodes and edges. */
export function graph(states) {
  const { States } = machine(states);
  const edges = Object.entries(States).flatMap(([from, state]) =>
    [...(state.Choices ?? []).map((rule) => rule.Next), state.Default, state.Next].filter(Boolean).map((to) => ({ from, to })));
  return { nodes: Object.keys(States), edges };
}
