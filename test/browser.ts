import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const executablePath = process.env.XSIFT_CHROMIUM ?? '/usr/bin/chromium';

/** Whether there is a Chromium (XSIFT_CHROMIUM names one): tests of pages are skipped without. */
export const hasBrowser = existsSync(executablePath);

export function launchBrowser(): Promise<Browser> {
  const quiet = ['--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
  return chromium.launch({ executablePath, args: ['--no-sandbox', ...quiet] });
}

/** The page of a file; all that goes wrong on it, and every request but that for the page itself, ends up in `trouble`. */
export async function openFile(
  browser: Browser,
  file: string,
  trouble: string[],
  options: BrowserContextOptions,
): Promise<Page> {
  const page = await browser.newPage(options);
  const url = pathToFileURL(file).href;
  page.on('console', (message) => message.type() !== 'log' && trouble.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => trouble.push(`error: ${error.message}`));
  page.on('request', (request) => {
    if (request.url() !== url && !request.url().startsWith('data:')) trouble.push(`request: ${request.url()}`);
  });
  await page.goto(url);
  return page;
}
