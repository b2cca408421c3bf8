import { basename, dirname, relative, resolve } from 'node:path';
import type { Command } from 'commander';
import {
  bindToResponse,
  createResponse,
  expectedCounts,
  type FakeItOptions,
  type FakeSpectrum,
  fakeIt,
  loadSpectrum,
  model,
  packageVersion,
} from '../index.js';
import { groupMin, type HeaderEntry, type PhaData, type Rmf, readArf, readRmf, writePha } from '../ogip/index.js';
import { csvTable } from '../report/index.js';
import {
  limitsOption,
  lowestEnergyOption,
  note,
  noteMissingArea,
  numberOption,
  responseOptions,
  runAction,
  seedOption,
  strictOption,
  warn,
  warnAbout,
} from './context.js';
import {
  abundanceOptions,
  checkPlasmaOption,
  chosenTables,
  type ModelTableOptions,
  plasmaOption,
} from './modelTables.js';
import { checkOutput } from './output.js';

interface FakeitOptions extends ModelTableOptions {
  rmf: string;
  arf?: string;
  lowestEnergy?: number;
  background?: string;
  backgroundScale?: number;
  backgroundExposure?: number;
  strict?: boolean;
  exposure: number;
  seed: number;
  count: number;
  groupMin?: number;
  out?: string;
  expected?: boolean;
  limits: boolean;
}

const help = `
Components, parameters, units and normalisations are XSPEC's: xsift model --list
lists them, xsift model --help apec explains one. Parameters that are left out
keep their defaults.

The background of --background is added as XSPEC does: its counts, scaled by
BACKSCAL, AREASCAL and exposure, are taken as means, and a background of its own
is drawn and written beside the spectrum: s_bkg.pha beside s.pha, named by its
BACKFILE. A spectrum with a background of its own (BACKFILE) gives this and the
sizes of both regions; any other file is the background itself, of a region as
large as that of the source unless --background-scale says otherwise.

RESPFILE and ANCRFILE are names without folder: XSPEC and Sherpa find the files
wherever they lie together with the spectrum.

Examples:
  xsift fakeit 'tbabs(0.1)*powerlaw(1.7, 1e-4)' --rmf s.rmf --arf s.arf \\
    --exposure 1e5 --out s.pha
  xsift fakeit 'tbabs(0.1)*(apec(0.8, 0.3) + apec(2.5, 0.3))' --rmf s.rmf \\
    --arf s.arf --exposure 1e5 --expected
  xsift fakeit 'tbabs(0.1)*apec(1)' --rmf s.rmf --arf s.arf --exposure 5e4 \\
    --background s.pi --count 100 --group-min 15 --out fakes/s.pha`;

export function fakeitCommand(program: Command): void {
  const command = program
    .command('fakeit')
    .summary('fake spectra of one source, as XSPEC does')
    .description('Fake spectra of one source, as XSPEC does: model, ARF, RMF, background, Poisson counts.')
    .argument('<expression>', "a model with its parameters, e.g. 'tbabs(0.1)*powerlaw(1.7, 1e-4)'")
    .requiredOption('--exposure <seconds>', 'exposure in seconds', numberOption({ above: 0, max: 1e15 }))
    .option('--out <file>', 'the PHA file to write, with Poisson counts')
    .option(
      '--expected',
      'no noise: print the expected counts of every channel as CSV on stdout (CHANNEL; E_MIN and E_MAX in keV)',
    );
  responseOptions(command, { required: true })
    .option('--background <file>', 'a spectrum with its background, or a background (PHA file); see below')
    .option(
      '--background-scale <ratio>',
      'BACKSCAL x AREASCAL of the source region over that of the background region, in place of what the files say',
      numberOption({ above: 0 }),
    )
    .option(
      '--background-exposure <seconds>',
      'exposure of the background that is written (default: that of the file)',
      numberOption({ above: 0, max: 1e15 }),
    )
    .option(
      '--count <n>',
      'spectra to write, which differ in their noise: s_1.pha, s_2.pha, ... of --out s.pha',
      numberOption({ integer: true, min: 1, max: 1e6 }),
      1,
    )
    .option(
      '--group-min <counts>',
      'write GROUPING, so that each group has so many counts or more',
      numberOption({ integer: true, min: 1, max: 1e9 }),
    );
  plasmaOption(abundanceOptions(limitsOption(seedOption(strictOption(lowestEnergyOption(command)))))).addHelpText(
    'after',
    help,
  );
  command.action((expression: string, options: FakeitOptions) => {
    checkFakeitOptions(command, options);
    return runAction(async () => fakeit(expression, options));
  });
}

