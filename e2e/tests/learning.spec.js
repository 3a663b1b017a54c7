import { test, expect } from '@playwright/test';
import { signIn, sound } from '../support/session.js';

const module = 'Rumours and evidence';

// open opens a class and gives its code, its id and the pictures of the first cards.
async function open(page, section) {
  await page.goto('/classes/new');
  await page.locator('#grade').selectOption('VII');
  await page.locator('#section').selectOption(section);
  await page.locator('#size').fill('5');
  await page.getByRole('button', { name: 'Open the class' }).click();
  const cards = [];
  for (const card of await page.locator('ul.cards > li').all()) {
    cards.push(await card.locator('p').nth(1).locator('svg').evaluateAll((list) => list.map((s) => s.getAttribute('aria-label'))));
  }
  const code = (await page.locator('ul.cards > li').first().locator('span.figures').textContent()).trim();
  return { id: page.url().match(/classes\/([^/?]+)/)[1], code, cards };
}

// choose taps a number and its pictures, where a pupil stands before the numbers of the class.
async function choose(page, number, pictures) {
  await page.getByRole('link', { name: String(number), exact: true }).click();
  for (const name of pictures) await page.getByRole('button', { name, exact: true }).click();
  await expect(page.getByText(`Number ${number}`, { exact: true }).first()).toBeVisible();
}

async function tap(page, code, number, pictures) {
  await page.goto('/card');
  await page.locator('#code').fill(code);
  await page.getByRole('button', { name: 'Next' }).click();
  await choose(page, number, pictures);
}

// answer takes one of the answers and sends it.
async function answer(page, n) {
  const radios = page.locator('main fieldset input[type=radio][name=answer], main fieldset input[type=checkbox]');
  if (await radios.count()) await radios.nth(n % (await radios.count())).check();
  const reasons = page.locator('main input[name=reason]');
  if (await reasons.count()) await reasons.first().check();
  const lists = await page.locator('main form select').all();
  for (const [i, list] of lists.entries()) await list.selectOption({ index: 1 + (i % lists.length) });
  await page.getByRole('button', { name: 'This is my answer' }).click();
}

// begin answers the three questions before the module.
async function begin(page, n) {
  await page.getByRole('link', { name: module }).click();
  await page.getByRole('link', { name: 'Begin', exact: true }).click();
  for (let i = 0; i < 3; i++) await answer(page, n);
  await expect(page.getByText('Lesson 1 of')).toBeVisible();
}

test('a teacher assigns a module, pupils work on it, and the class is seen at work', async ({ page, browser }, info) => {
  test.skip(!/^(phone|desktop-no-scripts)$/.test(info.project.name), 'once with scripts on a phone, once without');
  const scripts = info.project.use.javaScriptEnabled !== false;
  await signIn(page, '99000005');
  const { id, code, cards } = await open(page, scripts ? 'H' : 'J');

  await page.goto(`/classes/${id}`);
  await page.getByRole('link', { name: 'Assign a module' }).click();
  await sound(page, test);
  await page.getByLabel('Module').selectOption({ label: module });
  await page.getByRole('button', { name: 'Assign it' }).click();
  await expect(page.locator('#problems')).toContainText('Choose how the class will work');
  await page.getByLabel(/Devices that go round/).check();
  await page.getByRole('button', { name: 'Assign it' }).click();
  await expect(page.locator('#now')).toContainText('Nobody has begun');
  await sound(page, test);

  // Two pupils on phones of their own.
  const first = await (await browser.newContext(info.project.use)).newPage();
  await tap(first, code, 1, cards[0]);
  await sound(first, test);
  await begin(first, 0);
  await sound(first, test);
  const second = await (await browser.newContext(info.project.use)).newPage();
  await tap(second, code, 2, cards[1]);
  await begin(second, 1);

  // And two on one device, which goes from hand to hand in one tap.
  await first.getByRole('button', { name: 'Pass the device on' }).click();
  await choose(first, 3, cards[2]);
  await expect(first.locator('main')).toContainText('Not begun');
  await begin(first, 1);

  // The teacher's page shows them; with scripts nobody need load it again.
  if (!scripts) await page.reload();
  await expect(page.locator('#n3')).toContainText('Lesson 1 of', { timeout: 15_000 });
  await expect(page.locator('#n1')).toContainText('Lesson 1 of');
  await expect(page.locator('#n4')).toContainText('Not begun');
  await sound(page, test);

  // The first pupil of the two goes on elsewhere, to the end.
  while (await second.getByRole('button', { name: /^I have read it/ }).count()) await second.getByRole('button', { name: /^I have read it/ }).click();
  for (let i = 0; i < 3; i++) await answer(second, 0);
  await expect(second.locator('h1')).toContainText('Question 1 of');
  await answer(second, 0);
  await sound(second, test);
  const on = second.getByRole('link', { name: 'Go on', exact: true });
  for (let i = 0; i < 20 && (await second.getByText('You are done').count()) === 0; i++) {
    if (await on.count()) await on.click(); else await answer(second, i);
  }
  await expect(second.locator('main')).toContainText(/In the quiz, \d of \d were right/);
  await sound(second, test);
  await first.context().close();
  await second.context().close();

  // Before one screen: slides, and hands.
  await page.goto(`/classes/${id}/rumours-and-evidence`);
  await expect(page.locator('#n2')).toContainText('Done');
  await page.getByRole('link', { name: 'Projector', exact: true }).click();
  await sound(page, test);
  await page.locator('#before + p + ol a').first().click();
  await sound(page, test);
  await page.locator('#hands-1').fill('9');
  await page.getByRole('button', { name: 'Save and go on' }).click();
  await expect(page.locator('#problems')).toContainText('5');
  await page.locator('#hands-1').fill('3');
  await page.locator('#hands-2').fill('2');
  await page.getByRole('button', { name: 'Save and go on' }).click();
  await expect(page.locator('h1')).toContainText('Question 2 of 3');
  await page.goto(`/classes/${id}/rumours-and-evidence/projector/slides`);
  await sound(page, test);
});
