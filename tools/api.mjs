// Writes docs/api.md: every public name of ts/index.ts with its signature and docstring, by folder. `npm run docs`; a test
// (test/docs.test.ts) fails when the page is not what this prints, or when a public name has no docstring.
import { writeFileSync } from 'node:fs';
import { basename, dirname, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = fileURLToPath(new URL('..', import.meta.url));
const rooms = {
  native: 'Errors, threads, long calls',
  ogip: 'OGIP and FITS files',
  spectral: 'Spectral models',
  catalog: 'Catalogues',
  population: 'Populations of sources',
  simulation: 'Responses and simulation',
  dataset: 'Datasets and libraries',
  network: 'Training and classifying',
  metrics: 'Metrics',
  report: 'Tables and plots',
  doctor: 'This installation',
};

/** The page, the public names that say nothing of themselves, and the types that public ones use but users cannot name. */
export function apiPage() {
  const program = ts.createProgram([`${root}ts/index.ts`], {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2023,
    strict: true,
    skipLibCheck: true,
    types: ['node'],
  });
  const checker = program.getTypeChecker();
  const index = checker.getSymbolAtLocation(program.getSourceFile(`${root}ts/index.ts`));
  const symbols = checker.getExportsOfModule(index);
  const entries = symbols.map((symbol) => entryOf(checker, symbol));
  const undocumented = entries.filter(({ text }) => !text).map(({ name }) => name);
  const sections = Object.entries(rooms).map(([room, title]) => {
    const own = entries.filter((entry) => entry.room === room).sort((a, b) => a.name.localeCompare(b.name, 'en'));
    return [
      `## ${title}`,
      ...own.map(({ name, code, text }) => `### ${name}\n\n\`\`\`ts\n${code}\n\`\`\`\n\n${text}`),
    ].join('\n\n');
  });
  const head =
    '# Public names\n\nMade from the docstrings by `npm run docs`. Everything is exported by `xsift` itself.';
  return {
    page: `${[head, ...sections].join('\n\n')}\n`.replaceAll(/\{@link ([\w.]+) ?\}/g, '`$1`'),
    undocumented,
    unnamed: unnamedTypes(checker, symbols),
    names: entries.map(({ name }) => name),
  };
}

const aliased = (checker, symbol) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol);

/** Types of ours in the signatures of public names that are not public themselves. */
function unnamedTypes(checker, symbols) {
  const known = new Set(symbols.map((symbol) => aliased(checker, symbol)));
  const missing = new Set();
  const visit = (node) => {
    if (ts.isBlock(node) || isHidden(node)) return;
    const name = ts.isTypeReferenceNode(node)
      ? node.typeName
      : ts.isExpressionWithTypeArguments(node) && node.expression;
    const symbol = name && checker.getSymbolAtLocation(name);
    const type = symbol && aliased(checker, symbol);
    if (type && !known.has(type) && !(type.flags & ts.SymbolFlags.TypeParameter))
      if (type.declarations?.some((one) => one.getSourceFile().fileName.startsWith(`${root}ts/`)))
        missing.add(type.name);
    ts.forEachChild(node, visit);
  };
  for (const symbol of known) symbol.declarations.forEach(visit);
  return [...missing].sort();
}

function entryOf(checker, exported) {
  const symbol = aliased(checker, exported);
  const declaration = symbol.declarations[0];
  const room = basename(dirname(relative(`${root}ts/`, declaration.getSourceFile().fileName)).split('/')[0]);
  const text = symbol
    .getJsDocTags(checker)
    .filter(({ name }) => name === 'param' || name === 'returns' || name === 'throws')
    .map(({ name, text: parts }) => `- ${name === 'param' ? '' : `*${name}* `}${ts.displayPartsToString(parts)}`);
  const summary = ts.displayPartsToString(symbol.getDocumentationComment(checker));
  return {
    name: exported.name,
    room,
    code: codeOf(checker, symbol, declaration),
    text: [summary, text.join('\n')].filter(Boolean).join('\n\n'),
  };
}

/** Interfaces as they stand in the source, with their comments; functions and classes by their signatures. */
function codeOf(checker, symbol, declaration) {
  const source = (node) => withoutInternal(node).replace(/^export (declare )?/, '');
  if (ts.isInterfaceDeclaration(declaration) || ts.isTypeAliasDeclaration(declaration)) return source(declaration);
  if (ts.isFunctionDeclaration(declaration)) {
    const overloads = symbol.declarations.filter((one) => !one.body);
    return (overloads.length ? overloads : symbol.declarations)
      .map((one) =>
        source(one)
          .slice(0, one.body ? source(one).length - one.body.getText().length : undefined)
          .trim()
          .replace(/;?$/, ';'),
      )
      .join('\n');
  }
  if (ts.isClassDeclaration(declaration)) return classCode(declaration, source);
  const type = checker.typeToString(checker.getTypeOfSymbolAtLocation(symbol, declaration));
  return `const ${symbol.name}: ${type};`;
}

/** A member that is no part of the public class or interface. */
const isHidden = (member) =>
  (ts.isClassElement(member) || ts.isTypeElement(member)) &&
  (isInternal(member) ||
    ts.getCombinedModifierFlags(member) & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected) ||
    member.name?.kind === ts.SyntaxKind.PrivateIdentifier);

const isInternal = (member) => ts.getJSDocTags(member).some(({ tagName }) => tagName.text === 'internal');

/** A declaration's text without the members that are for the package alone, which tsc leaves out of dist as well. */
function withoutInternal(node) {
  const internal = ts.isInterfaceDeclaration(node) ? node.members.filter(isHidden) : [];
  return internal.reduce((text, member) => text.replace(member.getFullText(), ''), node.getText());
}

function classCode(declaration, source) {
  const members = declaration.members
    .filter((member) => !isHidden(member))
    .map(
      (member) =>
        `  ${(member.body ? source(member).slice(0, -member.body.getText().length) : source(member)).trim().replace(/;?$/, ';')}`,
    );
  const heritage = declaration.heritageClauses?.map((clause) => ` ${clause.getText()}`).join('') ?? '';
  return `class ${declaration.name.text}${heritage} {\n${members.join('\n')}\n}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { page, undocumented, unnamed } = apiPage();
  writeFileSync(`${root}docs/api.md`, page);
  const list = (names) => names.join(', ') || 'none';
  console.log(`docs/api.md written; without a docstring: ${list(undocumented)}; used but not public: ${list(unnamed)}`);
}
