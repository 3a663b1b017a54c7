// A teacher goes from the class to its print room, and takes home what the printer needs: a sheet for each pupil, cards, the key.
import { test, expect } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import { signIn, sound } from '../support/session.js';

const module = 'Rumours and evidence';

// text reads a PDF with a program that is not ours, runs of spaces as one.
const text = (file) => execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' });

test('everything for a class is printed, and nobody is named', async ({ page }, info) => {
  test.skip(!/^(phone|desktop-no-scripts)$/.test(info.project.name), 'once with scripts on a phone, once without');
  await signIn(page, '99000005');
  await page.goto('/classes/new');
  await page.locator('#grade').selectOption('VIII');
  await page.locator('#section').selectOption(info.project.name === 'phone' ? 'E' : 'F');
  await page.locator('#size').fill('12');
  await page.getByRole('button', { name: 'Open the class' }).click();
  const id = page.url().match(/classes\/([^/?]+)/)[1];
  await page.goto(`/classes/${id}/assign`);
  await page.getByLabel('Module').selectOption({ label: module });
  await page.getByLabel(/Devices that go round/).check();
  await page.getByRole('button', { name: 'Assign it' }).click();

  await page.getByRole('link', { name: 'Print room' }).click();
  await expect(page.locator('h1')).toHaveText('Print room');
  await sound(page, test);
  const mark = await page.locator('main b.figures').textContent();
  const get = async (name) => {
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name, exact: true }).click()]);
    expect(download.suggestedFilename()).toContain(mark);
    return text(await download.path());
  };
  const quiz = await get('Quiz sheets (PDF)');
  expect(quiz.trimEnd().split('\f').length).toBe(12);
  for (const [number, form] of [[1, 'A'], [2, 'B'], [7, 'C'], [12, 'D']]) expect(quiz).toMatch(new RegExp(`Number +${number} +Form +${form}`));
  expect(await get('Answer cards (PDF)')).toMatch(/Number +12 +Form +D/);
  expect(await get('Key (PDF)')).toContain('for the teacher only');
  expect(await get('Family sheet (PDF)')).toContain('/family');
  expect((await get('Certificates (PDF)')).trimEnd().split('\f').length).toBe(6);
  await page.getByText('Copy single forms instead').click();
  expect(await get('Form C (PDF)')).toMatch(/Number +Form +C/);
});
