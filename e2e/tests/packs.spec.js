// A teacher without an account: the parts of a lesson pack to read and to print, and slides on a wall without scripts.
import { test, expect } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { signIn, sound } from '../support/session.js';

const module = '/courses/whose-picture-is-it';

test('a lesson pack is read and printed without an account', async ({ page }) => {
  await page.goto(module);
  const pack = page.locator('#pack ~ ul').first();
  await expect(pack.getByRole('link', { name: /Quiz on paper/ })).toHaveCount(0);
  for (const part of ['Plan for the teacher', 'Handout for pupils', 'Sheet for the family', 'Activity without any device']) {
    await page.goto(module);
    await pack.getByRole('link', { name: part, exact: true }).click();
    await expect(page.locator('article.pack h1')).toBeVisible();
    await sound(page, test);
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Get it as a PDF to print' }).click()]);
    expect(download.suggestedFilename()).toMatch(/^whose-picture-is-it-.*\.pdf$/);
    expect(readFileSync(await download.path()).subarray(0, 5).toString()).toBe('%PDF-');
  }
});

test('slides fill the screen, one link from the next', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto(`${module}/pack/slides`);
  await sound(page, test);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.getByRole('link', { name: 'Show the first slide' }).click();
  const slides = await page.locator('.slide').count();
  expect(slides).toBeGreaterThan(5);
  for (let i = 1; i <= slides; i++) {
    const slide = page.locator(`#slide-${i}`);
    await expect(slide.locator('h2')).toBeInViewport();
    const box = await slide.boundingBox();
    expect(Math.abs(box.y), `slide ${i} begins at the top`).toBeLessThan(3);
    expect(box.height).toBeGreaterThanOrEqual(page.viewportSize().height - 1);
    if (i < slides) await slide.getByRole('link', { name: 'Next' }).click();
  }
  await expect(page.locator(`#slide-${slides}`).getByRole('link', { name: 'End' })).toHaveAttribute('href', module);
});

test('the quiz with its answers is for those who teach', async ({ page }) => {
  const refused = await page.request.get(`${module}/pack/quiz.pdf`, { maxRedirects: 0 });
  expect([302, 303, 401]).toContain(refused.status());
  await signIn(page, '99000005');
  await page.goto(module);
  const link = page.getByRole('link', { name: /Quiz on paper, with the answers/ });
  await expect(link).toBeVisible();
  const file = await page.request.get(await link.getAttribute('href'));
  expect(file.headers()['content-type']).toBe('application/pdf');
});

test('the courses for the civil service are a booklet', async ({ page }) => {
  await page.goto('/courses');
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'The courses for the civil service as a booklet (PDF)' }).click()]);
  expect(download.suggestedFilename()).toBe('lamtoen-civil-service-courses.pdf');
});
