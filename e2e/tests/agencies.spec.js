// RCSC splits an agency and places its people; somebody is appointed to look after one of those that follow. A focal officer lends
// their view to a colleague, who sees what they see, and no longer does once the loan has ended.
import { test, expect } from '@playwright/test';
import { chosen, enter, signIn, signOut, sound } from '../support/session.js';

test('an agency is split, its people are placed, and a focal officer appointed', async ({ page }, info) => {
  test.skip(!/^(phone|desktop-no-scripts)$/.test(info.project.name), 'once with scripts on a phone, once without');
  const main = page.locator('main');
  const [old, a, b] = info.project.name === 'phone' ? ['raa', 'ra-one', 'ra-two'] : ['acc', 'ac-one', 'ac-two'];
  await signIn(page, '99000006');
  await page.goto('/agencies');
  await sound(page, test);
  await page.goto('/agencies/reorganise');
  await sound(page, test);
  await page.goto(`/agencies/reorganise/split?agency=${old}`);
  await page.locator('#from').fill(new Date(Date.now() + 6 * 3600_000).toISOString().slice(0, 10)); // today in Bhutan
  for (const [n, code] of [[1, a], [2, b]]) {
    await page.locator(`#code-${n}`).fill(code);
    await page.locator(`#name-${n}`).fill(`Agency ${code}`);
    await page.locator(`#type-${n}`).selectOption({ index: 3 });
  }
  await sound(page, test);
  await page.getByRole('button', { name: 'Show what it means' }).last().click();
  await expect(page.locator('h1')).toHaveText('What this change means');
  await expect(main).toContainText('must be placed by hand');
  await sound(page, test);
  await page.locator('#why').fill('Order 7');
  await page.getByRole('button', { name: 'Save this change' }).click();

  await page.goto(`/agencies/${old}/placing`);
  await sound(page, test);
  for (const select of await page.locator('select[name=position-to]').all()) await select.selectOption(a);
  await page.getByRole('button', { name: 'Show who goes where' }).click();
  await expect(page.locator('h1')).toHaveText('Who goes where');
  await sound(page, test);
  await page.locator('#why').fill('Order 7');
  await page.getByRole('button', { name: 'Move them' }).click();
  await page.goto(`/agencies/${a}/focal`);
  await sound(page, test);
  const name = (await page.locator('label[for^=person-]').first().innerText()).split(/\s+\d/)[0];
  await page.locator('input[name=person]').first().check();
  await page.locator('#why').fill('Order 7');
  await page.getByRole('button', { name: 'Appoint' }).click();
  await page.goto(`/agencies/${a}`);
  await expect(main).toContainText(name);
  await expect(main).not.toContainText('no focal officer of its own');
  await sound(page, test);
});

test('a focal officer lends their view, and takes it back', async ({ page }, info) => {
  test.skip(info.project.name !== 'phone', 'once is enough');
  const main = page.locator('main');
  const colleague = await enter(page, 'lend', 'dz-bumthang');
  const lately = async (answer) => expect((await page.goto('/coverage/dz-bumthang/people')).status()).toBe(answer);
  await lately(403);
  await signOut(page);

  await signIn(page, '99000003');
  await page.goto('/me/lend');
  await sound(page, test);
  await page.locator('#to').fill(colleague.eid);
  await page.locator('#until').fill(new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10));
  await page.locator('#why').fill('Leave');
  await page.getByRole('button', { name: 'Lend it' }).click();
  await page.goto('/me');
  await expect(main).toContainText(`${colleague.name} looks at this for you`);
  await signOut(page);

  await signIn(page, colleague.eid, { password: chosen });
  await lately(200);
  await page.goto('/handover');
  await sound(page, test);
  await signOut(page);

  await signIn(page, '99000003');
  await page.goto('/me');
  await main.locator('.notice', { hasText: colleague.name }).getByRole('link', { name: 'End this' }).click();
  await sound(page, test);
  await page.getByRole('button', { name: 'End it now' }).click();
  await signOut(page);
  await signIn(page, colleague.eid, { password: chosen });
  await lately(403);
});
