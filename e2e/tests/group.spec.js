// A group session: one screen, three people. Two take their test and sign on the device that goes round, one on a phone; each
// has a record of their own, and the sheet for those without a link can be printed.
import { test, expect } from '@playwright/test';
import { answer } from '../support/bank.js';
import { chosen, enter, signIn, signOut, sound } from '../support/session.js';

const course = '/courses/code-of-conduct';
const place = (info) => `Meeting room, ${info.project.name} ${info.retry}`;

test('three people, one screen', async ({ page, browser }, info) => {
  test.skip(!['desktop', 'phone-no-scripts'].includes(info.project.name), 'the room has a desktop; without scripts it works on a phone too');
  const other = async () => (await browser.newContext({ baseURL: info.project.use.baseURL, javaScriptEnabled: info.project.use.javaScriptEnabled,
    viewport: { width: 360, height: 740 } })).newPage();
  const phone = await other();
  const people = [];
  for (let i = 0; i < 3; i++) {
    people.push(await enter(phone, `${info.project.name}-group-${i}`));
    await signOut(phone);
  }

  const code = await test.step('the facilitator opens a session', async () => {
    await signIn(page, '99000006');
    await page.goto('/group-sessions');
    await sound(page, test);
    await page.getByRole('link', { name: 'Open a session' }).click();
    await page.locator('#course').selectOption('code-of-conduct');
    await page.locator('#agency').fill('dz-haa');
    await page.getByRole('button', { name: 'Open the session' }).click();
    await expect(page.locator('#problems')).toContainText('Write where the session is held');
    await sound(page, test);
    await page.locator('#place').fill(place(info));
    await page.getByRole('button', { name: 'Open the session' }).click();
    await expect(page.locator('h1')).toHaveText(place(info));
    await sound(page, test);
    return (await page.locator('.joincode').innerText()).trim();
  });
  const session = new URL(page.url()).pathname;

  await test.step('one joins by code on a phone', async () => {
    await signIn(phone, people[0].eid, { password: chosen });
    await phone.goto('/group-sessions');
    await phone.locator('#code').fill('AAA-AAA');
    await phone.getByRole('button', { name: 'Join the session' }).click();
    await expect(phone.locator('#problems')).toContainText('No open session has this code');
    await phone.locator('#code').fill(code.toLowerCase());
    await phone.getByRole('button', { name: 'Join the session' }).click();
    await expect(phone.getByText('10 lessons have not been shown yet')).toBeVisible();
    await sound(phone, test);
  });

  await test.step('the lessons, one after the other, on the screen of the room', async () => {
    await page.getByRole('link', { name: 'Open the screen for the room' }).click();
    await expect(page.locator('.joincode')).toHaveText(code);
    await sound(page, test);
    await page.getByRole('link', { name: 'Begin with the first lesson' }).click();
    for (let lesson = 1; lesson <= 10; lesson++) {
      await expect(page.locator('main')).toContainText(`Lesson ${lesson} of 10`);
      if (lesson === 1) {
        await sound(page, test);
        await page.locator('#part-1').getByRole('link', { name: 'Next' }).click();
        await expect(page).toHaveURL(/#part-2$/);
      }
      await page.locator('#end button').click();
    }
    await expect(page.getByText('Now each of you takes your own test')).toBeVisible();
  });

  await test.step('the one on the phone takes the test and signs', async () => {
    await phone.goto('/me');
    await phone.getByRole('link', { name: 'Go to the session' }).click();
    await sound(phone, test);
    await finish(phone, people[0].name);
    await expect(phone.getByText('Nothing more is asked of you until')).toBeVisible();
    await expect(phone.locator('main')).toContainText(`In a group session at ${place(info)}`);
    await phone.context().close();
  });

  await test.step('the device goes round', async () => {
    await page.goto(session);
    await expect(page.locator('main')).toContainText('Complete');
    await page.getByRole('button', { name: 'Hand this device round' }).click();
    for (const person of people.slice(1)) {
      await page.locator('#login').fill(person.eid);
      await page.locator('#password').fill('not this one, surely');
      await page.getByRole('button', { name: 'Sign in' }).click();
      await expect(page.locator('#problems')).toContainText('do not match');
      await sound(page, test);
      await page.locator('#login').fill(person.eid);
      await page.locator('#password').fill(chosen);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await expect(page.locator('.identity')).toContainText(person.eid);
      await sound(page, test);
      await page.getByRole('button', { name: 'This is right, go on' }).click();
      await finish(page, person.name);
      await expect(page.getByText('the next person can sign in')).toBeVisible();
      expect(await page.evaluate(() => Object.keys(localStorage).length)).toBe(0);
    }
    await page.goto('/me/record');
    await expect(page).toHaveURL(/sign-in/);
  });

  await test.step('the sheet is printed', async () => {
    await signIn(page, '99000006');
    await page.goto(session);
    await expect(page.locator('table .badge.good')).toHaveCount(3);
    const sheet = await page.request.get(`${session}/sheet.pdf?people=20`);
    expect((await sheet.body()).subarray(0, 5).toString()).toBe('%PDF-');
    await page.getByRole('link', { name: 'Enter a signed sheet' }).click();
    await page.getByRole('button', { name: 'Check the lines' }).click();
    await expect(page.locator('#problems')).toContainText('name of the witness');
    await sound(page, test);
  });
});

// finish takes the test rightly and signs.
async function finish(page, name) {
  await page.goto(`${course}/assessment`);
  await page.getByRole('button', { name: 'Start the test' }).click();
  for (let question = 1; question <= 15; question++) {
    await expect(page.locator('#place')).toContainText(`Question ${question} of 15`);
    await answer(page, true);
    await page.locator('button[value="on"]').click();
    await expect(page.locator('.error')).toHaveCount(0);
  }
  await page.getByRole('button', { name: 'Hand in' }).click();
  await page.getByRole('link', { name: 'Read and sign' }).click();
  await page.getByLabel('Type your name to sign').fill(name);
  await page.getByRole('button', { name: 'I have read this and I sign' }).click();
}
