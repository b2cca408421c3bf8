import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** README and all pages of docs/ but those that are generated, by their path. */
export const pages = new Map(
  ['README.md', 'examples/README.md', ...readdirSync(`${root}docs`).map((name) => `docs/${name}`)]
    .filter((path) => path.endsWith('.md') && path !== 'docs/api.md')
    .map((path) => [path, readFileSync(root + path, 'utf8')]),
);

/** The commands of a page's code blocks (indented, or fenced for a shell), lines that end in a backslash joined. */
export function commandLines(written: string): string[] {
  const page = written.replaceAll(/ *\\\n */g, ' ');
  const fenced = [...page.matchAll(/^```(?:sh|bash)\n([\s\S]*?)^```/gm)].map(([, block]) => block);
  const indented = page.replaceAll(/^```[\s\S]*?^```/gm, '').match(/^ {4}\S.*/gm) ?? [];
  return [...fenced, ...indented]
    .join('\n')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => /(^|[|&] *)(npx )?xsift /.test(line));
}

/** The arguments of xsift in a line of a shell; undefined without it. Globs and variables stay as they are. */
export function xsiftArguments(line: string): string[] | undefined {
  const at = /(?:^|[|&] *)(?:npx )?xsift (.*)$/.exec(line);
  if (!at) return undefined;
  const words: string[] = [];
  for (const [token, single, double] of at[1].matchAll(/'([^']*)'|"([^"]*)"|[^\s'"]+/g)) {
    if (/^(#|>|\||&&)/.test(token)) break;
    words.push(single ?? double ?? token);
  }
  return words;
}
