// What happens when the program stops: a panic, a trap, memory that ran out. None can be gone on from, so the page says
// so over everything, keeps the last text and offers it. It needs nothing of the program that has stopped: what it shows
// was handed over before.
import { copy, download } from './handover.js';
import { keepSmall } from './small.js';

// What was last handed over to be kept: its key and number, its journal and body, and when it was kept; `kept` is 0
// where it is not.
let session;
// The definition as it was last handed over.
let definition;
// Reads an editor in which something is typed that is not yet taken in.
let draft;
let stopped = false;

/** Something is about to be kept. */
export function handOver(key, number, journal, body) {
  if (!stopped) session = { key, number, journal, body, kept: 0 };
}

/** What was handed over is kept. */
export function isKept(key, number) {
  if (session?.key === key && session.number === number) session.kept = Date.now();
}

/** The definition as it is now, with all that was typed in it, to be offered if the program stops. */
export function hold(text) {
  if (stopped) return;
  definition = text;
  draft = undefined;
}

/** Something is typed in an editor that `read` reads; `hold` tells when it was taken in. */
export function typed(read) {
  if (!stopped) draft = read;
}
addEventListener('input', (event) => {
  const box = event.target;
  if (box instanceof HTMLTextAreaElement && box.matches('.plain')) typed(() => box.value);
}, true);

/** Shows that the program has stopped, once. */
export function stop(reason) {
  if (stopped) return;
  stopped = true;
  for (const type of HEARD) addEventListener(type, hush, { capture: true, passive: false });
  show(last(), reason);
}

// A trap is an error of WebAssembly's own; any other that went through the program left it in the middle of something.
// A handler that outlived its view was not in the middle of anything.
const isFatal = (error) => error instanceof WebAssembly.RuntimeError
  || (error instanceof Error && /wasm-function|\.wasm\b/.test(error.stack ?? '') && !/invoked recursively or after being dropped/.test(error.message));

function watch(event, error) {
  // What the stopped program does from here on is noise.
  if (stopped) event.preventDefault();
  else if (isFatal(error)) stop(String(error));
}
addEventListener('error', (event) => watch(event, event.error));
addEventListener('unhandledrejection', (event) => watch(event, event.reason));

// Nothing a person does reaches the stopped program.
const HEARD = [
  'keydown', 'keyup', 'beforeinput', 'input', 'change', 'click', 'dblclick', 'contextmenu', 'pointerdown', 'pointermove', 'pointerup',
  'pointercancel', 'mousedown', 'mouseup', 'wheel', 'paste', 'cut', 'drop', 'dragover', 'focus', 'blur', 'focusin', 'focusout',
  'compositionstart', 'compositionend', 'hashchange', 'close', 'cancel', 'toggle', 'visibilitychange', 'pagehide', 'beforeunload', 'storage',
];
const hush = (event) => {
  if (!(event.target instanceof Node && cover?.contains(event.target))) event.stopImmediatePropagation();
};
let cover;

// The last text, and since when it is kept: 0 where it is not. Then a journal is kept with that text in it, which the next
// opening finds.
function last() {
  const { key, journal, body, kept } = session ?? {};
  let members = {};
  try {
    members = JSON.parse(body);
  } catch {
    // Nothing was handed over yet.
  }
  let newest = definition ?? members.definition ?? '';
  try {
    newest = draft?.() ?? newest;
  } catch {
    // An editor that cannot be read leaves what was taken in.
  }
  if (kept && (members.definition === newest || newest === '')) return { text: newest, kept };
  try {
    const text = JSON.stringify({ ...JSON.parse(journal), body: JSON.stringify({ ...members, definition: newest }) });
    if (!keepSmall(key, text)) throw new Error('refused');
    return { text: newest, kept: Date.now() };
  } catch {
    // The cover says that it is not kept.
    return { text: newest, kept: 0 };
  }
}

function show({ text, kept }, reason) {
  const make = (tag, properties, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };
  const time = (at) => new Date(at).toLocaleTimeString('en-GB');
  const words = kept
    ? `Something went wrong inside the page, and it cannot go on. Your work is kept in this browser, last at ${time(kept)}: reload to go on with it.`
    : 'Something went wrong inside the page, and it cannot go on. This browser did not keep your last work: copy or download the text before you reload.';
  const box = make('textarea', { readOnly: true, value: text, spellcheck: false, rows: 10 });
  box.setAttribute('aria-label', 'Last text of the definition');
  const said = make('p', { role: 'status' });
  const button = (label, act) => make('button', { type: 'button', className: 'btn', textContent: label, onclick: act });
  const reload = button('Reload', () => location.reload());
  reload.classList.add('primary');
  const buttons = make('div', { className: 'row' }, reload,
    button('Copy the text', async () => {
      said.textContent = '';
      const copied = await copy(text);
      if (!copied) box.select();
      said.textContent = copied ? 'Copied.' : 'The browser did not copy it. It is selected above: press Ctrl+C or ⌘C.';
    }),
    button('Download the text', () => { said.textContent = download('state-machine.asl.json', text, 'application/json') ? '' : 'The browser did not save it.'; }));
  cover = make('dialog', { className: 'stopped' },
    make('h1', { id: 'stopped-title', textContent: 'Stepwright has stopped' }), make('p', { id: 'stopped-words', textContent: words }),
    box, buttons, said, make('details', {}, make('summary', { textContent: 'What happened' }), make('pre', { textContent: reason })));
  cover.setAttribute('role', 'alertdialog');
  cover.setAttribute('aria-labelledby', 'stopped-title');
  cover.setAttribute('aria-describedby', 'stopped-words');
  // Nothing closes it, and nothing done in it is heard outside.
  for (const type of HEARD) cover.addEventListener(type, (event) => event.stopPropagation());
  cover.addEventListener('keydown', (event) => { if (event.key === 'Escape') event.preventDefault(); });
  cover.addEventListener('cancel', (event) => event.preventDefault());
  cover.addEventListener('close', () => cover.showModal());
  document.body.append(cover);
  cover.showModal();
  reload.focus();
}
