import { readFileSync } from 'node:fs';
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

test('the files that the README points to are there', () => {
  const links = [...read('README.md').matchAll(/\]\(([^)#:]+)\)/g)].map(([, path]) => path);
  expect(links.length).toBeGreaterThan(0);
  for (const link of links) expect(read(link)).not.toBe('');
});
