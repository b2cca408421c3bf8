import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeReport } from '../../ts/report/index.js';
import { hasBrowser, launchBrowser, openFile } from '../browser.js';
import { report } from './fixture.js';

const figures = report.results.flatMap((result) => result.figures);
const panels = figures.flatMap((figure) => figure.panels);

// The page in a real browser. Without a Chromium (XSIFT_CHROMIUM names one) these are skipped. XSIFT_SCREENSHOTS=FOLDER keeps pictures.
describe.skipIf(!hasBrowser)('report.html in a browser', () => {
  const folder = mkdtempSync(join(tmpdir(), 'xsift-report-'));
  const trouble: string[] = [];
  let browser: Browser;

  beforeAll(async () => {
    await writeReport(report, folder);
    browser = await launchBrowser();
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The page at a width; all that goes wrong on it, and every request but that for the page itself, ends up in `trouble`. */
  const open = (width: number, height: number, javaScriptEnabled = true): Promise<Page> =>
    openFile(browser, join(folder, 'report.html'), trouble, { viewport: { width, height }, javaScriptEnabled });

  /** Scrolls every figure into view, so that the script draws it. */
  async function drawAll(page: Page): Promise<void> {
    for (const { id } of figures) {
      await page.locator(`[id="${id}"]`).scrollIntoViewIfNeeded();
      await page.locator(`[id="${id}"] .panel.live svg`).first().waitFor();
    }
    expect(await page.locator('.panel.live > svg').count()).toBe(panels.length);
  }

  /** Of each panel: its size, and whether all its shapes and texts lie within it. */
  const measure = (page: Page) =>
    page.locator('.panel > svg').evaluateAll((elements) =>
      elements.map((svg) => {
        const box = svg.getBoundingClientRect();
        const texts = [...svg.querySelectorAll('text')].filter((label) => label.textContent !== '');
        const outside = texts.filter((label) => {
          const { left, right, top, bottom } = label.getBoundingClientRect();
          return left < box.left - 1 || right > box.right + 1 || top < box.top - 1 || bottom > box.bottom + 1;
        });
        return {
          size: [box.width, box.height],
          marks: svg.querySelectorAll('path, rect, circle, line, polygon').length,
          outside: outside.map((label) => label.textContent),
        };
      }),
    );

  /** Pairs of texts of a panel that lie over each other. */
  const overlaps = (page: Page) =>
    page.locator('.panel > svg').evaluateAll((elements) =>
      elements.flatMap((svg) => {
        const texts = [...svg.querySelectorAll('text')].filter((label) => label.textContent?.trim());
        const boxes = texts.map((label) => label.getBoundingClientRect());
        return boxes.flatMap((a, i) =>
          boxes.slice(i + 1).flatMap((b, k) => {
            const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
            const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
            return across > 1 && down > 4 ? [`${texts[i].textContent} / ${texts[i + 1 + k].textContent}`] : [];
          }),
        );
      }),
    );

  for (const [width, height] of [
    [1440, 900],
    [390, 844],
  ])
    test(`at ${width} px all figures are there, nothing overlaps, nothing scrolls sideways`, async () => {
      trouble.length = 0;
      const page = await open(width, height);
      await drawAll(page);
      const measured = await measure(page);
      expect(measured).toHaveLength(panels.length);
      for (const { size, marks, outside } of measured) {
        expect(size[0]).toBeGreaterThan(Math.min(300, width * 0.7));
        expect(size[1]).toBeGreaterThan(150);
        expect(marks).toBeGreaterThan(5);
        expect(outside).toEqual([]);
      }
      expect(await overlaps(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      if (process.env.XSIFT_SCREENSHOTS)
        await page.screenshot({ path: join(process.env.XSIFT_SCREENSHOTS, `${width}.png`), fullPage: true });
      await page.close();
      expect(trouble).toEqual([]);
    }, 60_000);

  test('without its script the page shows every figure, too', async () => {
    trouble.length = 0;
    const page = await open(1440, 900, false);
    const sizes = (await page.locator('.panel > svg').all()).map((svg) => svg.boundingBox());
    expect(sizes).toHaveLength(panels.length);
    for (const box of await Promise.all(sizes)) expect(Math.min(box!.width, box!.height)).toBeGreaterThan(150);
    await page.close();
    expect(trouble).toEqual([]);
  });

  test('a value shows at the pointer, a legend switches its series, dragging zooms, a double click goes back', async () => {
    trouble.length = 0;
    const page = await open(1440, 900);
    const panel = page.locator('#figure-8 .panel');
    await panel.scrollIntoViewIfNeeded();
    await panel.locator('[role=button]').first().waitFor();
    await panel.evaluate((element) => element.scrollIntoView({ block: 'center' }));
    const box = (await panel.locator('> svg').boundingBox())!;
    const at = (x: number, y: number) => [box.x + x * box.width, box.y + y * box.height] as const;

    const tip = panel.locator('.tip:visible');
    await page.mouse.move(...at(0.41, 0.2));
    await expect.poll(() => tip.allTextContents()).toEqual([expect.stringContaining('Energy (keV): ')]);
    expect((await tip.allTextContents())[0]).toContain('stars (43,210 spectra)');

    const lines = () => panel.locator('[aria-label=line] path').count();
    const before = await lines();
    const entry = () => panel.locator('[data-series="stars (43,210 spectra)"]');
    expect(await entry().getAttribute('aria-pressed')).toBe('true');
    await entry().click();
    expect(await entry().getAttribute('aria-pressed')).toBe('false');
    expect(await lines()).toBe(before - 1);
    await page.keyboard.press('Enter');
    expect(await entry().getAttribute('aria-pressed')).toBe('true');
    expect(await lines()).toBe(before);

    const names = () => panel.locator('text').allTextContents();
    expect(await names()).toContain('Fe-L');
    await page.mouse.move(...at(0.55, 0.5));
    await page.mouse.down();
    await page.mouse.move(...at(0.7, 0.5), { steps: 4 });
    await page.mouse.up();
    expect(await names()).not.toContain('Fe-L');
    expect(await names()).toContain('Si-K');
    await page.mouse.dblclick(...at(0.5, 0.3));
    expect(await names()).toContain('Fe-L');
    await page.close();
    expect(trouble).toEqual([]);
  });

  test('a legend that panels share switches a series in all of them', async () => {
    trouble.length = 0;
    const page = await open(1440, 900);
    const figure = page.locator('#figure-14');
    await figure.scrollIntoViewIfNeeded();
    const entry = () => figure.locator('.shared-legend [data-series=recall]');
    await expect.poll(() => entry().getAttribute('role')).toBe('button');
    expect(await figure.locator('.panel [aria-label=legend] text').count()).toBe(0);
    const dots = () => figure.locator('.panel [aria-label=dot]').count();
    const before = await dots();
    await entry().click();
    expect(await entry().getAttribute('aria-pressed')).toBe('false');
    expect(await dots()).toBe(before - 12);
    await page.keyboard.press('Enter');
    expect(await dots()).toBe(before);
    await page.close();
    expect(trouble).toEqual([]);
  });

  test('items can be filtered by verdict', async () => {
    const page = await open(1440, 900);
    const rows = page.locator('#page-item-table tbody tr:visible');
    const items = report.results.flatMap((result) => result.items);
    expect(await rows.count()).toBe(items.length);
    await page.locator('#page-filter input[value=pass]').uncheck();
    expect(await rows.count()).toBe(items.filter(({ verdict }) => verdict !== 'pass').length);
    await page.close();
  });
});
