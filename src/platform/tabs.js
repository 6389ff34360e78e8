// The tabs of one browser in which this page is open: which of them writes something, and what they tell each other.
import { PLACE } from './records.js';

const channel = globalThis.BroadcastChannel ? new BroadcastChannel(PLACE) : undefined;
// Counts what was claimed: what is said of an earlier claim means nothing any more.
let claims = 0;
let release = () => {};

/** Tells every other tab something. */
export function tell(text) {
  channel?.postMessage(text);
}

/** Calls back with whatever another tab tells. */
export function listen(heard) {
  if (channel) channel.onmessage = ({ data }) => heard(String(data));
}

/**
 * Claims the writing of something, instead of what was claimed before, and calls back whenever that changes: true when
 * this tab writes, false when another does. With `take` it is taken from whoever has it. Where there are no locks, every
 * tab is told that it writes; what it writes is refused all the same if another wrote meanwhile.
 */
export async function claim(name, take, told) {
  const own = ++claims;
  release();
  release = () => {};
  if (!navigator.locks) {
    told(true);
    return;
  }
  let how = take ? { steal: true } : { ifAvailable: true };
  while (own === claims) {
    try {
      await navigator.locks.request(`${PLACE}:${name}`, how, (lock) => {
        if (own !== claims) return undefined;
        told(!!lock);
        return lock && new Promise((resolve) => { release = resolve; });
      });
    } catch (error) {
      if (own !== claims) return;
      // Another tab took it; anything else is a browser that gives this page no locks.
      told(error.name !== 'AbortError');
      if (error.name !== 'AbortError') return;
    }
    how = {};
  }
}

/** Asks the person before the page is left, whenever `asks` says so. */
export function askBeforeLeaving(asks) {
  addEventListener('beforeunload', (event) => {
    if (!asks()) return;
    event.preventDefault();
    event.returnValue = true;
  });
}

/** A name for this page that no other has. */
export function pageName() {
  return [...crypto.getRandomValues(new Uint32Array(2))].map((part) => part.toString(36)).join('');
}

/** When the page began, in milliseconds of the calendar. */
export function pageBegan() {
  return Date.now() - performance.now();
}

/** A moment in words. */
export function momentWords(ms) {
  const then = new Date(ms);
  const now = new Date();
  const time = then.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
  if (then.toDateString() === now.toDateString()) return `today ${time}`;
  const year = then.getFullYear() === now.getFullYear() ? undefined : 'numeric';
  return `${then.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year })}, ${time}`;
}
