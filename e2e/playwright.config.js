// Browser tests run against the real binary with its demonstration, on a phone and on a desktop, with and without scripts.
// The browser is Debian's; nothing is downloaded.
import { defineConfig } from '@playwright/test';

const port = process.env.LAMTOEN_E2E_PORT ?? '8391';
const url = `http://127.0.0.1:${port}`;
const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };
const desktop = { viewport: { width: 1280, height: 800 } };

export default defineConfig({
  testDir: 'tests',
  workers: 1,
  timeout: 300_000,
  expect: { timeout: 10_000 },
  forbidOnly: true,
  retries: 1, // a test that passes only the second time is listed as flaky, and to be mended; it does not hold up everything else
  reporter: [['list']],
  use: {
    baseURL: url,
    actionTimeout: 15_000,
    navigationTimeout: 30_000,
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
        '--disable-component-update', '--disable-sync'],
    },
    screenshot: 'only-on-failure',
  },
  projects: [
    { name: 'phone', use: phone },
    { name: 'desktop', use: desktop },
    { name: 'phone-no-scripts', use: { ...phone, javaScriptEnabled: false } },
    { name: 'desktop-no-scripts', use: { ...desktop, javaScriptEnabled: false } },
  ],
  webServer: {
    // The shipped courses, and one for tests that asks every type of question.
    command: `sh -c 'rm -rf ../build/e2e && mkdir -p ../build/e2e && cp -r ../content ../build/e2e/content && cp -r content/. ../build/e2e/content && rm ../build/e2e/content/*.go \\
      && ../build/lamtoen content sum ../build/e2e/content >/dev/null && exec ../build/lamtoen serve --demo --content ../build/e2e/content'`,
    url: `${url}/readyz`,
    timeout: 120_000,
    env: {
      LAMTOEN_ADDR: `127.0.0.1:${port}`,
      LAMTOEN_STORE: 'sqlite:../build/e2e/lamtoen.db',
      LAMTOEN_KEYS: '../build/e2e/keys',
    },
    stdout: 'ignore',
    stderr: 'pipe',
  },
});
