const RUNS = 5;
/** What is quick is called for so long first, for the compilers, and for so long again. */
const LEAST_MS = 300;

/** The median time of a call, in ms; the first ones are for the compilers and do not count. */
export async function median(call) {
  await times(call, 1);
  const taken = await times(call, RUNS);
  return taken.sort((a, b) => a - b)[Math.floor(taken.length / 2)];
}

async function times(call, least) {
  const taken = [];
  for (let all = 0; taken.length < least || all < LEAST_MS; all += taken.at(-1)) {
    const start = performance.now();
    await call();
    taken.push(performance.now() - start);
  }
  return taken;
}
