const RUNS = 5;

/** The median time of a call, in ms; the first is for the compiler and does not count. */
export async function median(call) {
  const times = [];
  for (let run = 0; run <= RUNS; run++) {
    const start = performance.now();
    await call();
    if (run > 0) times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b)[Math.floor(RUNS / 2)];
}