/** Combinations of options that make no sense are usage errors. */
function checkFakeitOptions(command: Command, options: FakeitOptions): void {
  const { out, expected, background, backgroundScale, backgroundExposure, count, groupMin: minimum } = options;
  if (Boolean(out) === Boolean(expected))
    command.error('error: give either --out FILE (a PHA file with Poisson counts) or --expected (CSV on stdout)');
  if (expected && (count > 1 || minimum !== undefined))
    command.error(`error: ${count > 1 ? '--count' : '--group-min'} is for --out: expected counts have no noise`);
  if (background === undefined && (backgroundScale !== undefined || backgroundExposure !== undefined))
    command.error(
      `error: ${backgroundScale === undefined ? '--background-exposure' : '--background-scale'} needs a --background`,
    );
  checkPlasmaOption(command, options);
}

function fakeit(expression: string, options: FakeitOptions): void {
  const { exposure, seed, backgroundScale, backgroundExposure } = options;
  const outputs = outputsOf(options);
  const inputs = [options.rmf, options.arf, options.background, ...(options.plasma ?? [])];
  for (const file of outputs.flatMap(({ source, background }) => [source, background ?? source]))
    checkOutput(file, 'FITS', inputs);
  const source = model(expression, { limits: options.limits });
  const rmf = readRmf(options.rmf);
  const response = createResponse(rmf, options.arf ? readArf(options.arf) : undefined, options);
  warnAbout(response.warnings);
  const tables = chosenTables(options);
  const { warnings } = bindToResponse(source, response, tables);
  noteMissingArea(rmf, response);
  for (const warning of warnings) warn(warning);
  const background = backgroundOf(options);
  const setup = { model: source, response, ...tables, exposure, background, backgroundScale, backgroundExposure };
  if (options.expected) process.stdout.write(expectedTable(rmf, expectedCounts(setup)));
  const totals = outputs.map((files, number) => {
    const header: HeaderEntry[] = [
      ...provenance(expression, options, setup),
      ...(outputs.length > 1 ? [['XSNUMBER', number + 1, 'which of the spectra of this seed'] as const] : []),
    ];
    return writeFake(files, fakeIt({ ...setup, seed, number }), options, header);
  });
  report(outputs, totals, options);
}

/** Counts of a spectrum and of its background. */
interface Totals {
  source: number;
  background: number;
}

function report(outputs: readonly OutputFiles[], totals: readonly Totals[], options: FakeitOptions): void {
  if (outputs.length === 0) return;
  const { exposure, seed, groupMin: minimum } = options;
  const [first, last] = [outputs[0], outputs[outputs.length - 1]];
  const counts = (what: keyof Totals) => {
    const values = totals.map((total) => total[what]);
    const range = `${Math.min(...values)} to ${Math.max(...values)}`;
    return outputs.length === 1 ? values[0] : range;
  };
  const files = (what: keyof OutputFiles) => (first === last ? first[what] : `${first[what]} to ${last[what]}`);
  note(`${files('source')}: ${counts('source')} counts in ${exposure} s, seed ${seed}`);
  if (first.background) note(`${files('background')}: ${counts('background')} counts in the background region`);
  const few = totals.filter(({ source }) => minimum !== undefined && source < minimum).length;
  if (few > 0) warn(`${few} of ${totals.length} spectra have fewer than ${minimum} counts: each of these is one group`);
}

/** The files of a spectrum and of its background. */
interface OutputFiles {
  source: string;
  background?: string;
}

