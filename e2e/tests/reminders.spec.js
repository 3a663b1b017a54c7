// A focal officer reads this week's page, prints it, and reminds three people; the administrator finds the messages in the outbox
// and notes one as delivered by hand.
import { expect, test } from '@playwright/test';
import { signIn, signOut, sound } from '../support/session.js';

test('this week, three reminders, and the outbox', async ({ page }, info) => {
  test.skip(info.project.name !== 'phone', 'whoever is reminded cannot be reminded again in this week');
  await signIn(page, '99000003');
  await page.goto('/coverage');
  await page.getByRole('link', { name: 'This week: whom to tell' }).click();
  await expect(page.locator('h1')).toHaveText('This week');
  await expect(page.locator('#tell')).toBeVisible();
  await sound(page, test);
  const pdf = await page.request.get(await page.getByRole('link', { name: 'Print it (PDF)' }).getAttribute('href'));
  expect(pdf.headers()['content-type']).toBe('application/pdf');
  expect((await pdf.body()).subarray(0, 4).toString()).toBe('%PDF');

  // Those whom the plan reminded already get no second mail this week; the page says so of each.
  await page.getByRole('link', { name: 'Open the figures' }).click();
  await page.getByRole('link', { name: 'See who' }).first().click();
  await page.getByRole('link', { name: 'Remind these people' }).click();
  await expect(page.getByRole('heading', { name: 'Will not be reminded, and why' })).toBeVisible();
  await sound(page, test);
  const ticked = page.locator('main fieldset input[type=checkbox]');
  const count = await ticked.count();
  const most = Math.min(3, count);
  expect(most, `${info.project.name}: somebody can be reminded`).toBeGreaterThan(0);
  for (let i = most; i < count; i++) await ticked.nth(i).uncheck();
  const name = (await page.locator('main fieldset label b').first().innerText()).trim();
  await page.getByRole('button', { name: 'Send the reminders' }).click();
  await expect(page.getByText('The reminders are on their way')).toBeVisible();

  await page.getByRole('link', { name, exact: true }).first().click();
  await page.getByRole('link', { name: 'Reminders and other messages' }).click();
  await expect(page.locator('main .card').first()).toContainText('Waiting');
  await sound(page, test);
  await signOut(page);

  await signIn(page, '99000008');
  await page.goto('/people');
  await page.getByRole('link', { name: 'Outbox' }).click();
  await sound(page, test);
  await page.locator('main table a').first().click();
  await expect(page.locator('main .card')).toContainText('Training due');
  await sound(page, test);
  await page.getByRole('button', { name: 'I have delivered it by hand' }).click();
  await expect(page.locator('main .badge').first()).toHaveText('Delivered by hand');
});
