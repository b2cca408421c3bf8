import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verdictColumns } from '../../ts/classify/columns.js';
import { histogram, writePage } from '../../ts/classify/page/page.js';
import { countVerdict, emptyTally } from '../../ts/classify/tally.js';
import type { SketchedVerdict } from '../../ts/classify/verdict.js';
import { hasBrowser, launchBrowser, openFile } from '../browser.js';

const classes = ['star', 'agn'];
const COUNT = 10_000;
const edges = Array.from({ length: 67 }, (_, i) => 0.3 * 1.05 ** i);

/** A row whose numbers follow from its own: 3 of 4 are agn, every 10th has a flag, every 1000th failed. */
function verdict(i: number): SketchedVerdict {
  const isAgn = i % 4 !== 0;
  const counts = edges.slice(1).map((_, bin) => (bin * (i + 1)) % 7);
  const expected = counts.map((_, bin) => 3 / (1 + bin / 20));
  const failed = i % 1000 === 999;
  return {
    ...{ file: `obs${i % 7}/s_${i}.pi`, object: i === 4321 ? 'Crab <b>&' : undefined, exposure: 1000 + i },
    ...{
      counts: failed ? Number.NaN : (i * 37) % 1009,
      backgroundCounts: 2,
      netCounts: ((i * 37) % 1009) - 2,
      badChannels: 0,
    },
    ...{ probabilities: failed ? [Number.NaN, Number.NaN] : isAgn ? [0.2, 0.8] : [0.9, 0.1], warnings: [] },
    ...(failed ? { error: 'no such file' } : { verdict: isAgn ? 'agn' : 'star', method: 'bank' as const }),
    flags: i % 10 === 0 ? ['few-counts'] : [],
    ...(!failed && {
      sketch: {
        ...{ low: edges.slice(0, -1), high: edges.slice(1), counts, background: counts, backgroundScale: 0.1 },
        likeliest: { star: expected, agn: expected.map((value) => 2 * value) },
      },
    }),
  };
}

test('a histogram has the net counts in equal steps of ln E, the highest 35', () => {
  const sketch = {
    low: [1, 2, 4],
    high: [2, 4, 8],
    counts: [10, 40, 4],
    background: [0, 10, 90],
    backgroundScale: 0.5,
  };
  // 10, 35 and less than none, in the steps 2, 6 and 10: the middles of the bins are an eighth, 3 and 5 eighths of the way from 1 to 16.
  expect(histogram(sketch, [1, 16])).toBe('00a000z000000000');
  expect(histogram({ ...sketch, counts: [0, 0, 0] }, [1, 16])).toBe('0'.repeat(16));
});

