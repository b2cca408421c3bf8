import { dirname, relative, resolve } from 'node:path';
import type { Command } from 'commander';
import { bindToResponse, createResponse, expectedCounts, fakeIt, model, packageVersion } from '../index.js';
import { type Rmf, readArf, readRmf, writePha } from '../ogip/index.js';
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
import { checkOutput } from './output.js';

interface FakeitOptions {
  rmf: string;
  arf?: string;
  lowestEnergy?: number;
  strict?: boolean;
  exposure: number;
  seed: number;
  out?: string;
  expected?: boolean;
  limits: boolean;
}

const help = `
Components, parameters, units and normalisations are XSPEC's: xsift model --list
lists them, xsift model --help apec explains one. Parameters that are left out
keep their defaults. Abundances: Wilms, Allen & McCray (2000), XSPEC's wilm.

Examples:
  xsift fakeit 'tbabs(0.1)*powerlaw(1.7, 1e-4)' --rmf s.rmf --arf s.arf \\
    --exposure 1e5 --out s.pha
  xsift fakeit 'tbabs(0.1)*(apec(0.8, 0.3) + apec(2.5, 0.3))' --rmf s.rmf \\
    --arf s.arf --exposure 1e5 --expected`;

export function fakeitCommand(program: Command): void {
  const command = program
    .command('fakeit')
    .summary('fake the spectrum of one source, as XSPEC does')
    .description('Fake the spectrum of one source, as XSPEC does: model, ARF, RMF, Poisson counts. No background.')
    .argument('<expression>', "a model with its parameters, e.g. 'tbabs(0.1)*powerlaw(1.7, 1e-4)'")
    .requiredOption('--exposure <seconds>', 'exposure in seconds', numberOption({ above: 0, max: 1e15 }))
    .option('--out <file>', 'the PHA file to write, with Poisson counts')
    .option(
      '--expected',
      'no noise: print the expected counts of every channel as CSV on stdout (CHANNEL; E_MIN and E_MAX in keV)',
    );
  limitsOption(seedOption(strictOption(lowestEnergyOption(responseOptions(command, { required: true })))));
  command.addHelpText('after', help);
  command.action((expression: string, options: FakeitOptions) => {
    if (Boolean(options.out) === Boolean(options.expected))
      command.error('error: give either --out FILE (a PHA file with Poisson counts) or --expected (CSV on stdout)');
    return runAction(async () => fakeit(expression, options));
  });
}

function fakeit(expression: string, options: FakeitOptions): void {
  const { exposure, seed, out } = options;
  if (out) checkOutput(out, 'FITS', [options.rmf, options.arf]);
  const source = model(expression, { limits: options.limits });
  const rmf = readRmf(options.rmf);
  const response = createResponse(rmf, options.arf ? readArf(options.arf) : undefined, options);
  warnAbout(response.warnings);
  const { warnings } = bindToResponse(source, response);
  noteMissingArea(rmf, response);
  for (const warning of warnings) warn(warning);
  if (out) writeFake(out, expression, rmf, options, fakeIt(source, response, { exposure, seed }));
  else process.stdout.write(expectedTable(rmf, expectedCounts(source, response, { exposure })));
}

/** Files hold EBOUNDS in single precision: digits beyond the seventh are noise. */
function expectedTable({ channel, eMin, eMax }: Rmf, expected: Float64Array): string {
  const keV = (energy: number) => Number(energy.toPrecision(7));
  const rows = Array.from(expected, (value, i) => [channel[i], keV(eMin[i]), keV(eMax[i]), value]);
  return csvTable(['CHANNEL', 'E_MIN', 'E_MAX', 'EXPECTED_COUNTS'], rows);
}

function writeFake(out: string, expression: string, rmf: Rmf, options: FakeitOptions, counts: Uint32Array): void {
  const { exposure, seed } = options;
  // Readers resolve file names relative to the folder of the PHA file.
  const beside = (file: string) => relative(resolve(dirname(out)), resolve(file));
  const { channel, telescope, instrument, detector } = rmf;
  const files = { respFile: beside(options.rmf), ancrFile: options.arf && beside(options.arf) };
  const header = [
    ['CREATOR', `xsift ${packageVersion}`],
    ['XSMODEL', expression, 'model of the fake source'],
    ['XSSEED', seed, 'seed of the Poisson draw'],
  ] as const;
  writePha(out, { channel, counts, exposure, telescope, instrument, detector, ...files }, { header });
  const total = counts.reduce((sum, n) => sum + n, 0);
  note(`${out}: ${total} counts in ${exposure} s, seed ${seed}`);
}
