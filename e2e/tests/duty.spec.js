// An officer of RCSC makes a rule after a look at what it does, exempts somebody, gives three people more time at once, and finds
// the acts in the log.
import { test, expect } from '@playwright/test';
import { signIn, sound } from '../support/session.js';

test('a rule, an exemption, more time for three, and the log of it', async ({ page }, info) => {
  test.skip(!/^(phone|desktop-no-scripts)$/.test(info.project.name), 'once with scripts on a phone, once without');
  const main = page.locator('main');
  const title = `Everyone in a gewog (${info.project.name})`;
  await signIn(page, '99000006');

  await page.goto('/rules');
  await sound(page, test);
  await page.getByRole('link', { name: 'Add a rule' }).click();
  await page.getByLabel('Title').fill(title);
  await page.locator('#course').selectOption('code-of-conduct');
  await page.locator('details.more summary').click();
  await page.getByLabel('Gewogs').check();
  await page.locator('#due_days').fill('120');
  await page.locator('#why').fill('Circular 12');
  await sound(page, test);
  await page.getByRole('button', { name: 'See what it does' }).click();
  await expect(main).toContainText('people are bound by this rule');
  await sound(page, test);
  await page.getByRole('button', { name: 'Save the rule' }).click();
  await expect(main).toContainText('Circular 12');
  await expect(main).toContainText('within 120 days');
  await sound(page, test);

  // The people behind a figure: three of them get more time, a fourth is exempt.
  await page.goto('/coverage/all/people?course=code-of-conduct&group=not-started');
  const ticks = page.locator('input[name=person]');
  for (let i = 0; i < 3; i++) await ticks.nth(i).check();
  await sound(page, test);
  await page.getByRole('button', { name: 'Give them more time' }).click();
  await page.getByLabel('New due date').fill(info.project.name === 'phone' ? '2031-03-31' : '2031-05-30');
  await page.getByLabel('Why').fill('Roads closed by snow');
  await page.getByRole('button', { name: 'See who is changed' }).click();
  await expect(main).toContainText('3 people are changed');
  await sound(page, test);
  await page.getByRole('button', { name: 'Decide so about 3 people' }).click();

  await page.getByRole('link', { name: /^Entry/ }).nth(info.project.name === 'phone' ? 3 : 4).click();
  const name = await page.locator('h1').textContent();
  await page.getByRole('link', { name: /^Exempt/ }).first().click();
  await page.getByLabel('Last day').fill('2031-12-31');
  await page.getByLabel('Why').fill('Studies abroad');
  await sound(page, test);
  await page.getByRole('button', { name: 'Exempt' }).click();
  await expect(main).toContainText('Studies abroad');
  await sound(page, test);

  await page.goto('/calendar');
  await expect(main).toContainText('Invented day off of the demonstration');
  await sound(page, test);
  await page.goto('/audit');
  for (const act of ['Rule made', 'Decision about a person\'s duty']) await expect(main).toContainText(act);
  await expect(main).toContainText('The log is whole');
  await sound(page, test);
  await page.goto(`/audit?who=${encodeURIComponent(name)}&act=allowance`);
  await expect(main).toContainText(/Decision about a person's duty|Which one do you mean/);
});
