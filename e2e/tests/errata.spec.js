// A question turns out to be faulty: the content lead marks it, sees first what would change, and whoever was asked it is told.
import { test, expect } from '@playwright/test';
import { plain, shown } from '../support/bank.js';
import { signIn, signOut, sound } from '../support/session.js';

const course = '/courses/every-type';
const lead = '99000007';
const rcsc = '99000006';
// On a phone with scripts, and on a desktop without; each has a person of its own.
const people = { phone: '99000008', 'desktop-no-scripts': '99000002' };

// handIn hands an attempt in without a single answer, and gives the first question.
async function handIn(page) {
  await page.goto(course);
  await page.getByRole('button', { name: 'Begin this course' }).click();
  for (const type of ['single', 'multiple', 'true-false', 'matching', 'ordering', 'scenario']) {
    await page.goto(`${course}/lessons/lesson-${type}`);
    await page.locator('article .pager button').click();
  }
  await page.goto(`${course}/assessment`);
  await page.getByRole('button', { name: 'Start the test' }).click();
  const item = await shown(page);
  const attempt = new URL(page.url()).pathname.replace(/\/questions.*/, '');
  await page.goto(`${attempt}/review`);
  await page.locator('form[action$="/submission"] button').click();
  await expect(page.locator('h1')).toContainText('Not passed yet');
  return { item, attempt };
}

// mark marks the question as one that does not count.
async function mark(page, item) {
  await page.goto('/content/every-type');
  await page.getByRole('link', { name: 'Faulty questions' }).click();
  await page.getByRole('link', { name: 'Mark a question as faulty' }).click();
  await sound(page, test);
  const start = item.stem ?? item.steps.find((s) => s.id === item.start).text;
  await page.getByRole('link', { name: plain(start).slice(0, 60) }).click();
  await sound(page, test);
  await page.getByRole('button', { name: 'Show what would change' }).click();
  await expect(page.locator('#problems')).toContainText('sentence that learners will read');
  await sound(page, test);
  await page.locator('#kind-void').check();
  await page.locator('#cause').fill('The stem could be read in two ways.');
  await page.getByRole('button', { name: 'Show what would change' }).click();
  await expect(page.locator('h1')).toContainText('What would change');
  await expect(page.locator('.counts li').first()).toContainText(/[1-9]\d* attempts? ha(s|ve) a higher score/);
  await sound(page, test);
  await page.getByRole('button', { name: 'Mark the question and correct the results' }).click();
  await expect(page.locator('h1')).toContainText('Faulty question');
  return new URL(page.url()).pathname;
}

test('a faulty question is marked, and the result corrected', async ({ page }) => {
  const learner = people[test.info().project.name];
  test.skip(!learner, 'on a phone with scripts and on a desktop without');
  await signIn(page, learner);
  const { item, attempt } = await handIn(page);
  await signOut(page);

  await signIn(page, lead);
  const address = await mark(page, item);
  await expect(async () => { // the background work
    await page.goto(address);
    await expect(page.locator('main')).toContainText('In force, results corrected');
  }).toPass({ timeout: 30_000 });
  await sound(page, test);
  await signOut(page);

  await signIn(page, learner);
  const told = 'Your result was corrected from 0 % to 16.66 %, because question 1 was faulty: The stem could be read in two ways.';
  await page.goto('/me');
  await expect(page.locator('.notice.good')).toContainText(told);
  await sound(page, test);
  await page.getByRole('button', { name: 'I have seen this' }).click();
  await expect(page.locator('.notice.good')).toHaveCount(0);
  await page.goto(`${attempt}/result`);
  await expect(page.locator('main')).toContainText(told);
  await sound(page, test);
  await page.goto('/me/record');
  await expect(page.locator('main')).toContainText('corrected from 0 % to 16.66 %');
  await sound(page, test);
  await signOut(page);

  await signIn(page, rcsc);
  await page.goto('/content/every-type/errata');
  await expect(page.getByRole('link', { name: 'Mark a question as faulty' })).toHaveCount(0);
  await sound(page, test);
  await signOut(page);

  await signIn(page, lead); // the other browser tests answer these questions too
  await page.goto(`${address}/withdrawal`);
  await page.locator('#cause').fill('The stem was right after all.');
  await page.locator('main form button.main').click();
  await expect(page.locator('main')).toContainText('Withdrawn');
  await sound(page, test);
});
