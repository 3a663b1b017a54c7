import { expect } from '@playwright/test';
import AxeBuilder from '@axe-core/playwright';

// The demonstration's sign-ins, in the words in which `make run` prints them. Every password is the same.
export const password = 'demonstration-2026';

export const chosen = 'yak herd snow lion 7';

export async function signIn(page, eid, { shared = false, password: secret = password } = {}) {
  await page.goto('/sign-in');
  await page.locator('#login').fill(eid);
  await page.locator('#password').fill(secret);
  await page.locator(`#shared-${shared ? 'yes' : 'no'}`).check();
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).not.toHaveURL(/sign-in/);
}

// sound checks a page as everyone must be able to use it: no serious finding of axe, no sideways scrolling, one h1. Axe needs
// scripts of its own, so on pages without scripts only the rest is checked; the markup is the same. Axe takes seconds where a page
// takes a tenth of one, so it looks at each kind of page once: a page at the same address, numbers aside, that is made of the same
// elements in the same classes and states has been looked at.
export async function sound(page, test) {
  await expect(page.locator('h1, #place')).not.toHaveCount(0);
  const { use, name } = test.info().project;
  if (use.javaScriptEnabled === false) return;
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(wide, `${page.url()} scrolls sideways`).toBeLessThanOrEqual(0);
  const kind = `${name} ${new URL(page.url()).pathname.replace(/[^/]*\d[^/]*/g, 'N')} ${await made(page)}`;
  if (looked.has(kind)) return;
  const rules = { light: (axe) => axe.withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']), dark: (axe) => axe.withRules(['color-contrast']) };
  for (const [colorScheme, choose] of Object.entries(rules)) { // the markup is the same in the dark; only colours differ
    await page.emulateMedia({ colorScheme });
    // There are no frames, so that the short way gives the same; nobody reads what is in order.
    const found = await choose(new AxeBuilder({ page }).setLegacyMode(true).options({ resultTypes: ['violations'] })).analyze();
    const told = found.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).join(', ')}`);
    expect(told, `${page.url()} in ${colorScheme}`).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: 'light' });
  looked.add(kind);
}

// looked are the kinds of pages in which axe has found nothing, of this worker.
const looked = new Set();

// made says of what elements a page is made: each in its parent, with classes and all attributes that say how it is to be read,
// but not their words, and once however often it comes.
const made = (page) => page.evaluate(() => {
  const words = new Set(['id', 'for', 'href', 'value', 'name', 'aria-label', 'aria-labelledby', 'aria-describedby', 'aria-controls',
    'datetime', 'title', 'action', 'form', 'headers', 'list', 'src', 'd', 'points', 'transform', 'max', 'min', 'maxlength']);
  const said = (a) => (words.has(a.name) || a.name.startsWith('data-') ? `${a.name}${a.value ? '' : '!'}` : `${a.name}=${a.value.replace(/\d+/g, 'N')}`);
  const one = (e) => `${e.localName}[${[...e.attributes].map(said).sort().join(' ')}]${e.textContent.trim() ? '' : '!'}`;
  return [...new Set([...document.querySelectorAll('html, body *')].map((e) => `${e.parentElement ? one(e.parentElement) : ''}>${one(e)}`))].sort().join('\n');
});

export async function signOut(page) {
  await page.goto('/me/sessions');
  await page.locator('header details.who summary').click();
  await page.locator('header details.who').getByRole('button', { name: 'Sign out' }).click();
  await expect(page).not.toHaveURL(/me/);
}

// enter lets the administrator enter a new person, who then chooses a password with the printed code, as everybody does, and is
// signed in by it.
let entered = 0;
export async function enter(page, label, agency = 'dz-haa') {
  entered++;
  const eid = `98${String(Date.now()).slice(-7)}${entered}`;
  const name = `Deki Lhaden`;
  await signIn(page, '99000008');
  await page.goto('/people/new');
  await page.locator('[name=eid]').fill(eid);
  await page.locator('[name=name]').fill(name);
  await page.locator('[name=kind]').selectOption('regular');
  await page.locator('[name=agency]').fill(agency);
  await page.locator('[name=position]').fill(`Planning Officer (${label})`);
  await page.locator('[name=joined]').fill('2026-09-01');
  await page.locator('[name=why]').fill('Appointment order of a test');
  await page.locator('main form button.main').click();
  await expect(page.locator('h1')).toContainText(name);
  const own = new URL(page.url()).pathname;
  await signOut(page);
  await signIn(page, '99000006'); // an administrator enters people; RCSC or the focal officer prints their codes
  await page.goto(own);
  const code = await oneTimeCode(page);
  await signOut(page);
  await page.goto('/activate');
  await page.locator('#eid').fill(eid);
  await page.locator('#joined').fill('2026-09-01');
  await page.locator('#code').fill(code);
  await page.locator('#password').fill(chosen);
  await page.locator('main form button.main').click();
  await expect(page.locator('#problems')).toHaveCount(0);
  return { eid, name, agency };
}

// oneTimeCode asks for a code on the page of a person, and reads it off the sheet to print.
async function oneTimeCode(page) {
  await page.getByRole('link', { name: 'Print a one-time code' }).click();
  await page.locator('main form button.main').click();
  return (await page.locator('.slip .code').innerText()).trim();
}
