// Writes docs/api.md: every public name of every entry point with its signature and docstring, read from the compiled declarations
// (dist/**/*.d.ts), which is what users get. `npm run docs`, after npm run build:ts; test/docs.test.ts compares.
//
// TypeDoc with its Markdown plugin was tried: 11,700 lines where this page has a third, as each parameter and field gets a heading or
// a table row, and signatures without types. TypeScript users read declarations with their comments faster than either.
import { readFileSync, writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = fileURLToPath(new URL('..', import.meta.url));

/** What each entry point is for. @type {Record<string, string>} */
const purposes = {
  xsift: 'what a program needs to simulate, train and classify',
  'xsift/catalog': 'catalogues of real sources that populations are drawn from',
  'xsift/classify': 'whole catalogues: inputs, tables out, resume, shards',
  'xsift/doctor': 'what is installed, what a file holds',
  'xsift/exchange': 'classifiers in other runtimes, networks from there, model cards',
  'xsift/fit': 'models fitted to spectra, C and W statistic',
  'xsift/metrics': 'how good verdicts and probabilities are',
  'xsift/ogip': 'files of the field: FITS, PHA, RMF, ARF',
  'xsift/paper': 'Hebbar & Heinke 2023, repeated',
  'xsift/report': 'pictures, tables and reports',
  'xsift/table': 'typed tables: CSV, ECSV, JSON lines, FITS, VOTable, Parquet',
};

/** Subjects of the names of `xsift` itself, by the folder that they are declared in. @type {Record<string, string>} */
const subjects = {
  spectral: 'Spectral models',
  population: 'Populations of sources',
  simulation: 'Responses, backgrounds, simulation',
  dataset: 'Datasets and libraries',
  network: 'Training and classifying',
  ogip: 'Observed spectra',
  bank: 'Template banks, likelihoods',
  classify: 'Classifying files',
  native: 'Random numbers and kernels',
  base: 'Errors, long calls, arrays',
};

const head = `# Public names

Made from the docstrings by \`npm run docs\`. Each section is an entry point, to be imported by its name.

**What is awaited, what is thrown.** A call on one spectrum, one file or one table returns at once (\`fakeIt\`, \`applyResponse\`,
\`readPha\`, \`createResponse\`); a call on many spectra, a training, a resampling or a report is a promise, which takes \`signal\` (an
AbortSignal), \`onProgress\` and, where native threads work, \`threads\` (see \`RunOptions\`), and leaves the main thread free meanwhile. Streams
(\`simulateShards\`, \`classifyFiles\`) are async generators. The first kind throws; a promise never throws at once but rejects, also for a
wrong argument; a generator rejects when its next item is asked for. What is thrown on purpose is an \`XsiftError\`: a \`ParameterError\` for an
argument, a \`FileError\` for a file, a \`MismatchError\` for things that do not fit each other; an aborted call rejects with the signal's
reason, and what a callback throws comes through as it is. Results do not depend on the number of threads. What is handed out is
readonly in its types where it is shared (responses, spectra, datasets, models); arrays that a call has made for its caller are not.`;

/**
 * @typedef {{ name: string, code: string, docs: string, folder: string }} Entry
 * @typedef {{ specifier: string, entries: Entry[] }} EntryPoint
 */

/** The entry points of package.json: specifier and declarations. @returns {[specifier: string, file: string][]} */
function entryFiles() {
  const { name, exports } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
  return Object.entries(exports)
    .filter(([, target]) => target.types)
    .map(([path, { types }]) => [name + path.slice(1), `${root}${types.slice(2)}`]);
}

/** The page. @returns {string} */
export function apiPage() {
  const files = entryFiles();
  const program = ts.createProgram(
    files.map(([, file]) => file),
    {
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      target: ts.ScriptTarget.ES2023,
      strict: true,
      skipLibCheck: true,
      types: ['node'],
      // Or the order of a union's members would depend on what was looked at before.
      stableTypeOrdering: true,
    },
  );
  const checker = program.getTypeChecker();
  /** @type {EntryPoint[]} */
  const points = files.map(([specifier, file]) => {
    const source = program.getSourceFile(file);
    const index = source && checker.getSymbolAtLocation(source);
    if (!index) throw new Error(`${file} is not there; run npm run build:ts`);
    const entries = checker.getExportsOfModule(index).map((symbol) => entryOf(checker, symbol));
    return { specifier, entries: entries.sort((a, b) => a.name.localeCompare(b.name, 'en')) };
  });
  return pageOf(points);
}

/** @param {EntryPoint[]} points */
function pageOf(points) {
  const blocks = [
    head,
    `${points.map(({ specifier }) => `- [${specifier}](#${slugOf(specifier)}): ${purposes[specifier]}`).join('\n')}`,
  ];
  for (const { specifier, entries } of points) {
    blocks.push(`## ${specifier}`);
    const isRoot = specifier === 'xsift';
    const groups = isRoot ? Object.entries(subjects) : [['', '']];
    for (const [folder, title] of groups) {
      if (title) blocks.push(`### ${title}`);
      const level = isRoot ? '####' : '###';
      for (const { name, code, docs } of entries.filter((entry) => !isRoot || entry.folder === folder))
        blocks.push(`${level} ${name}`, `\`\`\`ts\n${code}\n\`\`\``, docs);
    }
  }
  const page = `${blocks.filter(Boolean).join('\n\n')}\n`;
  const anchors = anchorsOf(page);
  return page.replaceAll(/\{@link ([\w.]+) ?\}/g, (_, name) => {
    const anchor = anchors.get(name) ?? anchors.get(name.split('.')[0]);
    return anchor ? `[\`${name}\`](#${anchor})` : `\`${name}\``;
  });
}

/** @param {string} title as GitHub makes anchors of headings */
const slugOf = (title) =>
  title
    .toLowerCase()
    .replaceAll(/[^\w -]/g, '')
    .replaceAll(' ', '-');

/** Where each heading is found: those that differ in case alone are numbered. @param {string} page */
function anchorsOf(page) {
  /** @type {Map<string, string>} */
  const anchors = new Map();
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const [, title] of page.matchAll(/^#+ (.*)$/gm)) {
    const slug = slugOf(title);
    const count = counts.get(slug) ?? 0;
    counts.set(slug, count + 1);
    anchors.set(title, count ? `${slug}-${count}` : slug);
  }
  return anchors;
}

/** @param {ts.TypeChecker} checker @param {ts.Symbol} symbol */
const targetOf = (checker, symbol) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol);

/** @param {ts.TypeChecker} checker @param {ts.Symbol} exported @returns {Entry} */
function entryOf(checker, exported) {
  const symbol = targetOf(checker, exported);
  const declarations = symbol.declarations ?? [];
  const tags = symbol
    .getJsDocTags(checker)
    .filter(({ name }) => ['param', 'returns', 'throws'].includes(name))
    .map(({ name, text: parts }) => tagLine(name, ts.displayPartsToString(parts)));
  const summary = ts.displayPartsToString(symbol.getDocumentationComment(checker));
  const examples = symbol
    .getJsDocTags(checker)
    .filter(({ name }) => name === 'example')
    .map(({ text: parts }) => `\`\`\`ts\n${ts.displayPartsToString(parts)}\n\`\`\``);
  return {
    name: exported.name,
    folder: relative(`${root}dist/`, declarations[0].getSourceFile().fileName)
      .split('/')[0]
      .replace(/\.d\.ts$/, ''),
    code: declarations.map((declaration) => inlined(checker, symbol, declaration) ?? codeOf(declaration)).join('\n'),
    docs: [summary, tags.join('\n'), ...examples].filter(Boolean).join('\n\n'),
  };
}

/** @param {string} kind @param {string} content */
function tagLine(kind, content) {
  if (kind !== 'param') return `- *${kind}* ${content}`;
  const [, name, words] = /^([\w.]+)\s*([\s\S]*)$/.exec(content) ?? [];
  return `- \`${name}\`: ${words}`;
}

/** A member that is no part of the public class. @param {ts.Node} member */
const isHidden = (member) =>
  ts.isClassElement(member) &&
  ((ts.getCombinedModifierFlags(member) & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected)) !== 0 ||
    member.name?.kind === ts.SyntaxKind.PrivateIdentifier);

