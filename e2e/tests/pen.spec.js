// A course on a pen drive: the file is opened from the disk without a network, finished, and its slip typed, twice.
import { expect, test } from '@playwright/test';
import fs from 'node:fs';
import { pathToFileURL } from 'node:url';
import { enter, sound } from '../support/session.js';

test.beforeEach(({}, info) => {
  test.skip(info.project.name !== 'phone', 'one person, one phone');
});

test('a course is finished from the disk, and its slip counts once', async ({ page, browser }, info) => {
  await enter(page, 'pen drive');
  await page.goto('/courses/for-executives');
  await page.getByRole('button', { name: 'Begin' }).first().click();
  await page.goto('/courses/for-executives');
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: /one file for a pen drive/ }).click();
  const file = info.outputPath((await download).suggestedFilename());
  await (await download).saveAs(file);
  expect(fs.statSync(file).size).toBeLessThan(1_000_000);

  const disk = await browser.newContext({ viewport: { width: 360, height: 740 }, offline: true });
  const reader = await disk.newPage();
  const asked = [];
  reader.on('request', (r) => { if (!/^(file|data):/.test(r.url())) asked.push(r.url()); });
  await reader.goto(pathToFileURL(file).href);
  await expect(reader.getByText('The test and the signature of this course are not in this file')).toBeVisible();
  await reader.goto(`${pathToFileURL(file).href}#slip`);
  await expect(reader.locator('#slip-none')).toBeVisible();
  await reader.goto(pathToFileURL(file).href);
  await reader.getByRole('link', { name: 'Begin' }).click();

  // One lesson, and the slip of it; the browser keeps it when the file is closed and opened again.
  const finish = reader.locator('.part:not([hidden]) .finish');
  await finish.click();
  await reader.goto(`${pathToFileURL(file).href}#slip`);
  await reader.reload();
  await expect(reader.locator('#slip-count')).toContainText('1 of');
  const early = await reader.locator('#slip-text').innerText();
  await sound(reader, test);
  const lessons = await reader.locator('.part.lesson').count();
  await reader.goto(`${pathToFileURL(file).href}#${await reader.locator('.part.lesson').nth(1).getAttribute('id')}`);
  for (let i = 1; i < lessons; i++) await finish.click();
  await expect(reader).toHaveURL(/#slip$/);
  await expect(reader.locator('#slip-count')).toContainText(`${lessons} of ${lessons} lessons are finished`);
  const slip = await reader.locator('#slip-text').innerText();
  expect(slip).toMatch(/^([34679ACDEFGHJKMNPQRTWXY]{5}-){5}[34679ACDEFGHJKMNPQRTWXY]{5}$/);
  expect(asked).toEqual([]);
  await disk.close();

  // Two characters have changed places: the page says where, and keeps what was typed.
  const swapped = [...slip];
  const at = [7, 8, 9].find((i) => slip[i] !== slip[i + 1] && slip[i + 1] !== '-');
  [swapped[at], swapped[at + 1]] = [swapped[at + 1], swapped[at]];
  await page.goto('/me/slips');
  await sound(page, test);
  await page.locator('#slip').fill(swapped.join(''));
  await page.getByRole('button', { name: 'Send the slip' }).click();
  await expect(page.locator('#slip-error')).toContainText('Look at the second group');
  await expect(page.locator('#slip')).toHaveValue(swapped.join(''));
  await sound(page, test);

  const type = async (text) => {
    await page.locator('#slip').fill(text);
    await page.getByRole('button', { name: 'Send the slip' }).click();
  };
  await type(slip.toLowerCase().replaceAll('-', ' '));
  await expect(page.getByText(`Thank you. ${lessons} lessons are in your record now.`)).toBeVisible();
  await type(slip);
  await expect(page.getByText('You have typed this slip before.')).toBeVisible();
  await type(early); // out of order: nothing is left for it to count
  await expect(page.getByText('Its lessons were in your record already')).toBeVisible();
  await expect(page.locator('main .card')).toHaveCount(2);
  await sound(page, test);

  await page.goto('/me/record');
  await expect(page.getByText('told by a completion slip')).toHaveCount(lessons);
  await page.goto('/courses/for-executives');
  await expect(page.getByText(`${lessons} of ${lessons} lessons done`)).toBeVisible();
});
