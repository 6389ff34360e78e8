// How much of the page a move of the pointer, a step, a letter or a press on the timeline touches: what it is about, however
// large the machine is.
import { expect, open, test } from './harness.mjs';
import { button, definition, dock, importText, node } from './workbench.mjs';

test.use({ viewport: { width: 1440, height: 900 } });
test.slow();

/** Machines that differ in nothing but how many states follow those that are looked at; all of them are on the page. */
const SIZES = [60, 400];

function machine(states) {
  const state = (at) => {
    const next = `S${at + 1}`;
    if (at + 1 === states) return { Type: 'Succeed' };
    if (at === 3) return { Type: 'Choice', Choices: [1, 2].map((n) => ({ Variable: '$.n', NumericEquals: n, Next: next })), Default: next };
    return { Type: 'Pass', Comment: 'some', Next: next };
  };
  return JSON.stringify({ StartAt: 'S0', States: Object.fromEntries(Array.from({ length: states }, (_, at) => [`S${at}`, state(at)])) }, null, 2);
}

/** Does something, and gives how many elements changed until the page rests, by what they are. */
async function touched(page, act) {
  await rests(page);
  await page.evaluate(() => {
    const seen = new Set();
    const touch = (node) => seen.add(node instanceof Element ? node : node.parentElement ?? node.host);
    const read = (records) => records.forEach(({ target, addedNodes, removedNodes }) => {
      touch(target);
      for (const node of [...addedNodes, ...removedNodes].filter((node) => node instanceof Element)) {
        [node, ...node.querySelectorAll('*')].forEach(touch);
      }
    });
    const observer = new MutationObserver(read);
    const all = (root) => [root, ...[...root.querySelectorAll('*')].flatMap((element) => (element.shadowRoot ? all(element.shadowRoot) : []))];
    for (const root of all(document)) observer.observe(root, { attributes: true, characterData: true, childList: true, subtree: true });
    globalThis.touched = () => {
      read(observer.takeRecords());
      observer.disconnect();
      const counts = {};
      for (const element of seen) {
        const what = element ? `${element.localName} ${element.classList[0] ?? ''}` : 'what is gone';
        counts[what] = (counts[what] ?? 0) + 1;
      }
      return counts;
    };
  });
  await act();
  await rests(page);
  return page.evaluate(() => globalThis.touched());
}

/** Waits until nothing changed for so many frames. */
function rests(page) {
  return page.evaluate(() => new Promise((done) => {
    let quiet = 0;
    const observer = new MutationObserver(() => { quiet = 0; });
    observer.observe(document, { attributes: true, characterData: true, childList: true, subtree: true });
    const frame = () => {
      quiet += 1;
      if (quiet < 45) return requestAnimationFrame(frame);
      observer.disconnect();
      return done();
    };
    requestAnimationFrame(frame);
  }));
}

const middle = async (at) => {
  const { x, y, width, height } = await at.boundingBox();
  return [x + width / 2, y + height / 2];
};

/** Goes so many events into a run, with a tab of the dock in view. */
async function run(page, tab, events) {
  await dock(page, tab);
  for (let event = 1; event <= events; event += 1) {
    await button(page, 'Step').click();
    await expect(page.getByText(new RegExp(`^Event ${event} of `)).first()).toBeVisible();
  }
}

const step = (tab) => async (page) => {
  await run(page, tab, 3);
  return () => button(page, 'Step').click();
};

/** What is done, how many elements it may touch, and how it is made ready: that gives what does it. */
const ACTS = [
  ['the pointer moves from one state to the next', 20, async (page) => {
    await page.mouse.move(...await middle(node(page, 'S1')));
    const to = await middle(node(page, 'S2'));
    return () => page.mouse.move(...to, { steps: 6 });
  }],
  ['a state is carried on', 8, async (page) => {
    const [x, y] = await middle(node(page, 'S2'));
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + 12, y + 12, { steps: 3 });
    return () => page.mouse.move(x + 160, y + 40, { steps: 20 });
  }],
  ['a state is taken up, carried and let go', 30, async (page) => {
    const [x, y] = await middle(node(page, 'S2'));
    await page.mouse.move(x, y);
    return async () => {
      await page.mouse.down();
      await page.mouse.move(x + 160, y + 40, { steps: 20 });
      await page.keyboard.press('Escape');
      await page.mouse.up();
    };
  }],
  ['a state is chosen', 45, async (page) => {
    await node(page, 'S1').click();
    return () => node(page, 'S2').click();
  }],
  ['a state with lists of targets is chosen', 200, async (page) => {
    await node(page, 'S1').click();
    return () => node(page, 'S3').click();
  }],
  ['one step of a run is shown on the timeline', 40, step('Timeline')],
  ['one step of a run is shown in the history', 70, step('History')],
  ['the timeline is pressed', 70, async (page) => {
    await run(page, 'Timeline', 6);
    const { x, y, width, height } = await page.getByRole('slider').first().boundingBox();
    return () => page.mouse.click(x + width / 2, y + height / 2);
  }],
  ['a letter is typed', 10, async (page) => {
    await dock(page, 'Code');
    await page.getByRole('textbox', { name: 'Code with highlighting' }).click();
    await page.keyboard.press('Control+Home');
    for (let line = 0; line < 5; line += 1) await page.keyboard.press('ArrowDown');
    await page.keyboard.press('End');
    for (let left = 0; left < 2; left += 1) await page.keyboard.press('ArrowLeft');
    return async () => {
      await page.keyboard.press('x');
      await expect(definition(page)).toHaveValue(/"Comment": "somex"/);
    };
  }],
];

for (const [what, most, prepare] of ACTS) {
  test(`${what}: as many elements change in a small machine as in a large one`, async ({ page }) => {
    const found = [];
    for (const states of SIZES) {
      await open(page);
      await importText(page, `chain-${states}.json`, machine(states));
      await expect(node(page, 'S2')).toBeVisible();
      found.push(await touched(page, await prepare(page)));
    }
    const [small, large] = found;
    expect(large).toEqual(small);
    const sum = Object.values(large).reduce((sum, count) => sum + count, 0);
    expect(sum, JSON.stringify(large)).toBeLessThanOrEqual(most);
    expect(sum).toBeGreaterThan(0);
  });
}