/** A type that is computed from a value which is not public, such as a schema: what comes out, with its fields. @param {ts.TypeChecker} checker @param {ts.Symbol} symbol @param {ts.Declaration} declaration */
function inlined(checker, symbol, declaration) {
  if (!ts.isTypeAliasDeclaration(declaration) || !/\btypeof\b/.test(declaration.type.getText())) return undefined;
  const { NoTruncation, InTypeAlias, MultilineObjectLiterals } = ts.NodeBuilderFlags;
  const type = checker.getDeclaredTypeOfSymbol(symbol);
  const node = checker.typeToTypeNode(type, declaration, NoTruncation | InTypeAlias | MultilineObjectLiterals);
  if (!node) return undefined;
  const typeCode = ts.createPrinter().printNode(ts.EmitHint.Unspecified, node, declaration.getSourceFile());
  return indented(`type ${symbol.name} = ${typeCode};`);
}

/** @param {string} code with four blanks a level, of which two are left */
const indented = (code) =>
  code.replaceAll(/^ +/gm, (blanks) => ' '.repeat(blanks.length - Math.floor(blanks.length / 4) * 2));

/** The declaration as it stands, without what is private. @param {ts.Declaration} declaration */
function codeOf(declaration) {
  const statement = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration;
  const hidden = ts.isClassDeclaration(declaration) ? declaration.members.filter(isHidden) : [];
  const code = hidden.reduce((before, member) => before.replace(member.getFullText(), ''), statement.getText());
  return indented(code.replace(/^export (declare )?/, ''));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(`${root}docs/api.md`, apiPage());
