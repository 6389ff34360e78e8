// The page in its surroundings: a newer build on its host, a frame around it, colours that the system forces, and a window
// as at 400 %.
import { expect, open, test } from './harness.mjs';
import { button, dock, runToApproval } from './workbench.mjs';

test.use({ viewport: { width: 1280, height: 800 } });

test.describe('a newer build', () => {
  test.use({ tolerated: [/Failed to load resource/] });

  /** From now on the host has another build, without the parts of this one. */
  async function deploy(page, site) {
    await page.route((url) => url.href === site, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: (await response.text()).replace(/\.\/stepwright-/g, './stepwright-next-') });
    });
    await page.route('**/editor-*.js', (route) => route.fulfill({ status: 404 }));
  }

  test('is said where a part of this one is gone, and once', async ({ page, site }) => {
    await open(page);
    await deploy(page, site);
    await dock(page, 'Code');
    await expect(page.getByRole('alert')).toContainText('A newer version of Stepwright is here. Reload the page');
    await expect(page.getByText('The highlighting editor could not be loaded')).toBeVisible();
    await button(page, 'Dismiss').click();
    await dock(page, 'Problems');
    await dock(page, 'Code');
    await expect(page.getByText('The highlighting editor could not be loaded')).toBeVisible();
    await expect(page.getByRole('alert')).toHaveCount(0);
  });

  test('is said when a person comes back to the page', async ({ page, site }) => {
    await open(page);
    await deploy(page, site);
    const comeBack = () => page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    const asked = [];
    page.on('request', (request) => { if (request.url() === site) asked.push(request); });
    await comeBack();
    await page.clock.setFixedTime(Date.now() + 11 * 60_000);
    await comeBack();
    await expect(page.getByRole('alert')).toContainText('A newer version of Stepwright is here');
    expect(asked).toHaveLength(1);
  });

  test('is not said where a part is gone for another reason', async ({ page }) => {
    await open(page);
    await page.route('**/editor-*.js', (route) => route.abort());
    await dock(page, 'Code');
    await expect(page.getByText('The highlighting editor could not be loaded')).toBeVisible();
    await expect(page.getByRole('alert')).toHaveCount(0);
  });
});

test.describe('a frame', () => {
  /** The page as a host serves it that sends no headers, and a page of `host` around it. */
  async function frame(page, site, host) {
    await page.route((url) => url.href === site, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ status: 200, contentType: 'text/html', body: await response.text() });
    });
    const around = new URL('around.html', host).href;
    await page.route(around, (route) => route.fulfill({ contentType: 'text/html', body: `<iframe src="${site}" width="900" height="600"></iframe>` }));
    await page.goto(around);
    return page.frameLocator('iframe');
  }

  test('of another host shows a link and no workbench', async ({ page, site, rootSite }) => {
    const inside = await frame(page, site, rootSite);
    await expect(inside.getByRole('heading', { name: 'Stepwright does not run inside another page' })).toBeVisible();
    await expect(inside.getByRole('link', { name: 'Open Stepwright' })).toHaveAttribute('href', site);
    await expect(inside.locator('.app')).toHaveCount(0);
  });

  test('of the same host is there on purpose', async ({ page, site }) => {
    const inside = await frame(page, site, site);
    await expect(inside.locator('.app')).toBeVisible();
  });
});

test('with forced colours the bars have edges, and what is pressed is seen', async ({ page }) => {
  await page.emulateMedia({ forcedColors: 'active' });
  await open(page);
  await runToApproval(page);
  const timeline = await dock(page, 'Timeline');
  const edge = (locator, property) => locator.evaluate((element, name) => getComputedStyle(element)[name], property);
  await expect(timeline.locator('.bar-a').first()).toBeVisible();
  for (const bar of await timeline.locator('.bar-a').all()) expect(await edge(bar, 'borderTopStyle')).not.toBe('none');
  expect(await edge(timeline.locator('.bar-a.back').first(), 'backgroundImage')).toContain('gradient');
  expect(await edge(page.locator('.scrub .done'), 'backgroundColor')).not.toBe(await edge(page.locator('.scrub'), 'backgroundColor'));
  expect(await edge(page.getByRole('tab', { name: 'Timeline', exact: true }), 'outlineStyle')).toBe('double');
});

test.describe('a window as at 400 %', () => {
  test.use({ viewport: { width: 360, height: 225 } });

  test('has every tab within reach', async ({ page }) => {
    await open(page);
    await button(page, 'Timeline').click();
    for (const tab of await page.getByRole('tablist', { name: 'Dock' }).getByRole('tab').all()) {
      await tab.click();
      await expect(tab).toHaveAttribute('aria-selected', 'true');
    }
    const panel = await page.locator('.dpanel').boundingBox();
    expect(panel.height).toBeGreaterThan(120);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'nothing scrolls sideways').toBe(true);
  });
});