/** The files of each spectrum and of its background; none with --expected. */
function outputsOf({ out, count, background }: FakeitOptions): OutputFiles[] {
  if (!out) return [];
  const extension = /(\.\w+)?(\.gz)?$/i.exec(basename(out))![0];
  const stem = out.slice(0, out.length - extension.length);
  return Array.from({ length: count }, (_, k) => {
    const number = count === 1 ? '' : `_${String(k + 1).padStart(String(count).length, '0')}`;
    return {
      source: `${stem}${number}${extension}`,
      background: background === undefined ? undefined : `${stem}${number}_bkg${extension}`,
    };
  });
}

/** The background that was given, with a note of what it is taken for. */
function backgroundOf({ background: file, backgroundScale }: FakeitOptions): FakeItOptions['background'] {
  if (file === undefined) return undefined;
  const loaded = loadSpectrum(file, { rmf: 'none', arf: 'none' });
  for (const { file: name, message } of loaded.warnings ?? []) warn(`${name}: ${message}`);
  const region = backgroundScale === undefined ? '' : `, scaled by ${backgroundScale}`;
  if (loaded.background) note(`background: ${loaded.background.file}, the one of ${file}${region}`);
  else note(`background: ${file}${region || ', of a region as large as that of the source (--background-scale)'}`);
  return loaded;
}

/** Files hold EBOUNDS in single precision: digits beyond the seventh are noise. */
function expectedTable({ channel, eMin, eMax }: Rmf, expected: Float64Array): string {
  const keV = (energy: number) => Number(energy.toPrecision(7));
  const rows = Array.from(expected, (value, i) => [channel[i], keV(eMin[i]), keV(eMax[i]), value]);
  return csvTable(['CHANNEL', 'E_MIN', 'E_MAX', 'EXPECTED_COUNTS'], rows);
}

/** What a spectrum was made with, and where its files came from if they do not lie beside it. */
function provenance(
  expression: string,
  { rmf, arf, out, seed, abund, xsect }: FakeitOptions,
  { plasma }: Pick<FakeItOptions, 'plasma'>,
): HeaderEntry[] {
  const folder = resolve(dirname(out!));
  const origin = (file: string | undefined) =>
    file === undefined || resolve(dirname(file)) === folder ? undefined : asciiOnly(relative(folder, resolve(file)));
  return [
    ['CREATOR', `xsift ${packageVersion}`],
    ['XSMODEL', expression, 'model of the fake source'],
    ['XSABUND', abund, 'abundances'],
    ['XSXSECT', xsect, 'photo-electric cross-sections'],
    ['XSPLASMA', asciiOnly(plasma?.source), 'plasma table'],
    ['XSSEED', seed, 'seed of the Poisson draw'],
    ['XSRMF', origin(rmf), 'the RMF, from the folder of this file'],
    ['XSARF', origin(arf), 'the ARF, from the folder of this file'],
  ];
}

/** A FITS header holds plain ASCII; a path with other letters is left out. */
const asciiOnly = (value: string | undefined): string | undefined =>
  value !== undefined && /^[\x20-\x7e]*$/.test(value) ? value : undefined;

function writeFake(
  files: OutputFiles,
  { background, ...source }: FakeSpectrum,
  { rmf, arf, groupMin: minimum }: FakeitOptions,
  header: readonly HeaderEntry[],
): Totals {
  const respFile = basename(rmf);
  const spectrum: PhaData = {
    ...source,
    respFile,
    ancrFile: arf && basename(arf),
    backFile: files.background && basename(files.background),
    grouping: minimum === undefined ? undefined : groupMin(source.counts, minimum),
  };
  const totalOf = (counts: Uint32Array) => counts.reduce((sum, n) => sum + n, 0);
  // The background first: a spectrum that is there has its background.
  if (files.background && background)
    writePha(files.background, { ...background, content: 'BKG', respFile, ancrFile: spectrum.ancrFile }, { header });
  writePha(files.source, spectrum, { header });
  return { source: totalOf(source.counts), background: background ? totalOf(background.counts) : 0 };
}
