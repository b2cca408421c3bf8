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
};

/** The page, and the public names that say nothing of themselves. */
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
  const entries = checker.getExportsOfModule(index).map((symbol) => entryOf(checker, symbol));
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
  return { page: `${[head, ...sections].join('\n\n')}\n`, undocumented, names: entries.map(({ name }) => name) };
}

function entryOf(checker, exported) {
  const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
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
  const source = (node) => node.getText().replace(/^export (declare )?/, '');
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

function classCode(declaration, source) {
  const hidden = (member) =>
    ts.getCombinedModifierFlags(member) & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected) ||
    member.name?.text?.startsWith('#') ||
    member.name?.kind === ts.SyntaxKind.PrivateIdentifier;
  const members = declaration.members
    .filter((member) => !hidden(member))
    .map(
      (member) =>
        `  ${(member.body ? source(member).slice(0, -member.body.getText().length) : source(member)).trim().replace(/;?$/, ';')}`,
    );
  const heritage = declaration.heritageClauses?.map((clause) => ` ${clause.getText()}`).join('') ?? '';
  return `class ${declaration.name.text}${heritage} {\n${members.join('\n')}\n}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { page, undocumented } = apiPage();
  writeFileSync(`${root}docs/api.md`, page);
  console.log(`docs/api.md written; without a docstring: ${undocumented.join(', ') || 'none'}`);
}
