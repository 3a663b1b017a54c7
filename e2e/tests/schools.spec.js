import { test, expect } from '@playwright/test';
import { signIn, sound } from '../support/session.js';

// Schools and years are the same for every device: each project has its own codes, on a phone and on a desktop.
const withScripts = (info) => info.project.use.javaScriptEnabled !== false;

test('an education officer enters a school, its staff and its highland year, and takes a file', async ({ page }, info) => {
  test.skip(!withScripts(info), 'the pages have no script of their own');
  const own = info.project.name;
  await signIn(page, '99000009');
  await page.goto('/schools');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await sound(page, test);

  // A school: what is missing is said at its field, and what was typed stays.
  await page.goto('/schools/new');
  await sound(page, test);
  await page.locator('#code').fill(`${own}-high`);
  await page.locator('#name').fill(`Invented Highland School (${own})`);
  await page.getByRole('button', { name: 'Enter the school' }).click();
  await expect(page.locator('#problems')).toBeVisible();
  await expect(page.locator('#name')).toHaveValue(`Invented Highland School (${own})`);
  await sound(page, test);
  await page.locator('#place').selectOption('dz-paro');
  await page.locator('#stages-pp-iii').check();
  await page.locator('#stages-iv-vi').check();
  await page.locator('#sector-public').check();
  await page.locator('#why').fill('Order 12');
  await page.getByRole('button', { name: 'Enter the school' }).click();
  await expect(page.locator('h1')).toBeVisible();
  const home = `/schools/${own}-high`;
  await page.goto(home);
  await expect(page.locator('h1')).toContainText('Invented Highland School');
  await sound(page, test);

  // Its year is another than everybody's.
  await page.goto(`${home}/year`);
  await page.locator('#name').fill('2026');
  await page.locator('#from').fill('2026-04-01');
  await page.locator('#until').fill('2026-11-30');
  await page.locator('#why').fill('Highland calendar');
  await sound(page, test);
  await page.getByRole('button', { name: 'Save the year' }).click();
  await expect(page).toHaveURL(new RegExp(`${home}\\?`));
  await expect(page.locator('main')).toContainText('30 November 2026');

  // Who serves there: somebody whom the register does not know is refused in place.
  await page.goto(`${home}/staff`);
  await page.locator('#eid').fill('10000000000');
  await page.locator('#role-teacher').check();
  await page.locator('#why').fill('Order 12');
  await page.getByRole('button', { name: 'Enter them' }).click();
  await expect(page.locator('#problems')).toContainText('register');
  await page.locator('#eid').fill('99000005');
  await page.locator('#from').fill('2030-01-07'); // long after every other test, which counts on one school of this teacher
  await page.getByRole('button', { name: 'Enter them' }).click();
  await expect(page).toHaveURL(new RegExp(`${home}\\?`));
  await expect(page.locator('main')).toContainText('99000005');
  await sound(page, test);

  // A file: the rows that are wrong are named, nothing is taken; put right, all of it is.
  const head = 'code,name,place,stages,sector\n';
  const right = `${own}-a,Invented School A (${own}),dz-paro,pp-iii iv-vi,public\n`;
  await page.goto('/schools/import');
  await page.locator('#rows').fill(`${head}${right}${own}-b,Invented School B,dz-haa,xiii,public\n`);
  await page.getByRole('button', { name: 'See what it does' }).click();
  await expect(page.locator('#problems')).toContainText('Rows of the file are wrong');
  await expect(page.locator('table')).toContainText('stages');
  await expect(page.locator('table')).toContainText('place');
  await sound(page, test);
  await page.locator('#rows').fill(`${head}${right}${own}-b,Invented School B (${own}),dz-paro,vii-viii,private\n`);
  await page.getByRole('button', { name: 'See what it does' }).click();
  await expect(page.locator('main')).toContainText('2 new schools');
  await sound(page, test);
  await page.locator('#why').fill('Order 13');
  await page.getByRole('button', { name: 'Take the file' }).click();
  await expect(page).toHaveURL(/\/schools\?/);
  for (const name of ['A', 'B']) await expect(page.locator('main')).toContainText(`Invented School ${name} (${own})`);

  // A school of another place is not found.
  expect((await page.goto('/schools/nothing-of-mine')).status()).toBe(404);
});
