// Every page that people reach without being in the middle of something: sound, small, and right for who asks.
import { test, expect } from '@playwright/test';
import { signIn, sound } from '../support/session.js';

const open = ['/', '/sign-in', '/activate', '/forgotten', '/courses', '/courses/code-of-conduct', '/v', '/help', '/privacy',
  '/accessibility', '/status', '/language', '/our-own-code', '/our-own-code/groups', '/courses/everyday-citizen', '/nothing-here'];

test('open pages', async ({ page }) => {
  for (const path of open) {
    const response = await page.goto(path);
    expect(response.status(), path).toBe(path === '/nothing-here' ? 404 : 200);
    await sound(page, test);
  }
});

const roles = {
  '99000001': ['/me', '/me/record', '/me/sessions', '/me/password'],
  '99000003': ['/me', '/coverage', '/people'],
  '99000004': ['/me', '/coverage', '/workbook', '/workbook/review', '/workbook/plan'],
  '99000006': ['/me', '/coverage', '/people', '/rules', '/audit', '/workbooks', '/workbooks/dz-punakha'],
  '99000007': ['/me', '/coverage', '/content', '/content/group-codes', '/content/matrix', '/workbooks', '/workbook'],
  '99000008': ['/me', '/people', '/grants', '/workbook', '/workbook/plan.1', '/workbook/plan.4'],
};

for (const [eid, paths] of Object.entries(roles)) {
  test(`pages of ${eid}`, async ({ page }) => {
    await signIn(page, eid);
    for (const path of paths) {
      expect((await page.goto(path)).status(), path).toBe(200);
      await sound(page, test);
    }
    await page.goto('/me');
    const hrefs = await page.locator('a[href^="/"]').evaluateAll((list) => [...new Set(list.map((a) => a.getAttribute('href')))]);
    for (const href of hrefs) { // nothing that is offered is refused
      expect((await page.request.get(href)).status(), href).toBeLessThan(400);
    }
  });
}

test('a course for everyone needs no account', async ({ page }, info) => {
  const course = '/courses/everyday-citizen';
  await page.goto(course);
  await page.getByRole('link', { name: 'Start now' }).click();
  for (let lesson = 1; await page.getByRole('link', { name: 'Done, next lesson' }).count() > 0; lesson++) {
    await expect(page.getByText(`Lesson ${lesson} of`).filter({ visible: true }).first()).toBeVisible();
    if (lesson === 1) await sound(page, test);
    await page.getByRole('link', { name: 'Done, next lesson' }).click();
  }
  await page.getByRole('link', { name: 'Done, on to the quiz' }).click();
  await expect(page.locator('#place')).toContainText('Question 1 of');
  await sound(page, test);
  await page.goto(course);
  const done = page.locator('.steps .done');
  if (info.project.use.javaScriptEnabled === false) return;
  await expect(done).not.toHaveCount(0); // the device remembers, and forgets when told
  await page.getByRole('button', { name: 'Forget them' }).click();
  await expect(done).toHaveCount(0);
});

test('a learner is refused what is not theirs', async ({ page }) => {
  await signIn(page, '99000002');
  for (const path of ['/coverage', '/people', '/rules', '/audit', '/grants']) {
    expect((await page.goto(path)).status(), path).toBe(403);
    await sound(page, test);
  }
});

test('a shared device keeps nothing', async ({ page }) => {
  await signIn(page, '99000002', { shared: true });
  await page.goto('/me');
  await page.locator('.mark').getByRole('button', { name: 'Sign out' }).click();
  await page.goto('/me');
  await expect(page).toHaveURL(/sign-in/);
  expect((await page.context().cookies()).filter((c) => c.name.includes('refresh'))).toEqual([]);
});

test('a wrong password says what to do, and keeps the EID', async ({ page }) => {
  await page.goto('/sign-in');
  await page.locator('#login').fill('99009999');
  await page.locator('#password').fill('not the password');
  await page.locator('#shared-no').check();
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.locator('#problems')).toContainText('do not match');
  await expect(page.locator('#login')).toHaveValue('99009999');
  await sound(page, test);
});

test('first visit and later ones stay within the budget', async ({ page }, info) => {
  test.slow();
  await signIn(page, '99000001');
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  let bytes = 0;
  let requests = 0;
  session.on('Network.loadingFinished', (e) => { bytes += e.encodedDataLength; requests++; });
  const visit = async (path, cold) => {
    if (cold) await session.send('Network.clearBrowserCache');
    bytes = 0;
    requests = 0;
    await page.goto(path, { waitUntil: 'networkidle' });
    return { bytes, requests };
  };
  for (const path of ['/me', '/courses/code-of-conduct', '/courses/code-of-conduct/lessons/keep-private-things-private']) {
    const first = await visit(path, true);
    expect(first.bytes, `${path}, first visit`).toBeLessThanOrEqual(40 * 1024);
    expect(first.requests, `${path}, first visit`).toBeLessThanOrEqual(5);
    const later = await visit(path, false);
    expect(later.bytes, `${path}, later visit`).toBeLessThanOrEqual(15 * 1024);
  }
});
