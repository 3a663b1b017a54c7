// Results on paper: ten of a class are typed with the keyboard, or tapped on a phone, corrected, and seen on the live page.
import { expect, test } from '@playwright/test';
import { signIn, sound } from '../support/session.js';

const module = 'rumours-and-evidence';
const ten = [3, 5, 8, 11, 14, 17, 20, 22, 25, 28];
const scripts = (info) => info.project.use.javaScriptEnabled !== false;
const phone = (info) => info.project.name.startsWith('phone');

test.beforeEach(({}, info) => {
  test.skip(info.project.name === 'desktop-no-scripts', 'without scripts the page is one and the same');
});

// open opens a class of 28 that works on paper, and gives the address of the module.
async function open(page, info) {
  await signIn(page, '99000005');
  await page.goto('/classes/new');
  await page.locator('#grade').selectOption('VIII');
  await page.locator('#section').selectOption({ phone: 'E', desktop: 'F', 'phone-no-scripts': 'G' }[info.project.name]);
  await page.locator('#size').fill('28');
  await page.getByRole('button', { name: 'Open the class' }).click();
  const at = new URL(page.url()).pathname.replace('/cards', '');
  await page.goto(`${at}/assign?course=${module}`);
  await page.locator('#mode-paper').check();
  await page.getByRole('button', { name: 'Assign' }).click();
  await expect(page.getByText('Nothing has come back yet')).toBeVisible();
  await sound(page, test);
  return `${at}/${module}`;
}

// kindsOf reads what each question of a pupil's sheet takes: the letters that may come first, those after it, how many are whole.
const kindsOf = async (row) => (await row.getAttribute('data-kinds')).split(' ').map((kind) => {
  const [first, rest, whole] = kind.split(':');
  return { first, rest, whole: Number(whole) };
});

// written is what a pupil put on paper: something else for each.
function written({ first, rest, whole }, pupil) {
  if (whole === 0) return first.slice(0, 2);
  if (whole > 2) return [...first.replace('-', '')].slice(0, whole).join('').padEnd(whole, first[0]);
  const letter = first[pupil % first.length];
  return whole === 2 ? letter + rest[0] : letter;
}

// keys types a sheet into the grid as it stands on the paper, and counts what was pressed.
async function keys(page, row, pupil) {
  let pressed = 0;
  for (const kind of await kindsOf(row)) {
    for (const key of [...written(kind, pupil), ...(kind.whole === 0 ? ['Enter'] : [])]) {
      await page.keyboard.press(key);
      pressed++;
    }
  }
  return pressed;
}

// taps does the same on the letters of a phone.
async function taps(page, row, pupil) {
  let tapped = 0;
  const tap = (where) => { tapped++; return page.locator(where).tap(); };
  for (const kind of await kindsOf(row)) {
    for (const letter of written(kind, pupil)) await tap(`#pad [data-letter="${letter}"]`);
    if (kind.whole === 0) await tap('#pad [data-do="on"]');
  }
  return tapped;
}

async function enter(page, info) {
  const count = { pressed: 0 };
  for (const pupil of ten) {
    const row = page.locator(`[data-row][data-number="${pupil}"]`);
    if (!scripts(info)) {
      for (const [i, kind] of (await kindsOf(row)).entries()) await row.locator('[data-n]').nth(i).fill(written(kind, pupil));
    } else if (phone(info)) {
      for (let i = 0; i < 28 && !(await row.isVisible()); i++) await page.locator('#pad [data-do="after"]').tap();
      count.pressed += await taps(page, row, pupil) + 1; // and on to the next pupil
    } else {
      await row.locator('[data-n]').first().focus();
      count.pressed += await keys(page, row, pupil);
    }
  }
  return count.pressed / ten.length;
}

test('ten of a class on paper are entered, corrected and seen', async ({ page }, info) => {
  const live = await open(page, info);
  await page.getByRole('link', { name: 'Enter results on paper' }).click();
  await expect(page.locator('[data-row]')).toHaveCount(28);
  await sound(page, test);
  const each = await enter(page, info);
  if (scripts(info)) expect(each).toBeLessThanOrEqual(14);

  // A letter that there is not: refused in place, with everything kept.
  if (!scripts(info)) {
    await page.locator('#q1-1').fill('z');
    await page.locator('#check').click();
    await expect(page.locator('#q1-1-error')).toContainText('Number 1, question 1');
    await expect(page.locator(`#q28-1`)).not.toHaveValue('');
    await sound(page, test);
    await page.locator('#q1-1').fill('');
  } else if (!phone(info)) {
    await page.locator('#q1-1').focus();
    await page.keyboard.press('z');
    await expect(page.locator('#grid-said')).toContainText('Question 1 has the letters');
    await expect(page.locator('#q1-1')).toHaveValue('');
    await page.keyboard.press('ArrowDown');
    await expect(page.locator('#q2-1')).toBeFocused();
    await page.keyboard.press('ArrowRight');
    await expect(page.locator('#q2-2')).toBeFocused();
    await page.reload(); // a link that broke
    await expect(page.locator('#grid-said')).toContainText('is back');
    await expect(page.locator('#q28-1')).not.toHaveValue('');
  }
  await page.locator('#check').click();
  await expect(page.locator('#ready')).toContainText('10 sheets, 60 answers');
  await expect(page.locator('#ready')).toContainText('No sheet yet of number 1, 2, 4');
  await sound(page, test);
  await page.getByRole('button', { name: 'Save these results' }).click();
  await expect(page.getByText('10 of 28 in')).toBeVisible();
  await expect(page.locator('#grid').getByRole('link', { name: 'Look and correct' })).toHaveCount(0);
  if (scripts(info)) expect(await page.locator('[data-n]').evaluateAll((all) => all.filter((f) => f.value).length)).toBe(0);

  // One answer was read wrongly.
  await page.getByRole('link', { name: 'Look and correct 8', exact: true }).click();
  await expect(page.locator('h1')).toHaveText('Number 8 on paper');
  await sound(page, test);
  const first = page.locator('#q8-1');
  const was = await first.inputValue();
  await first.fill('-');
  await page.getByRole('button', { name: 'Correct it' }).click();
  await expect(page.locator('#cause-error')).toContainText('Choose why');
  await expect(first).toHaveValue('-');
  await sound(page, test);
  await page.getByLabel('The mark on the paper was read wrongly').check();
  await page.getByRole('button', { name: 'Correct it' }).click();
  await expect(page.locator('main ol.lines li')).toContainText(`${was.toUpperCase()} → -`);
  await expect(page.locator('main ol.lines li')).toContainText('Pema Lhamo');
  await sound(page, test);

  // Lessons for everybody but one, in one act.
  await page.goto(`${live}/lessons`);
  await sound(page, test);
  await page.locator('#roll-5').uncheck();
  await page.getByRole('button', { name: 'Look before saving' }).click();
  await expect(page.getByText('Not for number 5.')).toBeVisible();
  await sound(page, test);
  await page.getByRole('button', { name: 'Save it' }).click();
  await expect(page.locator('main .counts')).toContainText('10 of 28 are done');
  await expect(page.locator('#n8')).toContainText('of 6');
  await expect(page.locator('#n8').getByRole('link', { name: 'On paper 8' })).toBeVisible();
  await sound(page, test);
});
