// What families see of a class with its family code, the teacher's slips and record, and the two acts of one tap.
import { test, expect } from '@playwright/test';
import { signIn, sound } from '../support/session.js';

test('a family sees what the class learns, without an account', async ({ page, browser }, info) => {
  test.skip(!['phone', 'desktop-no-scripts'].includes(info.project.name), 'once with scripts, on a phone, and once without');
  await signIn(page, '99000005');
  await page.goto('/classes/new');
  await page.locator('#grade').selectOption('VII');
  await page.locator('#section').selectOption(info.project.name === 'phone' ? 'G' : 'H');
  await page.locator('#size').fill('12');
  await page.getByRole('button', { name: 'Open the class' }).click();
  const own = new URL(page.url()).pathname.replace('/cards', '');
  await page.goto(`${own}/assign`);
  await page.getByLabel('Module').selectOption('rumours-and-evidence');
  await page.getByLabel(/Devices that go round/).check();
  await page.getByRole('button', { name: 'Assign it' }).click();
  await page.goto(own);
  await page.getByRole('link', { name: 'Slips for families' }).click();
  await sound(page, test);
  const old = (await page.locator('.joincode').innerText()).trim();
  await page.getByRole('button', { name: 'Make a new family code' }).click();
  await expect(page.locator('main')).toContainText('The old slips no longer work.');
  const code = (await page.locator('.joincode').innerText()).trim();
  expect(code).not.toBe(old);
  const slips = await page.request.get(await page.getByRole('link', { name: 'Print the slips for families' }).getAttribute('href'));
  expect((await slips.body()).subarray(0, 5).toString()).toBe('%PDF-');

  const family = await (await browser.newContext(info.project.use)).newPage();
  await family.goto('/');
  await family.getByRole('link', { name: 'See what your child’s class learns' }).click();
  await sound(family, test);
  await family.locator('#code').fill(old);
  await family.getByRole('button', { name: 'Show the class' }).click();
  await expect(family.locator('#problems')).toContainText('No class has this family code');
  await expect(family.locator('#code')).toHaveValue(old);
  await sound(family, test);
  await family.locator('#code').fill(code.toLowerCase());
  await family.getByRole('button', { name: 'Show the class' }).click();
  await expect(family.locator('h1')).toContainText('What the class learns');
  await expect(family.locator('main')).toContainText('Was there once a piece of news in your village');
  await sound(family, test);
  await family.getByRole('link', { name: /^Sheet for the family/ }).click();
  await expect(family.locator('h1')).toContainText('family');
  await family.goBack();
  await family.getByRole('link', { name: 'Begin the course' }).click();
  await expect(family).toHaveURL(/open\/for-parents\/lessons/);
  expect(await family.context().cookies()).toEqual([]);
  await family.context().close();

  // The record to print, and who may have it.
  await page.goto(own);
  await page.getByRole('link', { name: /Class record|Print the class record/ }).first().scrollIntoViewIfNeeded();
  await page.goto(`${own}/record`);
  await sound(page, test);
  const record = await page.request.get(await page.getByRole('link', { name: 'Print the class record' }).getAttribute('href'));
  expect((await record.body()).subarray(0, 5).toString()).toBe('%PDF-');

  // One tap, and one back.
  await page.goto(`${own}/pupils`);
  await page.getByRole('button', { name: 'Has left 7', exact: true }).click();
  await expect(page.locator('main')).toContainText('Number 7 has left');
  await sound(page, test);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.locator('main')).toContainText('12 pupils');
  await page.getByRole('button', { name: 'New pictures 7', exact: true }).click();
  await expect(page.locator('h1')).toHaveText('Card of number 7');
  await sound(page, test);
});
