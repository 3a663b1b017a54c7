// The walk of docs/first-module.md: a teacher who has never been here opens a class, prints its cards and assigns the first module.
// It takes the pictures of that page again, and counts what there is to read and to tap. A server with the demonstration must run:
//   node first-module.js http://127.0.0.1:8080
import { chromium } from '@playwright/test';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { signIn } from './support/session.js';

const pictures = path.join(path.dirname(fileURLToPath(import.meta.url)), '../docs/images');
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
const page = await browser.newPage({ viewport: { width: 360, height: 740 }, baseURL: process.argv[2], hasTouch: true, isMobile: true });
let taps = 0;
let words = 0;

// seen takes the picture of a page, and counts the words that a teacher may read before the next tap: not the cards, which are the pupils'.
const seen = async (name, { counted = true } = {}) => {
  const text = await page.locator('main').innerText();
  const cards = (await page.locator('ul.cards').count()) ? await page.locator('ul.cards').innerText() : '';
  const here = text.trim().split(/\s+/).length - (cards ? cards.trim().split(/\s+/).length : 0);
  if (counted) words += here;
  await page.screenshot({ path: path.join(pictures, `first-module-${name}.png`) });
  console.log(`${name}: ${here} words; ${words} words and ${taps} taps so far`);
};
const tap = (where) => { taps++; return where.click(); };
const choose = (where, what) => { taps += 2; return where.selectOption(what); }; // open the list, take one

await signIn(page, '99000005');
await tap(page.getByRole('link', { name: 'My classes' }));
await seen('1-classes');
await tap(page.getByRole('link', { name: 'New class', exact: true }));
await choose(page.locator('#grade'), 'VII');
await choose(page.locator('#section'), 'A');
taps += 3;
await page.locator('#size').fill('35');
await seen('2-new');
await tap(page.getByRole('button', { name: 'Open the class' }));
await page.locator('ul.cards > li').nth(34).waitFor();
await seen('3-cards');
await tap(page.getByRole('link', { name: 'Go on to the class' }));
await seen('4-class');
await tap(page.getByRole('link', { name: 'Assign a module' }));
await tap(page.locator('input[name=mode][value=shared]'));
await seen('5-assign');
await tap(page.getByRole('button', { name: 'Assign it' }));
await page.locator('#now').waitFor();
await seen('6-live', { counted: false });
console.log(`every word at 200 a minute: ${Math.round((words / 200) * 60)} s; taps at 1.5 s: ${Math.round(taps * 1.5)} s`);
await browser.close();
