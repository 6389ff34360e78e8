// The code editor: CodeMirror 6 behind four calls. It lives in a shadow root, where CodeMirror adopts its style sheets
// instead of writing <style> elements, which the page's Content-Security-Policy refuses.
import { defaultKeymap, indentWithTab } from '@codemirror/commands';
import { json } from '@codemirror/lang-json';
import { HighlightStyle, bracketMatching, codeFolding, foldGutter, foldKeymap, indentOnInput, indentUnit, syntaxHighlighting } from '@codemirror/language';
import { lintGutter, nextDiagnostic, openLintPanel, setDiagnostics } from '@codemirror/lint';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import { Annotation, EditorSelection, EditorState } from '@codemirror/state';
import { EditorView, drawSelection, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';

const fromOutside = Annotation.define();

// Colours are the page's own tokens, which reach through the shadow root.
const colours = HighlightStyle.define([
  { tag: tags.propertyName, color: 'var(--syn-key)' },
  { tag: tags.string, color: 'var(--syn-str)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--syn-num)' },
  { tag: [tags.punctuation, tags.bracket, tags.separator], color: 'var(--text-2)' },
]);

const look = EditorView.theme({
  '&': { height: '100%', backgroundColor: 'var(--bg-code)', color: 'var(--text)', fontSize: '12px' },
  '&.cm-focused': { outline: '2px solid var(--focus)', outlineOffset: '-2px' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '18px' },
  '.cm-content': { caretColor: 'var(--text)' },
  '.cm-gutters': { backgroundColor: 'var(--bg-code)', color: 'var(--text-3)', borderRight: '1px solid var(--line)' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'color-mix(in srgb, var(--accent-soft) 45%, transparent)' },
  '.cm-activeLineGutter': { color: 'var(--text)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': { background: 'var(--accent-line)' },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '.cm-selectionMatch, .cm-searchMatch': { backgroundColor: 'var(--chg-soft)', outline: '1px solid var(--chg)' },
  '.cm-matchingBracket': { backgroundColor: 'var(--bg-press)', outline: '1px solid var(--line-3)' },
  '.cm-foldPlaceholder': { backgroundColor: 'var(--bg-press)', color: 'var(--text-2)', border: '1px solid var(--line-2)', padding: '0 4px' },
  '.cm-tooltip, .cm-panels': { backgroundColor: 'var(--bg-raised)', color: 'var(--text)', border: '1px solid var(--line-2)' },
  '.cm-panels input, .cm-panels button': { backgroundColor: 'var(--bg-panel)', color: 'var(--text)', backgroundImage: 'none', border: '1px solid var(--line-3)', borderRadius: '3px' },
  '.cm-diagnostic': { padding: '4px 8px', maxWidth: '520px', fontFamily: 'var(--font)' },
  '.cm-lintRange-error': { backgroundImage: 'none', textDecoration: 'underline wavy var(--st-failed)' },
  '.cm-lintRange-warning': { backgroundImage: 'none', textDecoration: 'underline wavy var(--st-retrying)' },
  '.cm-lintRange-info': { backgroundImage: 'none', textDecoration: 'underline dotted var(--st-running)' },
});

// CodeMirror's own, but F8, which runs and pauses everywhere on the page.
const problemKeys = [
  { key: 'Mod-Shift-m', run: openLintPanel, preventDefault: true },
  { key: 'Alt-F8', run: nextDiagnostic, preventDefault: true },
];

// A large text is handed over when typing pauses: reading it anew takes longer than a key press.
const LARGE = 200_000;
const PAUSE_MS = 200;

/** How many units two texts have in common before and after what differs; compared by pieces, each in one go. */
function difference(now, next) {
  const most = Math.min(now.length, next.length);
  let [head, tail] = [0, 0];
  for (const step of [65_536, 4_096, 256, 16, 1]) {
    while (head + step <= most && next.startsWith(now.slice(head, head + step), head)) head += step;
  }
  for (const step of [65_536, 4_096, 256, 16, 1]) {
    const ends = () => now.slice(now.length - tail - step, now.length - tail);
    while (tail + step <= most - head && next.endsWith(ends(), next.length - tail)) tail += step;
  }
  return { head, tail };
}

/** Creates an editor in `host`. `typed(read)`, `changed(text)`, `moved(offset)` and `travel(back)` are called as people type,
 * when it is handed over, as they move the cursor by hand, and undo or redo, which the page does for the whole document.
 * Offsets count UTF-16 units. */
export function create(host, text, { typed, changed, moved, travel }) {
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
  let pending = 0;
  let view;
  // CodeMirror counts every line's end as one unit. A text that ends its lines with two keeps them so.
  let wide = text.includes('\r\n');
  const read = () => (wide ? view.state.doc.toString().replaceAll('\n', '\r\n') : view.state.doc.toString());
  const ends = (given) => given.replace(/\r\n?/g, '\n');
  const toText = (at) => (wide ? at + view.state.doc.lineAt(at).number - 1 : at);
  const fromText = (at) => {
    const { doc } = view.state;
    if (!wide) return Math.min(at, doc.length);
    // The last line that begins at or before it: line n is n - 1 units further on than CodeMirror has it.
    let [first, last] = [1, doc.lines];
    while (first < last) {
      const middle = Math.ceil((first + last) / 2);
      if (doc.line(middle).from + middle - 1 <= at) first = middle;
      else last = middle - 1;
    }
    return Math.min(at - first + 1, doc.line(first).to);
  };
  const flush = () => {
    clearTimeout(pending);
    pending = 0;
    changed(read());
  };
  const listener = EditorView.updateListener.of((update) => {
    const own = !update.transactions.some((transaction) => transaction.annotation(fromOutside));
    if (update.docChanged && own) {
      clearTimeout(pending);
      typed(read);
      if (update.state.doc.length < LARGE) changed(read());
      else pending = setTimeout(flush, PAUSE_MS);
    } else if (update.selectionSet && own) moved(toText(update.state.selection.main.head));
  });
  const undo = (back) => () => {
    if (pending) flush();
    travel(back);
    return true;
  };
  const extensions = [
    lineNumbers(), foldGutter(), codeFolding(), lintGutter(), drawSelection(), highlightActiveLine(), highlightActiveLineGutter(),
    bracketMatching(), highlightSelectionMatches(), indentOnInput(), indentUnit.of('  '), search({ top: true }), json(),
    syntaxHighlighting(colours), look, listener, EditorState.allowMultipleSelections.of(true),
    EditorView.contentAttributes.of({ 'aria-label': 'Code with highlighting', tabindex: '0', spellcheck: 'false', autocapitalize: 'off' }),
    // An error is the page's, not a line in the console.
    EditorView.exceptionSink.of((error) => reportError(error)),
    EditorView.domEventHandlers({ blur: () => { if (pending) flush(); } }),
    keymap.of([
      { key: 'Mod-z', run: undo(true), preventDefault: true }, { key: 'Mod-Shift-z', run: undo(false), preventDefault: true },
      { key: 'Mod-y', run: undo(false), preventDefault: true },
      // Tab indents; Escape and then Tab leaves, as CodeMirror documents for keyboard users.
      indentWithTab, ...problemKeys, ...searchKeymap, ...foldKeymap, ...defaultKeymap,
    ]),
  ];
  view = new EditorView({ parent: root, root, state: EditorState.create({ doc: text, extensions }) });

  return {
    /** Shows another text, changing only what differs, so that cursor, folds and scroll stay. What was typed and not
     * handed over was typed in the text before, and is handed over as that. */
    setText(given) {
      if (pending) flush();
      wide = given.includes('\r\n');
      const next = ends(given);
      const now = view.state.doc.toString();
      if (now === next) return;
      const { head, tail } = difference(now, next);
      const changes = view.state.changes({ from: head, to: now.length - tail, insert: next.slice(head, next.length - tail) });
      // Both ends of a selection to the same side of what is replaced: by itself a range within it would be turned over,
      // its end before its beginning, and what is typed or pasted next would be an invalid change.
      const moved = view.state.selection.ranges.map((range) => EditorSelection.range(changes.mapPos(range.anchor), changes.mapPos(range.head)));
      const selection = EditorSelection.create(moved, view.state.selection.mainIndex);
      view.dispatch({ changes, selection, annotations: fromOutside.of(true) });
    },
    /** Marks what is wrong: a flat list of from, to, severity (0 error, 1 warning, 2 info), message. */
    setProblems(flat) {
      const found = [];
      for (let i = 0; i < flat.length; i += 4) {
        const from = fromText(flat[i]);
        const to = Math.max(fromText(flat[i + 1]), from);
        found.push({ from, to, severity: ['error', 'warning', 'info'][flat[i + 2]], message: flat[i + 3] });
      }
      view.dispatch(setDiagnostics(view.state, found), { annotations: fromOutside.of(true) });
    },
    /** Shows a range in the middle and selects it. */
    reveal(from, to) {
      const selection = EditorSelection.single(fromText(from), fromText(to));
      view.dispatch({ selection, effects: EditorView.scrollIntoView(selection.main, { y: 'center' }), annotations: fromOutside.of(true) });
    },
    focus() { view.focus(); },
    destroy() {
      if (pending) flush();
      view.destroy();
    },
  };
}
