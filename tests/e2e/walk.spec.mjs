// A walk over all controls, by a seed: whatever a hand does, the page lives, no error is uncaught, and a reload at any
// moment finds the definition as it was.
//
// WALK_SEED=7 walks another way, WALK_SEED=1,2,3 three of them; WALK_SECONDS=600 walks on for ten minutes each.
import { expect, open, test } from './harness.mjs';
import { GESTURES, Hand, chance } from './walk.mjs';
import { kept } from './workbench.mjs';

const SEEDS = (process.env.WALK_SEED ?? '1').split(',').map(Number);
const SECONDS = Number(process.env.WALK_SECONDS ?? 0);
/** How many gestures a walk has that is given no time. */
const STEPS = 140;
/** One gesture in so many is a reload, in the middle of whatever it is. */
const RELOADS = 20;

// Chromium's own editing of a text sets styles, which the page's policy refuses: the text is right all the same.
const TOLERATED = [/Applying inline style violates/];

test.use({ tolerated: TOLERATED, viewport: { width: 1440, height: 900 }, trace: 'off' });

/** What the page holds and what is kept of it. */
const look = async (page) => ({
  kept: (await kept(page)) ?? null,
  ...await page.evaluate(() => ({
    shown: document.querySelector('textarea.plain')?.value ?? null,
    drawn: [...document.querySelectorAll('[data-state]')].map((node) => node.dataset.state),
    stopped: document.querySelector('dialog.stopped')?.textContent ?? null,
    ready: !!document.querySelector('main'),
  })),
});

/** Every name of a state in a definition, however deep. */
function names(value, found = new Set()) {
  if (value === null || typeof value !== 'object') return found;
  if (!Array.isArray(value) && value.States && typeof value.States === 'object') Object.keys(value.States).forEach((name) => found.add(name));
  Object.values(value).forEach((inner) => names(inner, found));
  return found;
}

/** What is wrong with the page as it stands; empty if nothing is. */
async function wrong(page) {
  const { kept: saved, shown, drawn, stopped, ready } = await look(page);
  if (stopped) return `it has stopped: ${stopped.slice(0, 400)}`;
  if (!ready) return 'the page is empty';
  if (saved !== null && shown !== null && saved !== shown) return `kept ${JSON.stringify(saved.slice(0, 200))}, shown ${JSON.stringify(shown.slice(0, 200))}`;
  let parsed;
  try {
    parsed = JSON.parse(saved);
  } catch {
    return ''; // The canvas shows the last text that was JSON.
  }
  const known = saved === null ? undefined : names(parsed);
  const strange = known ? drawn.filter((name) => !known.has(name)) : [];
  return strange.length ? `drawn but not in the definition: ${strange.join(', ')}` : '';
}

/** Reloads at once; what the page held as it went must be what it finds. */
async function reload(page) {
  // Looked at by the page itself: a file that is being read may be opened until then.
  await page.evaluate(() => addEventListener('pagehide', () => {
    sessionStorage.setItem('held', JSON.stringify(document.querySelector('textarea.plain')?.value ?? null));
  }));
  await page.reload();
  await expect(page.getByRole('main')).toBeVisible();
  const before = await page.evaluate(() => JSON.parse(sessionStorage.getItem('held')));
  const after = await look(page);
  if (before !== null && after.kept !== null) expect(after.kept, 'what is kept after a reload').toBe(before);
  if (after.shown !== null) expect(after.shown, 'what is shown after a reload').toBe(after.kept ?? before ?? after.shown);
}

for (const seed of SEEDS) {
  test(`a walk over all controls, seed ${seed}`, async ({ page, context }) => {
    test.setTimeout(SECONDS * 1_000 + 150_000);
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const errors = [];
    page.on('pageerror', (error) => errors.push(`page error: ${error.stack ?? error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error' && !TOLERATED.some((pattern) => pattern.test(message.text()))) errors.push(`console: ${message.text()}`);
    });
    const random = chance(seed);
    const hand = new Hand(page, random);
    const weights = GESTURES.reduce((sum, [weight]) => sum + weight, 0);
    const trail = [];
    await open(page);
    const end = Date.now() + SECONDS * 1_000;
    try {
      for (let step = 0; SECONDS ? Date.now() < end : step < STEPS; step++) {
        let at = random() * weights;
        const [, name, act] = GESTURES.find(([weight]) => (at -= weight) < 0);
        const reloads = hand.below(RELOADS) === 0;
        trail.push(`${step} ${name}`);
        trail[trail.length - 1] += `: ${(await act(hand)) ?? 'nothing there'}`;
        if (reloads) {
          trail.push(`${step} reload`);
          await reload(page);
        }
        await expect.poll(() => wrong(page), { message: 'the page as it stands', timeout: 5_000 }).toBe('');
        expect(errors, 'errors').toEqual([]);
      }
      await reload(page);
    } catch (error) {
      error.message += `\nWALK_SEED=${seed}, after ${trail.length} gestures:\n${trail.slice(-60).join('\n')}`;
      throw error;
    } finally {
      await test.info().attach('trail', { body: trail.join('\n'), contentType: 'text/plain' });
    }
  });
}
