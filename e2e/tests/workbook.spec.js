// An agency's plan on a phone and at a desk, with and without scripts: what is written is kept, and two who write at once see
// both texts.
import { test, expect } from '@playwright/test';
import { signIn, sound } from '../support/session.js';

const officer = '99000008'; // an ICT officer, whose agency has begun a plan
const head = '99000004'; // whose agency's plan waits for a review

// The projects share one demonstration, so each writes words of its own.
const mine = (info) => `For ${info.project.name}, ${info.retry}`;

test('a part is written and kept', async ({ page }, info) => {
  await signIn(page, officer);
  await page.goto('/me');
  await page.getByRole('link', { name: "Our agency's plan" }).click();
  await page.getByRole('link', { name: 'Benefits, risks and mitigations' }).click();
  await page.locator('#benefits').fill(`Fewer second trips\n${mine(info)}`);
  const slot = page.locator('#risks .slot[open]');
  await slot.getByLabel('How likely').fill(mine(info));
  await page.locator('#risks').getByRole('button', { name: 'Save and add rows' }).click();
  await expect(page).toHaveURL(/plan\.3\?said=plan\.saved#risks$/);
  await expect(page.locator('#benefits')).toHaveValue(`Fewer second trips\n${mine(info)}`);
  await expect(page.locator('#risks .slot summary', { hasText: mine(info) })).toHaveCount(1);
  await sound(page, test);
  await page.getByRole('button', { name: 'Save and go to the next part' }).click();
  await expect(page.locator('h1')).toContainText('Resources required');
});

test('two write at once, and nothing is lost', async ({ page, context }, info) => {
  await signIn(page, officer);
  await page.goto('/workbook/plan.1');
  const other = await context.newPage();
  await other.goto('/workbook/plan.1');
  await other.locator('#period').fill(`First: ${mine(info)}`);
  await other.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(other.getByText('Saved.')).toBeVisible();
  await page.locator('#period').fill(`Second: ${mine(info)}`);
  await page.locator('#not-this-year').fill(`Left out: ${mine(info)}`);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.locator('#problems')).toContainText('Nothing was overwritten');
  await expect(page.locator('.entry').first()).toContainText(`First: ${mine(info)}`);
  await expect(page.locator('#period')).toHaveValue(`Second: ${mine(info)}`);
  await sound(page, test);
  await page.locator('#period').fill(`Both: ${mine(info)}`);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.locator('#period')).toHaveValue(`Both: ${mine(info)}`);
  await expect(page.locator('#not-this-year')).toHaveValue(`Left out: ${mine(info)}`);
});

test('a review is saved as it goes, and refused while it is not complete', async ({ page }, info) => {
  await signIn(page, head);
  await page.goto('/workbook');
  await page.getByRole('link', { name: 'Review the plan' }).click();
  await page.locator('#could-fail-yes').check();
  await page.locator('[id="could-fail.note"]').fill(mine(info));
  await page.getByRole('button', { name: 'Save, and go on later' }).click();
  await expect(page.getByText('Saved.')).toBeVisible();
  await page.getByRole('button', { name: 'Agree to the plan' }).click();
  await expect(page.locator('#problems')).toContainText('Question 2 has no answer yet.');
  await expect(page.locator('[id="could-fail.note"]')).toHaveValue(mine(info));
  await sound(page, test);
});
