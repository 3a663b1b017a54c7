// Who has been trained, and whom to talk to: a focal officer's way from the first screen to a person and why, and RCSC's from
// the nation to the same. The figures are the demonstration's.
import { test, expect } from '@playwright/test';
import { signIn, sound } from '../support/session.js';

const onPhoneOrDesktop = ({ project }) => project.name === 'phone' || project.name === 'desktop-no-scripts';

test('a focal officer sees first whom to talk to', async ({ page }, info) => {
  test.skip(!onPhoneOrDesktop(info), 'the markup is the same in the others');
  await signIn(page, '99000003');
  await page.goto('/me');
  await expect(page.getByRole('heading', { name: 'Who to talk to today' })).toBeVisible();
  await page.locator('main').getByRole('link', { name: /^See (all|the) \d+ (people|person) to talk to$/ }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Who to talk to today');
  const first = page.locator('ol.talks > li').first();
  await expect(first.locator('.badge')).toHaveText('Never signed in');
  await first.locator('summary').click();
  await expect(first.locator('ul li').first()).toContainText('Code of Conduct'); // which course, and why
  await sound(page, test);

  await page.goto('/coverage');
  await expect(page).toHaveURL(/\/coverage\/dz-/); // their own agency, at once
  await expect(page.getByRole('heading', { name: 'Month by month' })).toBeVisible();
  await page.locator('details', { hasText: 'The same as a table' }).locator('summary').click();
  await expect(page.locator('#trend-table tbody tr').first()).toBeVisible();
  await sound(page, test);

  const agency = new URL(page.url()).pathname;
  await page.goto(`${agency}/people?overdue=yes`);
  await expect(page.locator('tbody tr').first()).toContainText('Overdue');
  await sound(page, test);
  for (const other of ['/coverage/moh', '/coverage/moh/people', '/coverage/moh/courses', '/coverage/moh/today']) {
    expect((await page.request.get(other)).status(), other).toBe(404);
  }
});

test('RCSC goes from the nation to the people', async ({ page }, info) => {
  test.skip(!onPhoneOrDesktop(info), 'the markup is the same in the others');
  await signIn(page, '99000006');
  await page.goto('/coverage');
  await expect(page.getByText('Staff register last changed')).toBeVisible();
  await expect(page.locator('.counts').getByText('Never signed in')).toBeVisible();
  await expect(page.getByRole('img', { name: /Month by month/ })).toBeVisible();
  await expect(page.locator('#heat tbody tr')).not.toHaveCount(0);
  await sound(page, test);

  await page.locator('#heat').getByRole('link', { name: /^Haa/ }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Haa');

  await page.goto('/coverage/all/courses');
  const count = page.locator('#courses tbody tr').first().getByRole('link').nth(1);
  await count.click(); // every number opens its people
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('People behind the figure');
  await page.goto('/coverage/all/courses');
  await sound(page, test);

  await page.goto('/coverage/all/people?group=never-signed-in&sex=female');
  await expect(page.locator('tbody tr').first()).toContainText('Never signed in');
  await sound(page, test);
  await page.goto('/coverage/all/today');
  await sound(page, test);
  await page.goto('/coverage?at=2026-09-30&structure=today&sex=female');
  await expect(page.locator('main')).toContainText('in the agencies of today');
  await expect(page.locator('main')).toContainText('Women');
  await sound(page, test);
});
