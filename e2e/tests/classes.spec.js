import { test, expect } from '@playwright/test';
import { signIn, sound } from '../support/session.js';

const scripts = (info) => info.project.use.javaScriptEnabled !== false;

// tap signs a pupil in with their card, as a child would.
async function tap(page, code, number, pictures) {
  await page.goto('/card');
  await page.locator('#code').fill(code);
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByRole('link', { name: String(number), exact: true }).click();
  for (const name of pictures) await page.getByRole('button', { name, exact: true }).click();
}

// openClass opens a class of five that works on a module, and gives its address.
async function openClass(page, section, module) {
  await page.goto('/classes/new');
  await page.locator('#grade').selectOption('V');
  await page.locator('#section').selectOption(section);
  await page.locator('#size').fill('5');
  await page.getByRole('button', { name: 'Open the class' }).click();
  const own = new URL(page.url()).pathname.replace('/cards', '');
  await page.goto(`${own}/assign`);
  await page.getByLabel('Module').selectOption(module);
  await page.getByLabel(/Devices that go round/).check();
  await page.getByRole('button', { name: 'Assign it' }).click();
  await expect(page.locator('#now')).toBeVisible();
  return own;
}

test('from a new class to printed cards in four clicks, and a pupil signs in', async ({ page, browser }, info) => {
  await signIn(page, '99000005');
  await page.goto('/classes');
  await sound(page, test);
  let clicks = 0;
  const click = (where) => { clicks++; return where.click(); };
  await click(page.getByRole('link', { name: 'New class', exact: true }));
  await sound(page, test);
  await page.locator('#grade').selectOption('VI');
  await page.locator('#section').selectOption(info.project.name.includes('phone') ? 'C' : 'D');
  await page.locator('#size').fill('12');
  await click(page.getByRole('button', { name: 'Open the class' }));
  await expect(page.locator('ul.cards > li')).toHaveCount(12);
  await sound(page, test);
  const print = page.getByRole('link', { name: 'Print the cards' });
  const pdf = await page.request.get(await print.getAttribute('href'));
  clicks++;
  expect(pdf.headers()['content-type']).toBe('application/pdf');
  expect((await pdf.body()).subarray(0, 5).toString()).toBe('%PDF-');
  expect(clicks).toBeLessThanOrEqual(4);

  const card = page.locator('ul.cards > li').nth(6);
  const code = await card.locator('span.figures').textContent();
  const pictures = await card.locator('p').nth(1).locator('svg').evaluateAll((list) => list.map((s) => s.getAttribute('aria-label')));
  expect(pictures).toHaveLength(3);

  // On the same browser: the teacher stays signed in, and the pupil never sees whose it is.
  await page.goto('/card');
  await expect(page.locator('header')).not.toContainText('Pema Lhamo');
  await sound(page, test);
  await tap(page, code.trim().toLowerCase(), 7, pictures);
  await page.goto('/card');
  await expect(page.locator('h1')).toContainText('Hello, number 7');
  await sound(page, test);
  await page.goto('/classes');
  await expect(page.locator('h1')).toHaveText('My classes');

  // Another child guesses.
  const other = await (await browser.newContext(info.project.use)).newPage();
  await tap(other, code.trim(), 8, pictures);
  await expect(other.locator('#problems')).toContainText('not the pictures');
  await sound(other, test);
  await other.context().close();

  // Other pictures in one tap: the pupil's session is over.
  await page.goto('/classes');
  await page.locator('th a').first().click();
  await sound(page, test);
  await page.getByRole('link', { name: 'Pupils', exact: true }).click();
  await sound(page, test);
  await page.getByRole('button', { name: 'New pictures 7', exact: true }).click();
  await expect(page.locator('ul.cards > li')).toHaveCount(1);
  await page.goto('/card');
  await expect(page.locator('#code')).toBeVisible();
});

test('the list of names never leaves the browser', async ({ page, context }, info) => {
  test.skip(!scripts(info), 'without scripts the list is on paper');
  const name = 'Invented Nobody Zxqv';
  const sent = [];
  context.on('request', (r) => sent.push(r.url() + ' ' + JSON.stringify(r.headers()) + ' ' + (r.postData() ?? '')));
  await signIn(page, '99000005');
  const own = await openClass(page, info.project.name.includes('phone') ? 'E' : 'F', 'real-or-made-up');
  await page.goto(`${own}/names`);
  await sound(page, test);
  await page.getByLabel('Name of number 3', { exact: true }).fill(name);
  await page.getByLabel('Name of number 4', { exact: true }).fill('Somebody Else Zxqv');
  await expect(page.locator('#names-said')).toHaveText('Kept in this browser.');
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save as a file' }).click();
  const file = await (await saved).path();
  await page.goto(`${own}/pupils`);
  await expect(page.locator('[data-name="3"]')).toHaveText(name);

  // Beside the numbers of the class at work, and again when the page has asked anew; beside the fields for what was written on paper.
  await page.clock.install();
  await page.goto(`${own}/real-or-made-up`);
  await expect(page.locator('#n3 [data-name]')).toHaveText(name);
  await sound(page, test);
  expect((await page.request.post(`${own}/pupils`, { form: { do: 'leave', roll: '5' } })).ok()).toBe(true);
  await page.clock.fastForward(11_000);
  await expect(page.locator('#n5')).toHaveCount(0);
  await expect(page.locator('#n3 [data-name]')).toHaveText(name);
  await page.goto(`${own}/real-or-made-up/results`);
  await expect(page.locator('[data-name="3"]').first()).toHaveText(name);
  await page.locator('[data-row] input[data-n]').first().fill('a');
  await page.locator('#check').click();
  await expect(page.locator('[data-name="3"]').first()).toHaveText(name);
  await page.goto(`${own}/names`);
  page.once('dialog', (d) => d.accept());
  await page.getByRole('button', { name: 'Remove from this browser' }).click();
  await expect(page.getByLabel('Name of number 3', { exact: true })).toHaveValue('');
  await page.locator('#names-file').setInputFiles({ name: 'names.csv', mimeType: 'text/csv', buffer: (await import('node:fs')).readFileSync(file) });
  await expect(page.getByLabel('Name of number 3', { exact: true })).toHaveValue(name);
  await page.reload();
  await expect(page.getByLabel('Name of number 3', { exact: true })).toHaveValue(name);
  expect(sent.length).toBeGreaterThan(5);
  expect(sent.filter((text) => /zxqv/i.test(decodeURIComponent(text.replace(/%(?![0-9a-f]{2})/gi, '%25'))))).toEqual([]);
  expect(await page.context().cookies()).not.toEqual(expect.arrayContaining([expect.objectContaining({ value: expect.stringMatching(/zxqv/i) })]));
});
