// Writes a table in every format and has other programs read it: astropy and STILTS (Debian's python3-astropy and stilts) compare each
// cell that they read with what was written, votlint finds nothing in the VOTables, fitsverify nothing in the FITS files. Needs the
// build; what is not installed is skipped, and that is said. Parquet is read by other programs in test/table/files/make.sh alone.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readTable, writeTable } from '../dist/table/index.js';

/** @type {readonly import('../dist/table/index.js').Column[]} */
const columns = [
  { name: 'id', type: 'string', ucd: 'meta.id;meta.main', description: 'name of the <source> & "more"' },
  { name: 'ra', type: 'float64', unit: 'deg', ucd: 'pos.eq.ra;meta.main', description: 'right ascension' },
  { name: 'flux', type: 'float32', unit: 'erg.s**-1.cm**-2', ucd: 'phot.flux' },
  { name: 'n', type: 'int32', unit: 'count' },
  { name: 'big', type: 'int64' },
  { name: 'ok', type: 'boolean' },
];
/** @type {import('../dist/table/index.js').Row[]} */
const ascii = [
  ['a', 1.5, Math.fround(1e-14), 3, Number.MAX_SAFE_INTEGER, true],
  [null, null, null, null, null, null],
  ['it\'s "q", #;', 0.1 + 0.2, -3.25, -5, -(2 ** 53) + 2, false],
  ['#1', 1.7976931348623157e308, 0, 2 ** 31 - 1, 0, true],
];
/** @type {import('../dist/table/index.js').Row[]} */
const unicode = [...ascii, ['β Pic 𝛼', 5e-324, 1, -(2 ** 31) + 1, -1, false]];
const params = {
  model: 'x.json',
  count: 4,
  threshold: 0.5,
  'a long name': "it's",
  command: 'xsift classify '.repeat(20),
};
const meta = { name: 'verdicts', description: 'Verdicts & "more", µ', params };

const folder = mkdtempSync(join(tmpdir(), 'xsift-tables-'));
/** @param {string} name */
const at = (name) => join(folder, name);
/** @type {string[]} */
const faults = [];
let checked = 0;
/** @param {string} what @param {unknown} found @param {unknown} wanted */
function compare(what, found, wanted) {
  checked++;
  if (JSON.stringify(found) !== JSON.stringify(wanted))
    faults.push(`${what}:\n    ${JSON.stringify(found)}\n    not ${JSON.stringify(wanted)}`);
}
/** @param {string} program @param {readonly string[]} args */
const has = (program, ...args) => !spawnSync(program, args, { encoding: 'utf8' }).error;

/** @param {readonly (readonly unknown[])[]} rows */
const blanked = (rows) => rows.map((row) => row.map((cell) => (cell === '' ? null : cell)));
/** What astropy makes of no value in these formats, where it has no mask for it. @param {string} extension */
const inAstropy = (extension) =>
  blanked(extension === 'fits' ? ascii.with(1, [null, null, null, null, null, false]) : unicode);

/** Python writes 1.0 where JSON of JavaScript has 1. @param {readonly (readonly unknown[])[]} rows */
const numbers = (rows) => rows.map((row) => row.map((cell) => (typeof cell === 'number' ? Number(cell) : cell)));

try {
  for (const extension of ['csv', 'ecsv', 'jsonl', 'fits', 'vot', 'parquet']) {
    const rows = () => (extension === 'fits' ? ascii : unicode);
    await writeTable(at(`t.${extension}`), { columns, rows, meta });
    await writeTable(at(`empty.${extension}`), { columns, rows: () => [], meta });
  }
  if (has('/usr/bin/python3', '-c', 'import astropy')) withAstropy();
  else console.log('skipped: astropy is not installed (apt-get install python3-astropy)');
  if (has('stilts', '-version')) await withStilts();
  else console.log('skipped: STILTS is not installed (apt-get install stilts)');
  if (has('fitsverify', '-h')) for (const name of ['t.fits', 'empty.fits']) withFitsverify(name);
  else console.log('skipped: fitsverify is not installed (apt-get install fitsverify)');
  console.log(`${checked} comparisons, ${faults.length} differences${faults.map((fault) => `\n  ${fault}`).join('')}`);
  process.exitCode = faults.length === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true });
}

