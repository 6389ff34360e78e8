// What a hand can do anywhere on the page, each made from a seeded stream of numbers: the gestures of walk.spec.mjs.

/** The same numbers for the same seed, below 1. */
export function chance(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const STATES = '[data-state]';
const LINES = '[data-edge] .hit';
const PALETTE = '[aria-label=Palette] button';
const CONTROLS = 'button, [role=tab], [role=treeitem], [role=row], summary';
const FIELDS = 'input:not([type=file]), textarea:not(.plain.vh)';
const EDITOR = '.cm';
const CANVAS = '.canvas';

const KEYS = [
  'Control+z', 'Control+z', 'Control+Shift+z', 'Control+y', 'Escape', 'Enter', 'Tab', 'Shift+Tab', 'Delete', 'Backspace', 'F2', 'F8', 'F10',
  'Shift+F10', '?', 'ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Home', 'End', 'Control+Home', 'Control+End', 'Control+a', 'Space',
  'Shift+ArrowDown', 'Shift+End', '+', '-', '0', 'PageDown', 'Control+c', 'Control+x', 'Control+v', 'Control+d', 'Alt+ArrowUp',
];
const WORDS = [
  'x', '?', ' ', '"', '{', '}', ',', '7', '-1', '3.5e3', 'é', '😀', 'Pay', 'A', '$.a.b', '{% $a ? 1 : 2 %}', '"Comment": "c", ', '\\', '[1, 2]', 'null',
  '{"a": 1}', 'States.ALL', 'true', '2030-01-01T00:00:00Z', '{ "Type": "Succeed" }',
];
const MACHINES = [
  '{"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Succeed"}}}',
  '{\n  "StartAt": "Wait a bit",\n  "States": {\n    "Wait a bit": { "Type": "Wait", "Seconds": 3, "Next": "Ask" },\n    "Ask": { "Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "Parameters": { "MessageBody.$": "$$.Task.Token" }, "Catch": [{ "ErrorEquals": ["States.ALL"], "Next": "No" }], "Next": "Yes" },\n    "Yes": { "Type": "Succeed" },\n    "No": { "Type": "Fail", "Error": "No" }\n  }\n}\n',
  '{"StartAt": "M", "States": {"M": {"Type": "Map", "ItemsPath": "$.items", "ItemProcessor": {"StartAt": "I", "States": {"I": {"Type": "Choice", "Choices": [{"Variable": "$", "IsNull": true, "Next": "J"}], "Default": "J"}, "J": {"Type": "Pass", "End": true}}}, "End": true}}}',
  '{"QueryLanguage": "JSONata", "StartAt": "Q", "States": {"Q": {"Type": "Pass", "Output": "{% $states.input %}", "End": true}}}',
];
const TEXTS = [
  '{"StartAt": "A", "States": {"A": {"Type": "Pa', '[1, 2]', 'not json', '', '{"name": "package", "version": "1.0.0"}',
];

/** The gestures, each with how often it comes: `[weight, name, do]`; `do` gives what it did, for the trail. */
export const GESTURES = [
  [10, 'press a control', (hand) => hand.click(CONTROLS)],
  [6, 'press a state', (hand) => hand.click(STATES)],
  [4, 'press a line', (hand) => hand.click(LINES)],
  [3, 'press anywhere', (hand) => hand.click('body *')],
  [2, 'press the right button', (hand) => hand.click('body *', { button: 'right' })],
  [2, 'press twice', (hand) => hand.click(STATES, { clickCount: 2 })],
  [3, 'choose', (hand) => hand.choose()],
  [6, 'type in a field and leave', (hand) => hand.fill(FIELDS, 'Tab')],
  [4, 'type in a field and stay', (hand) => hand.fill(FIELDS)],
  [2, 'type in a field and press Enter', (hand) => hand.fill(FIELDS, 'Enter')],
  [8, 'type in the editor', (hand) => hand.write(EDITOR)],
  [5, 'type on', (hand) => hand.type()],
  [8, 'press keys', (hand) => hand.keys()],
  [4, 'drag from the palette', (hand) => hand.drag(PALETTE, `${STATES}, ${LINES}, ${CANVAS}`)],
  [4, 'drag a state', (hand) => hand.drag(STATES, `${STATES}, ${LINES}, ${CANVAS}`)],
  [3, 'drag a port', async (hand) => (await hand.click(STATES)) && hand.drag('[data-port]', STATES)],
  [4, 'drag an end', async (hand) => (await hand.click(LINES)) && hand.drag('[data-end]', STATES)],
  [2, 'drag and press Escape', (hand) => hand.drag(STATES, LINES, 'Escape')],
  [2, 'drag and undo', (hand) => hand.drag(STATES, LINES, 'Control+z')],
  [3, 'show a tab', (hand) => hand.click('[role=tab]')],
  [2, 'show the code', (hand) => hand.code()],
  [5, 'run', (hand) => hand.click(CONTROLS, {}, /^(Run|Run to end|Step|Step back|Pause|Reset|Redrive|Approve)$/)],
  [2, 'open a file', (hand) => hand.file()],
  [2, 'drop a file', (hand) => hand.drop()],
  [3, 'paste', (hand) => hand.paste()],
  [1, 'resize the window', (hand) => hand.resize()],
  [2, 'wait', (hand) => hand.wait()],
];

/** The hand of a walk. */
export class Hand {
  constructor(page, random) {
    this.page = page;
    this.random = random;
  }

  below(count) {
    return Math.floor(this.random() * count);
  }

  one(list) {
    return list[this.below(list.length)];
  }

  /** The middle of one of the elements that are seen and can be hit; nothing where there is none. */
  async place(selector, named = /(?:)/) {
    const places = await this.page.evaluate(({ selector, named }) => {
      const seen = [];
      for (const element of document.querySelectorAll(selector)) {
        const box = element.getBoundingClientRect();
        const x = box.x + box.width / 2;
        const y = box.y + box.height / 2;
        if (box.width < 1 || box.height < 1 || x < 0 || y < 0 || x >= innerWidth || y >= innerHeight) continue;
        const hit = document.elementFromPoint(x, y);
        if (!hit || !(element.contains(hit) || element.matches('[data-edge] .hit, .canvas'))) continue;
        // The middle of a line's box is mostly not on the line.
        const on = element instanceof SVGGeometryElement ? element.getPointAtLength(element.getTotalLength() / 2).matrixTransform(element.getScreenCTM()) : { x, y };
        const name = (element.getAttribute('aria-label') ?? element.dataset.state ?? element.textContent ?? '').trim();
        if (named.test(name)) seen.push({ x: on.x, y: on.y, name: `${element.localName} ${name.slice(0, 40)}` });
        if (seen.length > 400) break;
      }
      return seen;
    }, { selector, named });
    return places.length ? this.one(places) : undefined;
  }

  async click(selector, options, named) {
    const place = await this.place(selector, named);
    if (!place) return undefined;
    await this.page.mouse.click(place.x, place.y, options);
    return place.name;
  }

  async choose() {
    const place = await this.place('select');
    if (!place) return undefined;
    // The browser's own list is not part of the page; what is chosen in it comes as a change.
    const turn = this.random();
    const value = await this.page.evaluate(({ x, y, turn }) => {
      const select = document.elementFromPoint(x, y)?.closest('select');
      if (!select || select.disabled || !select.options.length) return undefined;
      select.focus();
      select.selectedIndex = Math.floor(turn * select.options.length);
      for (const type of ['input', 'change']) select.dispatchEvent(new Event(type, { bubbles: true }));
      return select.value;
    }, { ...place, turn });
    return `${place.name}: ${value}`;
  }

  async type() {
    const words = Array.from({ length: 1 + this.below(4) }, () => this.one(WORDS)).join('');
    await this.page.keyboard.type(words);
    return words;
  }

  async fill(selector, leave) {
    const place = await this.place(selector);
    if (!place) return undefined;
    await this.page.mouse.click(place.x, place.y);
    if (this.random() < 0.5) await this.page.keyboard.press('Control+a');
    const words = await this.type();
    if (leave) await this.page.keyboard.press(leave);
    return `${place.name}: ${words}`;
  }

  async write(selector) {
    const place = (await this.place(selector)) ?? ((await this.code()) && (await this.place(selector)));
    if (!place) return undefined;
    await this.page.mouse.click(place.x + this.below(400) - 200, place.y + this.below(80) - 40);
    const done = [];
    for (let i = 1 + this.below(5); i > 0; i--) done.push(this.random() < 0.5 ? await this.type() : await this.keys());
    return done.join(' ');
  }

  /** Mostly a machine. */
  text() {
    return this.one(this.random() < 0.75 ? MACHINES : TEXTS);
  }

  async keys() {
    const keys = Array.from({ length: 1 + this.below(3) }, () => this.one(KEYS));
    for (const key of keys) await this.page.keyboard.press(key);
    return keys.join(' ');
  }

  async drag(from, to, meanwhile) {
    const start = await this.place(from);
    const end = await this.place(to);
    if (!start || !end) return undefined;
    const { mouse, keyboard } = this.page;
    await mouse.move(start.x, start.y);
    await mouse.down();
    await mouse.move(start.x + 8, start.y + 8, { steps: 2 });
    await mouse.move(end.x, end.y, { steps: 4 });
    if (meanwhile) await keyboard.press(meanwhile);
    await mouse.up();
    return `${start.name} to ${end.name}`;
  }

  async code() {
    const at = await this.page.evaluate(() => {
      const tab = [...document.querySelectorAll('[role=tab]')].find((tab) => tab.textContent.startsWith('Code'));
      const box = tab?.getBoundingClientRect();
      return box?.width ? { x: box.x + box.width / 2, y: box.y + box.height / 2 } : undefined;
    });
    if (!at) return undefined;
    await this.page.mouse.click(at.x, at.y);
    return 'Code';
  }

  async file() {
    const content = this.text();
    const name = this.one(['a.asl.json', 'b.json', 'c.txt']);
    await this.page.locator('input[type=file]').first().setInputFiles({ name, mimeType: 'application/json', buffer: Buffer.from(content) });
    return `${name} ${content.slice(0, 30)}`;
  }

  async drop() {
    const place = await this.place(`${EDITOR}, ${FIELDS}, ${CANVAS}, ${STATES}, body *`);
    if (!place) return undefined;
    const content = this.text();
    await this.page.evaluate(({ x, y, content }) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([content], 'dropped.asl.json', { type: 'application/json' }));
      let target = document.elementFromPoint(x, y);
      while (target?.shadowRoot) {
        const inner = target.shadowRoot.elementFromPoint(x, y);
        if (!inner || inner === target) break;
        target = inner;
      }
      for (const type of ['dragenter', 'dragover', 'drop']) {
        target?.dispatchEvent(new DragEvent(type, { dataTransfer, clientX: x, clientY: y, bubbles: true, cancelable: true, composed: true }));
      }
    }, { ...place, content });
    return `${place.name}: ${content.slice(0, 30)}`;
  }

  async paste() {
    const words = this.one([...MACHINES, ...TEXTS, ...WORDS]);
    // A download or another window may have the focus, without which a page may not write there.
    await this.page.bringToFront();
    const written = await this.page.evaluate((words) => document.hasFocus() && navigator.clipboard.writeText(words).then(() => true), words);
    if (!written) return undefined;
    await this.page.keyboard.press('Control+v');
    return words.slice(0, 30);
  }

  async resize() {
    const size = this.one([{ width: 1440, height: 900 }, { width: 1440, height: 900 }, { width: 1440, height: 900 }, { width: 1280, height: 800 }, { width: 900, height: 700 }, { width: 375, height: 812 }]);
    await this.page.setViewportSize(size);
    return `${size.width} × ${size.height}`;
  }

  async wait() {
    const ms = this.below(600);
    // Time passes for the page: what it put off for a pause is done, or is still due.
    await this.page.waitForTimeout(ms);
    return `${ms} ms`;
  }
}
