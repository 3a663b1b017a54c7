// Proof: a person keeps the signed file of an attempt and hands it over; whoever has it sees, without an account, whether it is true.
import { test, expect } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { signIn, sound } from '../support/session.js';

test('a result is proved and checked', async ({ page, browser }) => {
  test.skip(!['phone-no-scripts', 'desktop'].includes(test.info().project.name), 'a phone without scripts and a desktop with them');
  await signIn(page, '99000001');
  await page.goto('/me/record');
  await page.getByRole('link', { name: 'What was shown and answered' }).first().click();
  await expect(page.locator('h1')).toHaveText('What happened in this attempt');
  await expect(page.getByText('the same result for every question')).toBeVisible();
  await sound(page, test);
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Keep the signed file' }).click()]);
  expect(download.suggestedFilename()).toBe('evidence-code-of-conduct-1-1.json');
  const file = await readFile(await download.path());

  const stranger = await (await browser.newContext(test.info().project.use)).newPage();
  const check = async (text) => {
    await stranger.goto('/evidence');
    await stranger.locator('#file').setInputFiles({ name: 'evidence.json', mimeType: 'application/json', buffer: Buffer.from(text) });
    await stranger.getByRole('button', { name: 'Check' }).click();
  };
  await check(file);
  await expect(stranger.locator('main .notice.good').first()).toContainText('nothing in it was changed');
  await expect(stranger.locator('main')).toContainText('EID 99000001');
  await sound(stranger, test);
  await check(String(file).replace('99000001', '99000002'));
  await expect(stranger.locator('#problems')).toContainText('changed after it was signed');
  await sound(stranger, test);
  await stranger.context().close();
});
