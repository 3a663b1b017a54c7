// RCSC takes a file of an HR system: what is wrong in it is said row by row, the mended file is looked at and taken whole, and those
// who are new in it get a letter with a code.
import { test, expect } from '@playwright/test';
import { signIn, sound } from '../support/session.js';

const file = (name, ...rows) => ({
  name, mimeType: 'text/csv', buffer: Buffer.from(['EID,Name,Gender,Employment Type,Position Title,Agency,Date of Joining', ...rows, ''].join('\n')),
});

test('a file with mistakes, mended, taken, and the letters of it', async ({ page }, info) => {
  test.skip(!/^(phone|desktop-no-scripts)$/.test(info.project.name), 'once with scripts on a phone, once without');
  const main = page.locator('main');
  const eid = info.project.name === 'phone' ? '97000001' : '97000003';
  const good = `${eid},Karma Dema,F,Regular,Planning Officer,moh,01/07/2026`;
  await signIn(page, '99000006');

  await page.goto('/register');
  await sound(page, test);
  await page.getByRole('link', { name: 'Take a file' }).click();
  await page.getByRole('button', { name: 'Show what would change' }).click();
  await expect(page.locator('#file-error')).toBeVisible();
  await sound(page, test);
  await page.locator('#file').setInputFiles(file('moh.csv', good, `${eid}5,Sonam Wangdi,M,Regular,ICT Officer,Ministry of Nothing,31/02/2026`));
  await page.getByRole('button', { name: 'Show what would change' }).click();
  await expect(main.getByRole('heading', { name: /must be mended/ })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Apply', exact: true })).toHaveCount(0);
  await sound(page, test);

  await page.getByRole('link', { name: 'Take the mended file' }).click();
  await page.locator('#file').setInputFiles(file('moh-mended.csv', good));
  await page.getByRole('button', { name: 'Show what would change' }).click();
  await expect(main).toContainText('Nothing has changed yet.');
  await expect(main).toContainText('Karma Dema');
  await sound(page, test);
  await page.locator('form[action$="/application"] button.main').click();
  await expect(async () => { // it is taken while the page says how far it is
    await page.goto(page.url());
    await expect(main).toContainText('SHA-256', { timeout: 500 });
  }).toPass();
  await sound(page, test);

  await page.getByRole('link', { name: 'Activation letters' }).click();
  await page.locator('#agency').selectOption('moh');
  await page.getByRole('button', { name: 'Count the letters' }).click();
  await sound(page, test);
  const [letters] = await Promise.all([page.waitForEvent('download'), main.getByRole('button', { name: /^Make .* \(PDF\)$/ }).click()]);
  expect(letters.suggestedFilename()).toMatch(/\.pdf$/);
});
