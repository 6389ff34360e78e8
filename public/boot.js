// High contrast, chosen or asked for by the system, as one attribute: so the theme stands once in the style sheets.
{
  const root = document.documentElement;
  const more = matchMedia('(prefers-contrast: more)');
  const follow = () => root.toggleAttribute('data-contrast', root.dataset.theme ? root.dataset.theme === 'contrast' : more.matches);
  more.addEventListener('change', follow);
  new MutationObserver(follow).observe(root, { attributeFilter: ['data-theme'] });
  follow();
}

// Shown instead of the workbench.
function say(title, ...parts) {
  const notice = document.createElement('main');
  notice.setAttribute('role', 'alert');
  notice.className = 'boot-error';
  notice.append(line('h1', title), ...parts);
  document.body.replaceChildren(notice);
}
function line(tag, text) {
  return Object.assign(document.createElement(tag), { textContent: text });
}

// A page of another host that holds this one in a frame could have it clicked unseen. On a host without headers nothing
// else refuses that; whoever embeds it on purpose serves it beside their own page.
function isFramedByAnother() {
  try {
    for (let frame = self; frame !== frame.parent; frame = frame.parent) {
      if (frame.parent.location.origin !== location.origin) return true;
    }
    return false;
  } catch {
    return true;
  }
}

// Starts the wasm named by the page's preload links; where it cannot start, says so in the page.
(async () => {
  if (isFramedByAnother()) {
    const link = Object.assign(line('a', 'Open Stepwright'), { href: location.href, target: '_blank', rel: 'noopener' });
    say('Stepwright does not run inside another page', link);
    return;
  }
  const address = (selector) => document.querySelector(selector).href;
  try {
    const { default: start } = await import(address('link[rel="modulepreload"]'));
    await start({ module_or_path: address('link[rel="preload"][as="fetch"]') });
  } catch (error) {
    // A program that started and stopped has said so itself (src/platform/stop.js).
    if (document.querySelector('dialog.stopped')) throw error;
    const reason =
      location.protocol === 'file:' ? 'A page opened from a file cannot load programs. Serve its folder, for example with “make run”.'
      : typeof WebAssembly === 'undefined' ? 'This browser does not run WebAssembly, or it is turned off.'
      : 'A part of the page did not load. Reloading may help.';
    say('Stepwright could not start', line('p', reason), line('pre', String(error)));
    throw error;
  }
})();
