// A learner says "I was on leave", the focal officer answers, the learner appeals, RCSC grants; in between lists say "under
// review", and nobody else finds the case.
import { test, expect } from '@playwright/test';
import { chosen, enter, signIn, signOut, sound } from '../support/session.js';

const focal = '99000003'; // of Bumthang, in whose scope the person serves
const rcsc = '99000006';
const outside = '99000002'; // a learner elsewhere

test('on leave: said, refused, appealed, granted', async ({ page }, info) => {
  test.skip(!['phone', 'desktop-no-scripts'].includes(info.project.name), 'once with scripts and once without is enough');
  const looked = (p) => (info.project.name.startsWith('phone') ? sound(p, test) : Promise.resolve());
  const person = await enter(page, `${info.project.name}-case-${info.retry}`, 'dz-bumthang');
  const list = `/coverage/dz-bumthang/people?course=code-of-conduct&q=${person.eid}`;
  await page.goto('/me');
  await page.getByRole('link', { name: 'Something is wrong' }).first().click();
  await looked(page);
  await page.getByRole('button', { name: 'Send' }).click();
  await expect(page.locator('#problems')).toContainText('What is wrong');
  await page.getByLabel('I was on leave').check();
  await page.getByLabel('In a few words').fill('I was on study leave until August.');
  await page.getByRole('button', { name: 'Send' }).click();
  const number = (await page.locator('dd.figures b').innerText()).trim();
  expect(number).toMatch(/^C-\d{4}-\d{4,}-\d$/);
  await looked(page);
  await page.goto('/me');
  await expect(page.locator('.task').getByText('Under review')).toBeVisible();
  await page.goto('/me/cases');
  await looked(page);
  await signOut(page);

  await signIn(page, outside);
  expect((await page.goto(`/me/cases/${number}`)).status()).toBe(404);
  await signOut(page);

  await signIn(page, focal);
  await page.goto(list);
  await expect(page.locator('tbody').getByText('Under review')).toBeVisible();
  await page.goto('/cases');
  await looked(page);
  await page.getByRole('link', { name: number }).click();
  await expect(page.getByText('I was on study leave until August.')).toBeVisible();
  await looked(page);
  await page.getByRole('link', { name: 'Answer', exact: true }).click();
  await page.getByLabel('Refused').check();
  await page.getByLabel('Nothing that was given shows it.').check();
  await page.getByLabel('In your own words').fill('The leave book does not show it.');
  await page.getByLabel('On which records?').fill('Leave book of 2026');
  await looked(page);
  await page.getByRole('button', { name: 'Next' }).click();
  await expect(page.locator('h1')).toContainText('Is this your answer?');
  await looked(page);
  await page.getByRole('button', { name: 'Decide' }).click();
  await expect(page.getByText('Answered. The person can read it now')).toBeVisible();
  await page.goto(list);
  await expect(page.locator('tbody').getByText('Under review')).toHaveCount(0);
  await signOut(page);

  await signIn(page, person.eid, { password: chosen });
  await page.goto(`/me/cases/${number}`);
  await expect(page.getByText('The leave book does not show it.')).toBeVisible();
  const letter = await page.request.get(`/me/cases/${number}/letter.pdf`);
  expect(letter.headers()['content-type']).toBe('application/pdf');
  await page.getByLabel('Why do you not agree?').fill('The college wrote a letter.');
  await looked(page);
  await page.getByRole('button', { name: 'Appeal' }).click();
  await expect(page.getByText('Your appeal is sent.')).toBeVisible();
  await signOut(page);

  await signIn(page, focal);
  await page.goto(list);
  await expect(page.locator('tbody').getByText('Under review')).toBeVisible();
  await page.goto(`/cases/${number}`);
  await expect(page.getByRole('link', { name: 'Answer', exact: true })).toHaveCount(0);
  await signOut(page);

  await signIn(page, rcsc);
  await page.goto(`/cases/${number}/answer`);
  await page.getByLabel('Granted', { exact: true }).check();
  await page.getByLabel('A document shows it.').check();
  await page.getByLabel('In your own words').fill('The letter of the college shows it.');
  await page.getByLabel('On which records?').fill('Letter of the college');
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByRole('button', { name: 'Decide' }).click();
  await expect(page.getByRole('heading', { name: 'What follows' })).toBeVisible();
  await looked(page);
  await page.goto(list);
  await expect(page.locator('tbody').getByText('Under review')).toHaveCount(0);
});
