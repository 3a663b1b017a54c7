// The main journey: a civil servant who has not begun takes the whole Code of Conduct course, signs it and gets a certificate
// that anyone can check; then RCSC finds that person in the coverage. Each project (phone, desktop, with and without
// scripts) does it with a person of its own, whom the administrator enters first.
import { test, expect } from '@playwright/test';
import { answer } from '../support/bank.js';
import { enter, signIn, signOut, sound } from '../support/session.js';

const course = '/courses/code-of-conduct';

test.describe.configure({ mode: 'serial' });

test('a civil servant takes the course, signs and gets a certificate; RCSC sees it', async ({ page, browser }, info) => {
  const person = await enter(page, info.project.name);

  await test.step('the first screen says what to do next', async () => {
    await page.goto('/me'); // choosing a password signs in
    await expect(page.locator('section.task')).toContainText('Social media and you');
    await expect(page.locator('section.task')).toContainText('Nu');
    await sound(page, test);
    await page.getByRole('link', { name: 'See the course and begin' }).click();
    await expect(page.getByText('Draft, not yet approved by its owner').first()).toBeVisible();
    await expect(page.getByText('Demonstration: invented people and figures').first()).toBeVisible();
    await sound(page, test);
    await page.getByRole('button', { name: 'Begin this course' }).click();
  });

  await test.step('every lesson, one after the other', async () => {
    await page.goto(course);
    await page.getByRole('link', { name: 'Carry on' }).click();
    for (let lesson = 1; lesson <= 10; lesson++) {
      await expect(page.getByText(`Lesson ${lesson} of 10`).filter({ visible: true }).first()).toBeVisible();
      await sound(page, test);
      if (lesson === 1) await check(page);
      await page.locator('article .pager button').click();
    }
  });

  await test.step('the test: one question a page, saved as one goes', async () => {
    await page.goto(`${course}/assessment`);
    await expect(page.locator('.identity')).toContainText(person.name);
    await expect(page.locator('.identity')).toContainText(person.eid);
    await sound(page, test);
    await page.getByRole('button', { name: 'Start the test' }).click();
    for (let question = 1; question <= 15; question++) {
      await expect(page.locator('#place')).toContainText(`Question ${question} of 15`);
      if (question === 1) await sound(page, test);
      if (question === 7) { // the back button is safe, and another visit finds the place
        await page.goBack();
        await page.goForward();
        await page.goto(`${course}/assessment`);
        await page.getByRole('button', { name: 'Carry on with the test' }).click();
        await page.goto(page.url().replace(/questions\/\d+.*|review.*/, 'questions/7'));
      }
      await answer(page, true);
      await page.locator('button[value="on"]').click();
      await expect(page.locator('.error')).toHaveCount(0);
    }
    await expect(page.getByText('Every question has an answer')).toBeVisible();
    await sound(page, test);
    await page.getByRole('button', { name: 'Hand in' }).click();
    await expect(page.getByRole('heading', { name: 'You passed' })).toBeVisible();
    await sound(page, test);
  });

  const serial = await test.step('signing, and the certificate', async () => {
    await page.getByRole('link', { name: 'Read and sign' }).click();
    await sound(page, test);
    await page.getByRole('button', { name: 'I have read this and I sign' }).click();
    await expect(page.locator('#problems')).toContainText('Type your name');
    await page.getByLabel('Type your name to sign').fill(person.name);
    await page.getByRole('button', { name: 'I have read this and I sign' }).click();
    await expect(page.getByText('Nothing more is asked of you until')).toBeVisible();
    await sound(page, test);
    const link = page.getByRole('link', { name: 'Download the certificate' });
    const pdf = await page.request.get(await link.getAttribute('href'));
    expect(pdf.status()).toBe(200);
    expect((await pdf.body()).subarray(0, 5).toString()).toBe('%PDF-');
    return (await link.getAttribute('href')).match(/certificates\/(\w+)\.pdf/)[1];
  });

  await test.step('the certificate stays when everything is asked for again', async () => {
    await page.goto(`${course}/complete`);
    await page.goto('/me/record');
    await expect(page.locator(`a[href*="${serial}"]`).first()).toBeVisible();
    await sound(page, test);
  });

  await test.step('anyone can check it', async () => {
    const visitor = await (await browser.newContext({ baseURL: info.project.use.baseURL, javaScriptEnabled: info.project.use.javaScriptEnabled })).newPage();
    await visitor.goto(`/v/${serial}`);
    await expect(visitor.getByText('This certificate is valid')).toBeVisible();
    await expect(visitor.getByText(person.name).first()).toBeVisible();
    await expect(visitor.getByText(person.eid)).toHaveCount(0);
    await sound(visitor, test);
    await visitor.context().close();
  });

  await test.step('RCSC sees the person in the coverage of the agency', async () => {
    await signOut(page);
    await signIn(page, '99000006');
    await page.goto('/coverage');
    await expect(page.locator('main')).toContainText('%');
    await sound(page, test);
    await page.goto(`/coverage/${person.agency}/people?q=${person.eid}`);
    await expect(page.locator('main')).toContainText(person.name);
    await expect(page.locator('main')).toContainText('Complete');
    await sound(page, test);
  });
});

// check answers a lesson's own question: the reason is shown, and nothing is recorded.
async function check(page) {
  const form = page.locator('section.check form').first();
  await form.locator('input[type=radio], input[type=checkbox]').first().check();
  await form.getByRole('button').click();
  await expect(page.locator('section.check [role=status]').first()).toBeVisible();
}