function withAstropy() {
  writeFileSync(
    at('read.py'),
    `
import json, sys, warnings
import numpy as np
from astropy.table import Table
warnings.simplefilter('ignore')
def plain(cell):
    if cell is np.ma.masked or (isinstance(cell, float) and np.isnan(cell)): return None
    if isinstance(cell, (bytes, np.bytes_)): cell = cell.decode()
    if isinstance(cell, str): return str(cell) or None
    if isinstance(cell, (bool, np.bool_)): return bool(cell)
    number = float(cell)
    if np.isnan(number): return None
    return int(cell) if isinstance(cell, (int, np.integer)) else number
answer = {}
for name, kind in (('t.ecsv', 'ascii.ecsv'), ('t.fits', 'fits'), ('t.vot', 'votable'), ('empty.ecsv', 'ascii.ecsv'), ('empty.fits', 'fits'), ('empty.vot', 'votable')):
    table = Table.read(sys.argv[1] + '/' + name, format=kind)
    column = table['ra']
    answer[name] = {'names': table.colnames, 'types': [table[n].dtype.kind for n in table.colnames], 'unit': str(column.unit),
        'flux': table['flux'].unit.physical_type == 'energy flux/irradiance' or str(table['flux'].unit.physical_type),
        'rows': [[plain(cell) for cell in row] for row in table], 'meta': {str(k): str(v) for k, v in table.meta.items()}}
print(json.dumps(answer))
`,
  );
  const answer = JSON.parse(execFileSync('/usr/bin/python3', [at('read.py'), folder], { encoding: 'utf8' }));
  for (const [name, { names, types, unit, flux, rows, meta: said }] of Object.entries(answer)) {
    const extension = name.replace(/.*\./, '');
    compare(
      `astropy, ${name}, names`,
      names,
      columns.map((column) => column.name),
    );
    compare(`astropy, ${name}, types`, types.slice(1), ['f', 'f', 'i', 'i', 'b']);
    compare(`astropy, ${name}, units`, [unit, flux], ['deg', true]);
    compare(`astropy, ${name}, rows`, numbers(rows), numbers(name.startsWith('empty') ? [] : inAstropy(extension)));
    if (extension === 'ecsv')
      compare(`astropy, ${name}, meta`, [said.model, said.command], [params.model, params.command]);
    if (extension === 'fits')
      compare(`astropy, ${name}, meta`, [said.MODEL, said.COMMAND], [params.model, params.command.trim()]);
  }
}

/** STILTS converts each file to CSV, which is read with the types that were written; votlint looks at the VOTables. */
async function withStilts() {
  for (const [extension, kind] of [
    ['csv', 'csv'],
    ['ecsv', 'ecsv'],
    ['fits', 'fits'],
    ['vot', 'votable'],
  ]) {
    for (const name of ['t', 'empty']) {
      const out = at(`stilts-${name}-${extension}.csv`);
      const { stderr, status } = spawnSync(
        'stilts',
        ['tpipe', `in=${at(`${name}.${extension}`)}`, `ifmt=${kind}`, `out=${out}`, 'ofmt=csv'],
        { encoding: 'utf8' },
      );
      // STILTS takes a CSV file without rows for none.
      if (extension === 'csv' && name === 'empty') continue;
      compare(`STILTS, ${name}.${extension}`, [status, stderr.trim()], [0, '']);
      const rows = [];
      for await (const row of (await readTable(out, { columns })).rows) rows.push(row);
      // STILTS 3.4 reads CSV and ECSV a byte a letter.
      const isAscii = extension !== 'vot';
      const wanted = name === 'empty' ? [] : blanked(isAscii ? ascii : unicode);
      compare(`STILTS, ${name}.${extension}, rows`, rows.slice(0, isAscii ? ascii.length : undefined), wanted);
    }
  }
  for (const name of ['t.vot', 'empty.vot']) {
    const { stdout, stderr } = spawnSync('stilts', ['votlint', at(name)], { encoding: 'utf8' });
    compare(`votlint, ${name}`, `${stdout}${stderr}`.trim(), '');
  }
}

/** @param {string} name */
function withFitsverify(name) {
  const { stdout } = spawnSync('fitsverify', [at(name)], { encoding: 'utf8' });
  compare(
    `fitsverify, ${name}`,
    /Verification found .*/.exec(stdout)?.[0],
    'Verification found 0 warning(s) and 0 error(s). ****',
  );
}
