// Texts out of the page: to the clipboard and to a file.

// How long a file's address is kept: some browsers read it well after the click.
const ADDRESS_MS = 40_000;

/** Puts a text on the clipboard; whether it is there. */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Over plain http there is no clipboard, and a browser may refuse it: then by what is selected, the older way.
    return copySelected(text);
  }
}

function copySelected(text) {
  const focused = document.activeElement;
  const box = Object.assign(document.createElement('textarea'), { value: text, readOnly: true, className: 'vh' });
  box.setAttribute('aria-hidden', 'true');
  // What is hidden by `vh` does not wrap, and copies without its indentation.
  box.style.whiteSpace = 'pre';
  // What is outside of a modal dialog cannot be selected.
  const around = [...document.querySelectorAll('dialog:modal')].at(-1) ?? document.body;
  around.append(box);
  box.select();
  const copied = document.execCommand('copy');
  box.remove();
  focused?.focus({ preventScroll: true });
  return copied;
}

/** Gives a text to the person as a file; whether the browser took it. */
export function download(name, text, type) {
  try {
    const address = URL.createObjectURL(new Blob([text], { type }));
    Object.assign(document.createElement('a'), { href: address, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(address), ADDRESS_MS);
    return true;
  } catch {
    return false;
  }
}