// The page in a real browser. Without a Chromium (XSIFT_CHROMIUM names one) these are skipped. XSIFT_SCREENSHOTS=FOLDER keeps pictures.
describe.skipIf(!hasBrowser)('the page of 10,000 rows in a browser', () => {
  const folder = mkdtempSync(join(tmpdir(), 'xsift-page-'));
  const file = join(folder, 'v.html');
  const trouble: string[] = [];
  let browser: Browser;

  beforeAll(async () => {
    const tally = emptyTally(2);
    const verdicts = Array.from({ length: COUNT }, (_, i) => verdict(i));
    for (const one of verdicts) countVerdict(tally, one, classes);
    async function* rows() {
      yield* verdicts;
    }
    const columns = verdictColumns({ classes, passed: [], isSelection: false });
    const meta = { params: { command: 'xsift classify </script><script>alert(1)</script>' } };
    await writePage(file, { title: 'a <catalogue>', columns, classes, band: [0.3, 8], meta, tally, rows: rows() });
    browser = await launchBrowser();
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The page; all that goes wrong on it, and every request but that for the page itself, ends up in `trouble`. */
  async function open(width = 1500, height = 900): Promise<Page> {
    trouble.length = 0;
    const page = await openFile(browser, file, trouble, { viewport: { width, height } });
    await page.locator('tbody tr').first().waitFor();
    return page;
  }
  const sources = (page: Page) => page.locator('tbody th button').allTextContents();
  const found = (page: Page) => page.locator('.found').textContent();

  test('shows a hundred rows with histograms, and the next ones', async () => {
    const page = await open();
    expect(await page.locator('h1').textContent()).toBe('a <catalogue>');
    expect(await page.locator('header').textContent()).toContain('10,000 spectra: 2,500 star, 7,490 agn, 10 failed');
    expect(await page.locator('tbody tr').count()).toBe(100);
    expect(await page.locator('.spark svg path').count()).toBe(100);
    await page.getByRole('button', { name: 'Forward' }).click();
    expect((await sources(page))[0]).toBe('s_100.pi');
    await page.getByRole('button', { name: 'Last' }).click();
    expect((await sources(page)).at(-1)).toBe('s_9999.pi');
    expect(await page.getByRole('button', { name: 'Forward' }).isDisabled()).toBe(true);
    await page.close();
    expect(trouble).toEqual([]);
  });

  test('sorts by a column, large numbers first, and says so', async () => {
    const page = await open();
    const head = page.getByRole('columnheader', { name: 'NET_COUNTS' });
    await head.getByRole('button').click();
    expect(await head.getAttribute('aria-sort')).toBe('descending');
    const net = async () => (await page.locator('tbody tr').first().locator('td.number').nth(1).textContent())!;
    expect(await net()).toBe('1006');
    await page.keyboard.press('Enter');
    expect(await head.getAttribute('aria-sort')).toBe('ascending');
    expect(await net()).toBe('-2');
    // Names go by their numbers.
    await page.getByRole('columnheader', { name: 'Source' }).getByRole('button').click();
    expect((await sources(page)).slice(0, 3)).toEqual(['s_0.pi', 's_7.pi', 's_14.pi']);
    await page.close();
    expect(trouble).toEqual([]);
  });

  test('filters by words, verdict, flag and counts', async () => {
    const page = await open();
    await page.getByLabel('Search').fill('crab');
    expect(await found(page)).toBe('1 of 10,000 rows');
    expect(await page.locator('tbody td', { hasText: 'Crab' }).textContent()).toBe('Crab <b>&');
    await page.getByLabel('Search').fill('');
    await page.getByLabel('Verdict', { exact: true }).selectOption('star');
    expect(await found(page)).toBe('2,500 of 10,000 rows');
    await page.getByLabel('Flags', { exact: true }).selectOption('few-counts');
    expect(await found(page)).toBe('500 of 10,000 rows');
    await page.getByLabel('Flags', { exact: true }).selectOption('none');
    expect(await found(page)).toBe('2,000 of 10,000 rows');
    await page.getByLabel('Flags', { exact: true }).selectOption('');
    await page.getByLabel('Verdict', { exact: true }).selectOption('error');
    expect(await found(page)).toBe('10 of 10,000 rows');
    await page.getByLabel('Counts from').fill('1');
    expect(await found(page)).toBe('0 of 10,000 rows');
    await page.close();
    expect(trouble).toEqual([]);
  });

  test('draws the chosen spectrum, and by the keyboard the next, over pages of the table', async () => {
    const page = await open();
    await page.locator('tbody th button').nth(98).click();
    const picture = page.locator('.picture svg');
    const name = async () => (await picture.first().getAttribute('aria-label'))!.split(':')[0];
    await expect.poll(name).toBe('s_98.pi');
    expect(await picture.first().locator('[aria-label=dot]').count()).toBeGreaterThanOrEqual(3);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await expect.poll(name).toBe('s_100.pi');
    expect((await sources(page))[0]).toBe('s_100.pi');
    expect(await page.locator('tbody tr.chosen').count()).toBe(1);
    expect(await page.evaluate('document.activeElement.textContent')).toBe('s_100.pi');
    await page.keyboard.press('ArrowUp');
    await expect.poll(name).toBe('s_99.pi');
    await page.getByRole('button', { name: 'Next' }).click();
    await expect.poll(name).toBe('s_100.pi');
    expect(await page.locator('.look dl').textContent()).toContain('EXPOSURE1100 s');
    if (process.env.XSIFT_SCREENSHOTS)
      await page.screenshot({ path: join(process.env.XSIFT_SCREENSHOTS, 'catalogue.png') });
    await page.getByLabel('Verdict', { exact: true }).selectOption('error');
    await page.locator('tbody th button').first().click();
    await expect.poll(() => page.locator('.picture').textContent()).toContain('no spectrum to show: no such file');
    await page.close();
    expect(trouble).toEqual([]);
  });

  test('columns can be chosen; on a small screen nothing but the table scrolls sideways', async () => {
    const page = await open(390, 800);
    await page.getByText('Columns', { exact: true }).click();
    expect(await page.getByRole('columnheader', { name: 'EXPOSURE' }).count()).toBe(0);
    await page.getByLabel('EXPOSURE').check();
    expect(await page.getByRole('columnheader', { name: 'EXPOSURE (s)' }).count()).toBe(1);
    await page.locator('tbody th button').nth(2).click();
    await page.locator('.picture svg').first().waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    if (process.env.XSIFT_SCREENSHOTS)
      await page.screenshot({ path: join(process.env.XSIFT_SCREENSHOTS, 'catalogue-390.png') });
    await page.close();
    expect(trouble).toEqual([]);
  });
});
