// Reads the timings of ours, one JSON object a line, and prints each beside those of the peers that answer to its name.
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

const folder = process.argv[2];
const suites = ['layout.mjs', 'interpreter.mjs'];
const rounded = (value) => Number(value.toPrecision(4));

for await (const line of createInterface({ input: process.stdin })) {
  if (!line.startsWith('{')) continue;
  const { name, ours, unit } = JSON.parse(line);
  const rows = [];
  for (const suite of suites) {
    const { answers, measure } = await import(pathToFileURL(join(folder, suite)));
    if (answers(name)) rows.push(...(await measure(name)));
  }
  if (rows.length === 0) console.log(JSON.stringify({ name, ours, peer: null, ratio: null, unit }));
  for (const { peer, value } of rows) {
    console.log(JSON.stringify({ name: `${name}, beside ${peer}`, ours, peer: rounded(value), ratio: rounded(ours / value), unit }));
  }
}
