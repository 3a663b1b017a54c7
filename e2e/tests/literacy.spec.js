// What schools learn, as the education officer of a dzongkhag sees it: figures, a filter, one school, the same numbers as a file.
import { expect, test } from '@playwright/test';
import { signIn, sound } from '../support/session.js';

test('an education officer sees the dzongkhag, its schools, and nothing beyond', async ({ page }, info) => {
  test.skip(!['phone', 'desktop'].includes(info.project.name), 'the officer has a phone and a computer');
  await signIn(page, '99000009');
  await page.goto('/literacy');
  await expect(page).toHaveURL(/\/literacy\/dz-paro$/);
  await expect(page.locator('h1')).toHaveText('Paro Dzongkhag');
  await expect(page.locator('.figure')).toContainText(/\d+ of \d+ pupils have begun a module/);
  await sound(page, test);

  const file = await page.request.get('/literacy.csv?place=dz-paro');
  const begun = (await page.locator('.figure .big').textContent()).trim();
  expect(file.ok()).toBe(true);
  const [head, first] = (await file.text()).trim().split('\n').map((line) => line.split(','));
  expect(first[head.indexOf('reached')]).toBe(begun);

  await page.getByRole('link', { name: 'Invented School of Paro', exact: true }).click();
  await expect(page.locator('h1')).toHaveText('Invented School of Paro');
  await expect(page.getByRole('heading', { name: 'School year by school year' })).toBeVisible();
  await sound(page, test);
  await page.getByText('Another year, stage or module').click();
  await page.getByLabel('School year', { exact: true }).selectOption({ index: 1 });
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  await expect(page.locator('main')).toContainText('pupils have begun a module');

  for (const address of ['/literacy/dz-haa', '/literacy/schools/demo-haa-1', '/literacy/reports', '/literacy.csv?place=dz-haa']) {
    expect((await page.request.get(address)).status(), address).toBe(404);
  }
});
