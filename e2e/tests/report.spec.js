// RCSC makes the report of a year, downloads it, and sets it beside what is known today; a focal officer writes to the own dzongkhag and
// finds nothing of others.
import { readFileSync } from 'node:fs';
import { test, expect } from '@playwright/test';
import { signIn, signOut, sound } from '../support/session.js';

// One journey with scripts on a phone, one without on a desktop.
test.beforeEach(() => test.skip(!['phone', 'desktop-no-scripts'].includes(test.info().project.name), 'two of the four are enough'));

test('RCSC makes the report of a year, takes it along and compares', async ({ page }) => {
  await signIn(page, '99000006');
  await page.goto('/reports');
  await sound(page, test);
  await page.getByRole('link', { name: 'Make the report of a year' }).click();
  await page.locator('#year').fill('ninety');
  await page.getByRole('button', { name: 'Show what it will say' }).click();
  await expect(page.locator('#problems')).toContainText('four digits');
  await sound(page, test);
  const today = new Date(Date.now() + 6 * 3600_000); // in Thimphu
  const year = today.getUTCMonth() < 6 ? today.getUTCFullYear() - 1 : today.getUTCFullYear();
  await page.locator('#year-fiscal').check();
  await page.locator('#year').fill(String(year - 1)); // the year that is over
  await page.getByRole('button', { name: 'Show what it will say' }).click();
  await expect(page.locator('#preview')).toBeVisible();
  await sound(page, test);
  await page.getByRole('button', { name: 'Make and keep this report' }).click();
  await expect(page).toHaveURL(/\/reports\/LR-/);
  const number = page.url().split('/').pop();
  await sound(page, test);

  const coming = page.waitForEvent('download');
  await page.getByRole('link', { name: /Download the PDF/ }).click();
  const download = await coming;
  expect(download.suggestedFilename()).toBe(`${number}.pdf`);
  expect(readFileSync(await download.path()).subarray(0, 5).toString()).toBe('%PDF-');

  const table = page.locator('#compared-1');
  await expect(table.getByRole('row', { name: /As reported/ })).toBeVisible();
  await expect(table.getByRole('row', { name: /As known today/ })).toBeVisible();
  await page.goto('/reports');
  await expect(page.getByText(number)).toBeVisible();
});

test('a focal officer writes to the own dzongkhag alone', async ({ page }) => {
  await signIn(page, '99000003');
  await page.goto('/reports');
  await expect(page.getByRole('link', { name: 'Make the report of a year' })).toHaveCount(0);
  await expect(page.getByText('Open data')).toHaveCount(0);
  await page.getByRole('link', { name: 'Write a letter to an agency' }).click();
  await page.locator('#names-yes').check();
  await page.getByRole('button', { name: 'Show what it will say' }).click();
  await expect(page.locator('main')).toContainText('The annex names');
  await page.getByRole('button', { name: 'Make and keep this report' }).click();
  await expect(page.locator('main')).toContainText('Names people');
  const address = new URL(page.url()).pathname;
  await page.goto('/reports/new?kind=letter&show=yes&agency=moh');
  await expect(page.locator('#problems')).toContainText('not yours');
  await signOut(page);
  await signIn(page, '99000001'); // a learner
  expect((await page.goto(address)).status()).toBe(403);
});
