// The test before the lessons, for somebody who knows the matter: offered, begun, left and gone on with. Newer versions and refreshers need
// time to pass, which a demonstration cannot show; they are tested at the pages' own level.
import { test, expect } from '@playwright/test';
import { signIn, sound } from '../support/session.js';

test('somebody takes the test before the lessons', async ({ page }) => {
  test.skip(!['phone', 'desktop-no-scripts'].includes(test.info().project.name), 'once with scripts and once without is enough');
  await signIn(page, test.info().project.name === 'phone' ? '99000006' : '99000008');
  await page.goto('/courses/participation-and-open-data');
  await expect(page.getByRole('heading', { name: 'You know this already?' })).toBeVisible();
  await sound(page, test);
  await page.getByRole('button', { name: 'Take the test first' }).click();
  await expect(page.getByText('Question 1 of 13')).toBeVisible();
  await page.goto('/courses/participation-and-open-data');
  await sound(page, test);
  await page.getByRole('button', { name: 'Carry on with the test' }).click();
  await page.goto(page.url().replace(/questions\/.*/, 'review'));
  await page.getByRole('button', { name: /hand in/i }).click();
  await expect(page.getByRole('heading', { name: 'Not passed yet' })).toBeVisible();
  await expect(page.getByText('so it costs you nothing')).toBeVisible();
  await sound(page, test);
  await page.goto('/courses/participation-and-open-data');
  await expect(page.getByText('0 of 7 lessons done')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Take the test first' })).toHaveCount(0);
});
