// The page as a folder of files: it starts anywhere, asks nobody, and says so when it cannot start.
import { axe, expect, forEachLook, open, shot, test } from './harness.mjs';

test('opens under a sub-path', async ({ page, site }) => {
  await open(page);
  expect(new URL(page.url()).pathname).toBe('/tools/stepwright/');
  expect(page.url()).toBe(site);
  await expect(page).toHaveTitle(/Stepwright/);
  await expect(page.getByRole('main')).toHaveCount(1);
});

test('opens at the root of a host', async ({ page, rootSite }) => {
  await open(page, rootSite);
});

test('its policy refuses every foreign address', async ({ page, site }) => {
  const policy = (await page.request.get(site)).headers()['content-security-policy'];
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toMatch(/https?:|\*|'unsafe-inline'|'unsafe-eval'/);
});

test('high contrast is what the system asks for, or what is chosen', async ({ page }) => {
  const panel = () => page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue('--line-2'));
  await page.emulateMedia({ colorScheme: 'light' });
  await open(page);
  expect(await panel()).toContain('#cdd2da');
  await page.emulateMedia({ contrast: 'more', colorScheme: 'light' });
  await expect.poll(panel).toBe('#ffffff');
  await axe(page);
  await page.getByRole('button', { name: 'Light theme' }).click();
  await expect.poll(panel).toContain('#cdd2da');
  await page.emulateMedia({ contrast: 'no-preference', colorScheme: 'light' });
  await page.getByRole('button', { name: 'High-contrast theme' }).click();
  await expect.poll(panel).toBe('#ffffff');
  await page.reload();
  await expect.poll(panel).toBe('#ffffff');
  await axe(page);
});

test.describe('without its wasm', () => {
  test.use({ tolerated: [/./] });

  test('says that it could not start', async ({ page }) => {
    await page.route('**/*.wasm', (route) => route.abort());
    await page.goto('./');
    await expect(page.getByRole('alert')).toContainText('could not start');
  });
});

test.describe('without scripts', () => {
  test.use({ javaScriptEnabled: false });

  test('says what it needs', async ({ page }) => {
    await page.goto('./');
    await expect(page.locator('noscript p')).toBeVisible(); // text selectors skip what is in a noscript
  });
});

forEachLook((look) => {
  test('is accessible', async ({ page }) => {
    await open(page);
    await axe(page);
    await shot(page, `app-${look.name}`);
  });
});
