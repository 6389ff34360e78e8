import { defineConfig } from '@playwright/test';
import { BROWSER } from './browser.mjs';

export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.mjs',
  outputDir: 'test-results',
  fullyParallel: true,
  forbidOnly: !!process.env.CI,
  retries: 0,
  reporter: 'list',
  timeout: 30_000,
  expect: { timeout: 10_000 },
  use: { launchOptions: BROWSER, viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce', trace: 'retain-on-failure' },
});
