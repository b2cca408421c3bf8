// Writes every kind of FITS file that xsift writes and has fitsverify look at each: 0 errors and 0 warnings, checksums included.
// Needs the build and the program fitsverify (Debian's package of that name); without it nothing is checked, and that is said.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  concatenate,
  datasetFromPha,
  datasetFromSimulation,
  embeddedBackground,
  embeddedResponse,
  embeddedResponseTables,
  population,
  simulate,
  writeLibrary,
} from '../dist/index.js';
import { loadSpectrum, writeArf, writeFits, writePha, writeRmf } from '../dist/ogip/index.js';

const found = spawnSync('fitsverify', ['-h'], { encoding: 'utf8' });
if (found.error) {
  console.log('skipped: fitsverify is not installed (apt-get install fitsverify)');
  process.exit(0);
}

const folder = mkdtempSync(join(tmpdir(), 'xsift-fits-'));
const at = (name) => join(folder, name);
try {
  writeAll();
  await writeLibraries();
  const names = readdirSync(folder).sort();
  const bad = names.filter((name) => !isFine(name));
  console.log(
    `${names.length} files, ${bad.length} with errors or warnings${bad.map((name) => `\n  ${name}`).join('')}`,
  );
  process.exitCode = bad.length === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true });
}

/** Whether fitsverify finds nothing; prints what it finds. */
function isFine(name) {
  const { stdout } = spawnSync('fitsverify', [at(name)], { encoding: 'utf8' });
  const isClean = stdout.includes('Verification found 0 warning(s) and 0 error(s).');
  if (!isClean) console.log(stdout);
  return isClean;
}

function writeAll() {
  const { rmf, arf } = embeddedResponseTables();
  writeRmf(at('s.rmf'), rmf);
  writeArf(at('s.arf'), arf);
  writeRmf(at('packed.rmf.gz'), { ...rmf, channelType: 'PHA' });
  const groups = {
    ...{ energLo: Float64Array.of(1, 2, 3), energHi: Float64Array.of(2, 3, 4), nGrp: Int32Array.of(2, 0, 1) },
    ...{ fChan: Int32Array.of(0, 3, 1), nChan: Int32Array.of(1, 1, 2), matrix: Float64Array.of(10, 20, 30, 40) },
    ...{ firstChannel: 0, detChans: 4, channel: Int32Array.of(0, 1, 2, 3), includesArea: true },
    ...{ eMin: Float64Array.of(1, 2, 3, 4), eMax: Float64Array.of(2, 3, 4, 5) },
  };
  writeRmf(at('groups.rsp'), { ...rmf, ...groups });

  const { channel } = rmf;
  const counts = Float64Array.from(channel, (number) => number % 5);
  const flags = Int16Array.from(channel, (number) => (number % 100 === 0 ? 5 : 0));
  const grouping = Int16Array.from(channel, (_, c) => (c % 3 === 0 ? 1 : -1));
  const background = { channel, counts, exposure: 1e4, backScal: 4 };
  writePha(at('plain.pha'), { channel, counts, exposure: 1e4 });
  writePha(at('rate.pha'), { channel, counts, exposure: 1e4, isRate: true, statErr: counts.map(Math.sqrt) });
  const columns = { quality: flags, grouping, backScal: counts.map((n) => n + 1), areaScal: counts.map((n) => n + 2) };
  const long = `${'a name of a file '.repeat(8)}.rmf`;
  writePha(at('both.pha'), { channel, counts, exposure: 1e4, ...columns, respFile: long, background });
  writePha(at('own_bkg.pha'), { ...background, content: 'BKG' });
  writePha(at('own.pha'), {
    channel,
    counts,
    exposure: 1e4,
    backFile: 'own_bkg.pha',
    respFile: 's.rmf',
    ancrFile: 's.arf',
  });

  const main = new URL('../dist/lib/cli.js', import.meta.url).pathname;
  const xsift = (...words) =>
    execFileSync(process.execPath, [main, ...words], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  const fakeit = [
    'fakeit',
    'tbabs(0.1)*(apec(0.8, 0.3) + apec(2.5, 0.3) + powerlaw(1.7, 1e-4))',
    '--rmf',
    's.rmf',
    '--arf',
    's.arf',
  ];
  xsift(...fakeit, '--exposure', '1e5', '--out', 'fake.pha');
  xsift(
    ...fakeit,
    '--exposure',
    '1e5',
    '--background',
    'own.pha',
    '--count',
    '2',
    '--group-min',
    '9',
    '--out',
    'pair.pha',
  );
  xsift(...fakeit, '--exposure', '1e5', '--background', 'both.pha', '--out', 'columns.pha.gz');
  xsift('simulate', '--class', 'agn', '--count', '30', '--background', 'acis-i', '--out', 'stream.xsl');
  xsift(
    'simulate',
    '--class',
    'star',
    '--count',
    '30',
    '--rmf',
    'acis-i-cycle0',
    '--rmf',
    'acis-i-cycle19',
    '--out',
    'two.xsl.gz',
  );
  xsift(
    'simulate',
    '--class',
    'star',
    '--count',
    '3',
    '--rmf',
    'acis-i-cycle0',
    '--rmf',
    'acis-i-cycle19',
    '--blend',
    '--out',
    'blend.xsl',
  );

  // Columns of every format, and a primary header with keywords.
  const formats = ['L', 'B', 'I', 'J', 'K', 'U', 'V', 'E', 'D', '3J', 'PE', 'QI'].map((format, i) => ({
    ...{ name: `C${i}`, format, unit: i % 2 ? 'keV' : undefined },
    data: /^[PQ]/.test(format) ? [[1, 2], []] : format === '3J' ? [1, 2, 3, 4, 5, 6] : [1, 0],
  }));
  const table = { name: 'ALL', columns: [...formats, { name: 'TEXT', format: 'A', data: ['star', "O'Neil"] }] };
  writeFits(at('formats.fits'), [table, table, { name: 'EMPTY', columns: [] }], {
    header: [['ORIGIN', 'x'.repeat(90)]],
  });
}

async function writeLibraries() {
  const response = embeddedResponse();
  const setup = { exposure: 1e5, seed: 1 };
  const background = embeddedBackground('acis-i', response);
  const classes = await Promise.all(
    /** @type {const} */ (['star', 'agn']).map((name) =>
      simulate(population(name), 20, response, { ...setup, background }),
    ),
  );
  writeLibrary(at('classes.xsl'), concatenate(classes.map((spectra) => datasetFromSimulation(spectra))));
  writeLibrary(at('observed.xsl'), datasetFromPha([loadSpectrum(at('own.pha'))]));
}
