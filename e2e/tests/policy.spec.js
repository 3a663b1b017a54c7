// The rules of attempts and of feedback, walked by a learner and an administrator: a test against the clock that tells after each
// question, the way back after two failures, and an outage that is recorded and withdrawn.
import { test, expect } from '@playwright/test';
import { enter, signIn, signOut, sound } from '../support/session.js';

const course = '/courses/against-time';
const right = /Ask the roads office|Correct it and say so/;
const wrong = /Send it on|Delete it and say nothing/;

// choose answers the question that is shown and looks at what comes: why, and no way to change it.
async function choose(page, words) {
  await expect(page.locator('main')).toContainText('Saved answers count.');
  await page.locator('#answer label', { hasText: words }).click();
  await page.getByRole('button', { name: 'Answer and see why' }).click();
  await expect(page.locator('main')).toContainText('You have seen why, so this answer stays.');
  await expect(page.locator('main form')).toHaveCount(0);
}

// attempt goes through both questions and hands in.
async function attempt(page, words) {
  await page.goto(`${course}/assessment`);
  await page.locator('main form button.main').click();
  await choose(page, words);
  await page.getByRole('link', { name: 'Next question' }).click();
  await choose(page, words);
  await page.getByRole('link', { name: 'Look over all questions' }).click();
  await page.getByRole('button', { name: 'Hand in' }).click();
}

test('a test that teaches: until when, why at once, and the shortest way back', async ({ page }, info) => {
  test.skip(!info.project.name.startsWith('phone'), 'the phone is where it matters');
  await enter(page, info.project.name);
  await page.goto(course);
  await page.getByRole('button', { name: 'Begin this course' }).click();
  for (let i = 0; i < 2; i++) await page.locator('main form[method=post] button.main').click();
  await page.goto(`${course}/assessment`);
  await expect(page.locator('main')).toContainText('You have 30 minutes from the start');
  await sound(page, test);

  await page.locator('main form button.main').click();
  // In the last half hour before midnight in Thimphu the deadline lies on the next day, and the page names it.
  await expect(page.locator('main')).toContainText(/Until (\d+ \w+ \d{4}, )?\d\d:\d\d\./);
  await sound(page, test);
  const first = page.url();
  await choose(page, wrong);
  await expect(page.locator('main')).toContainText('It may hurt somebody.');
  await sound(page, test);

  // The back button may show the form once more; the first answer stays, and the page says so.
  await page.goBack();
  const form = page.locator('#answer label', { hasText: right });
  if (await form.count()) {
    await form.click();
    await page.getByRole('button', { name: 'Answer and see why' }).click();
    await expect(page.locator('main, .notices, body')).toContainText(['Your first answer stays']);
  }
  await page.goto(first);
  await expect(page.locator('main form')).toHaveCount(0);
  await page.getByRole('link', { name: 'Next question' }).click();
  await choose(page, wrong);
  await page.getByRole('link', { name: 'Look over all questions' }).click();
  await page.getByRole('button', { name: 'Hand in' }).click();
  await expect(page.locator('h1')).toHaveText('Not passed yet');
  await expect(page.locator('#way-back')).toHaveCount(0);
  await sound(page, test);

  await attempt(page, wrong);
  await expect(page.locator('#way-back')).toBeVisible();
  await expect(page.locator('main')).toContainText('That takes 6 minutes.');
  await sound(page, test);
  await page.getByRole('link', { name: 'Practise on 3 questions' }).click();
  await page.locator('main label', { hasText: 'Post at once' }).click();
  await page.locator('main form button').click();
  await expect(page.locator('.told')).toContainText('Too early.');
  await sound(page, test);
  await page.getByRole('link', { name: 'Next question' }).click();
  await expect(page.locator('h1')).toHaveText('Practise: question 2 of 3');

  await attempt(page, right);
  await expect(page.locator('h1')).toHaveText('You passed');
  await expect(page.locator('main')).toContainText('every reason is open');
  await sound(page, test);
  await signOut(page);
});

test('an outage is recorded by an administrator and withdrawn', async ({ page }, info) => {
  test.skip(!info.project.name.startsWith('desktop'), 'administrators sit at a desk');
  const cause = `A storm in the east (${info.project.name})`;
  await signIn(page, '99000008');
  await page.goto('/outages');
  await page.getByRole('link', { name: 'Record an outage' }).click();
  await sound(page, test);
  await page.locator('#course').selectOption('against-time');
  await page.locator('#from').fill('2025-03-02T10:00');
  await page.locator('#until').fill('2025-03-02T09:00');
  await page.locator('#cause').fill(cause);
  await page.locator('main form button.main').click();
  await expect(page.locator('#problems')).toContainText('Give an end that is after the beginning.');
  await expect(page.locator('#cause')).toHaveValue(cause);
  await sound(page, test);
  await page.locator('#until').fill(info.project.name === 'desktop' ? '2025-03-02T11:10' : '2025-03-02T11:20');
  await page.locator('main form button.main').click();
  const card = page.locator('.card', { hasText: cause });
  await expect(card).toContainText('2 March 2025, 10:00');
  await sound(page, test);
  await card.getByRole('link', { name: 'Withdraw this record' }).click();
  await page.locator('#cause').fill('It was the day before');
  await page.locator('main form button.main').click();
  await expect(card).toContainText('Withdrawn');
  await expect(card.getByRole('link')).toHaveCount(0);
});
