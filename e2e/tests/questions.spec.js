// The figures of questions and the signals: the content lead finds a question to look at and opens it; nobody is named.
import { test, expect } from '@playwright/test';
import { signIn, sound } from '../support/session.js';

const lead = '99000007';
const rcsc = '99000006';

test('the content lead finds the odd question, and sees what people choose', async ({ page }) => {
  await signIn(page, lead);
  await page.goto('/content');
  await page.getByRole('link', { name: 'Questions and their figures' }).click();
  await page.getByRole('link', { name: /Code of Conduct/ }).first().click();
  await sound(page, test);
  await page.locator('#flag').selectOption('negative');
  await page.locator('#sort').selectOption('discrimination');
  await page.locator('main form button').click();
  await expect(page.locator('main tbody tr')).toHaveCount(1);
  await page.locator('main tbody a').click();
  await expect(page.locator('main')).toContainText('Check the key first');
  await expect(page.locator('main .badge.good')).not.toHaveCount(0);
  await sound(page, test);
});

test('RCSC sees shares of groups, and first what they do not say', async ({ page }) => {
  await signIn(page, rcsc);
  await page.goto('/signals');
  await expect(page.locator('main h2').first()).toHaveText('What this does not say');
  await expect(page.locator('main tbody tr').first()).toContainText('Everybody');
  await expect(page.locator('main')).not.toContainText('99000001');
  await sound(page, test);
  expect((await page.request.get('/content/questions')).status()).toBe(403);
});
