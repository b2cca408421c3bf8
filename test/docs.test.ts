import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { apiPage } from '../tools/api.mjs';
import * as xsift from '../ts/index.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string): string => readFileSync(`${root}${path}`, 'utf8');

/** What users can name: of each entry point in package.json the exports of its compiled declarations. */
function declaredNames(): Map<string, string[]> {
  const { name, exports } = JSON.parse(read('package.json'));
  const files = (Object.entries(exports) as [string, { types?: string }][]).filter(([, { types }]) => types);
  const paths = files.map(([, { types }]) => `${root}${types!.slice(2)}`);
  const { NodeNext: moduleResolution } = ts.ModuleResolutionKind;
  const program = ts.createProgram(paths, { module: ts.ModuleKind.NodeNext, moduleResolution, types: [] });
  const checker = program.getTypeChecker();
  return new Map(
    files.map(([path], i) => {
      const index = checker.getSymbolAtLocation(program.getSourceFile(paths[i])!)!;
      return [name + path.slice(1), checker.getExportsOfModule(index).map((symbol) => symbol.name)];
    }),
  );
}

/** The page by entry point: each name with its code and what is said of it. */
function documented(page: string): Map<string, Map<string, { code: string; docs: string }>> {
  return new Map(
    page
      .split(/^## /m)
      .slice(1)
      .map((section) => {
        const [specifier] = section.split('\n');
        const entries = [...section.matchAll(/^###(?:#)? (\w+)\n\n```ts\n(.*?)\n```\n(.*?)(?=^##|$(?![\s\S]))/gms)];
        return [specifier, new Map(entries.map(([, name, code, docs]) => [name, { code, docs: docs.trim() }]))];
      }),
  );
}

describe('docs/api.md', () => {
  const page = read('docs/api.md');
  const declared = declaredNames();
  const entries = documented(page);

  test('is made of the declarations as they are', () => {
    expect(apiPage() === page, 'docs/api.md is out of date: run npm run build:ts and npm run docs').toBe(true);
  });

  test('has every name of every entry point, with its signature and a docstring', () => {
    expect([...entries.keys()]).toEqual([...declared.keys()]);
    for (const [specifier, names] of declared) {
      const here = entries.get(specifier)!;
      expect([...here.keys()].sort(), specifier).toEqual([...names].sort());
      for (const [name, { code, docs }] of here) {
        expect(code, name).toMatch(new RegExp(`\\b${name}\\b`));
        expect(docs.length, `${specifier}: ${name} has no docstring`).toBeGreaterThan(10);
      }
    }
  });

  test('names types that are public, or of the language, alone', () => {
    const known = new Set([...declared.values()].flat());
    const missing = [...entries.values()].flatMap((section) =>
      [...section].flatMap(([name, { code }]) => typesIn(code).map((type) => ({ name, type }))),
    );
    expect(missing.filter(({ type }) => !known.has(type) && !languageTypes.has(type))).toEqual([]);
  });

  test('links lead to headings', () => {
    const slugs = new Set(
      [...page.matchAll(/^#+ (.*)$/gm)].map(([, title]) => title.toLowerCase().replaceAll('/', '')),
    );
    const links = [...page.matchAll(/\]\(#([\w-]+)\)/g)].map(([, slug]) => slug.replace(/-\d+$/, ''));
    expect(links.length).toBeGreaterThan(50);
    expect(links.filter((slug) => !slugs.has(slug))).toEqual([]);
  });
});

const languageTypes = new Set(
  (
    'AbortSignal Array ArrayBuffer ArrayBufferLike ArrayIterator ArrayLike AsyncGenerator AsyncIterable Blob Error ErrorOptions ' +
    'Exclude Float32Array Float64Array Int16Array Int32Array Int8Array Iterable Omit Partial Pick Promise Readonly Record Uint16Array ' +
    'Uint32Array Uint8Array'
  ).split(' '),
);

/** Types that a declaration names, but for its own type parameters. */
function typesIn(code: string): string[] {
  const source = ts.createSourceFile('x.d.ts', code, ts.ScriptTarget.ES2023, true);
  const [names, defined] = [new Set<string>(), new Set<string>()];
  const visit = (node: ts.Node): void => {
    if (ts.isTypeParameterDeclaration(node)) defined.add(node.name.text);
    const name = ts.isTypeReferenceNode(node)
      ? node.typeName
      : ts.isTypeQueryNode(node)
        ? node.exprName
        : ts.isExpressionWithTypeArguments(node) && node.expression;
    if (name) names.add(name.getText());
    ts.forEachChild(node, visit);
  };
  visit(source);
  return [...names].filter((name) => !defined.has(name));
}

test('the root has fewer than 70 values, and no name is so general that it says nothing', () => {
  expect(Object.keys(xsift).length).toBeLessThan(70);
  const general = [...declaredNames().values()].flat().filter((name) => /^(Value|Item|Cell|Panel|Chart)$/.test(name));
  expect(general).toEqual([]);
});

test('every dependency has its line in docs/dependencies.md', () => {
  const { dependencies, devDependencies } = JSON.parse(read('package.json'));
  const page = read('docs/dependencies.md');
  const missing = Object.keys({ ...dependencies, ...devDependencies }).filter((name) => !page.includes(name));
  expect(missing).toEqual([]);
});

/** Of each link of a page to a file or a heading, where it leads. */
function linksOf(page: string): { path: string; heading?: string }[] {
  const folder = page.includes('/') ? page.replace(/[^/]*$/, '') : '';
  return [
    ...read(page)
      .replaceAll(/^```[\s\S]*?^```/gm, '')
      .matchAll(/\]\(([^)\s]+)\)/g),
  ]
    .map(([, link]) => link)
    .filter((link) => !/^[a-z]+:/.test(link))
    .map((link) => {
      const [path, heading] = link.split('#');
      return { path: path ? folder + path : page, heading };
    });
}

/** The name that a heading has in links. */
const slug = (heading: string) =>
  heading
    .toLowerCase()
    .replaceAll(/[^\w\s-]/g, '')
    .replaceAll(' ', '-');

/** Made by `xsift reproduce` beside the page, and not kept. */
const isMade = (path: string) => /^docs\/paper\/(figures|report\.html|results\.json|steps)/.test(path);

test('links of README, docs and examples lead to files and headings that are there', () => {
  const pages = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'examples/README.md'].concat(
    readdirSync(`${root}docs`).flatMap((name) => (name.endsWith('.md') && name !== 'api.md' ? [`docs/${name}`] : [])),
  );
  const broken: string[] = [];
  let checked = 0;
  for (const page of pages)
    for (const { path, heading } of linksOf(page)) {
      checked++;
      const isThere = existsSync(root + path) || isMade(path);
      const headings =
        heading && isThere ? [...read(path).matchAll(/^#+ (.*)$/gm)].map(([, words]) => slug(words)) : [];
      if (!isThere || (heading && !headings.includes(heading))) broken.push(`${page}: ${path}#${heading ?? ''}`);
    }
  expect(checked).toBeGreaterThan(60);
  expect(broken).toEqual([]);
});

test('docs/README.md leads to every page, and README to it', () => {
  const led = new Set(linksOf('docs/README.md').map(({ path }) => path.replace('docs/../', '')));
  const pages = readdirSync(`${root}docs`).filter((name) => name.endsWith('.md') && name !== 'README.md');
  expect(pages.filter((name) => !led.has(`docs/${name}`))).toEqual([]);
  expect(linksOf('README.md').map(({ path }) => path)).toContain('docs/README.md');
});

test('scripts that pages name are those of package.json', () => {
  const { scripts } = JSON.parse(read('package.json'));
  const pages = ['README.md', 'CONTRIBUTING.md', 'bench/README.md'].concat(
    readdirSync(`${root}docs`).flatMap((name) => (name.endsWith('.md') ? [`docs/${name}`] : [])),
  );
  const named = pages.flatMap((page) =>
    [...read(page).matchAll(/npm\s+run\s+([\w-]+(?::[\w-]+)*)/g)].map(([, script]) => ({ page, script })),
  );
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter(({ script }) => !scripts[script])).toEqual([]);
});

test('what programs of the pages import is exported', () => {
  const names = declaredNames();
  const pages = readdirSync(`${root}docs`).flatMap((name) =>
    name.endsWith('.md') && name !== 'api.md' ? [`docs/${name}`] : [],
  );
  const imports = pages.flatMap((page) =>
    [...read(page).matchAll(/^import \{([^}]*)\} from '(xsift[\w/]*)'/gm)].flatMap(([, list, entry]) =>
      list.split(',').map((name) => ({ page, entry, name: name.trim() })),
    ),
  );
  expect(imports.length).toBeGreaterThan(10);
  expect(imports.filter(({ entry, name }) => name && !names.get(entry)?.includes(name))).toEqual([]);
});
