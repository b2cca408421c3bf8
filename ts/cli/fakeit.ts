import { basename, dirname, relative, resolve } from 'node:path';
import type { Command } from 'commander';
import { createResponse, csvTable, fakeIt, packageVersion, readArf, readRmf, writePha } from '../index.js';
import { note, numberOption, responseOptions, runAction, seedOption } from './context.js';

interface FakeitOptions {
  rmf: string;
  arf?: string;
  exposure: number;
  seed: number;
  out?: string;
  expected?: boolean;
}

export function fakeitCommand(program: Command): void {
  const command = program
    .command('fakeit')
    .description('fake the spectrum of one source, as XSPEC does: model, ARF, RMF, Poisson counts, PHA file')
    .argument('<expression>', "a model with its parameters, e.g. 'tbabs(0.1)*powerlaw(1.7, 1e-4)'")
    .requiredOption('--exposure <s>', 'exposure in seconds', numberOption({ above: 0 }))
    .option('--out <file>', 'the PHA file to write')
    .option('--expected', 'no noise: print the expected counts of every channel as CSV on stdout');
  seedOption(responseOptions(command, { required: true }));
  command.action((expression: string, options: FakeitOptions) => {
    if (Boolean(options.out) === Boolean(options.expected))
      command.error('error: give either --out FILE (a PHA file with Poisson counts) or --expected (CSV on stdout)');
    return runAction(async () => fakeit(expression, options));
  });
}

function fakeit(expression: string, options: FakeitOptions): void {
  const { exposure, seed } = options;
  const rmf = readRmf(options.rmf);
  const response = createResponse(rmf, options.arf ? readArf(options.arf) : undefined);
  if (!options.arf && !rmf.includesArea)
    note(`no --arf given, and ${basename(options.rmf)} holds no effective area: an area of 1 cm2 is assumed`);
  if (options.expected) {
    const expected = fakeIt(expression, response, { exposure, expected: true });
    const rows = Array.from(expected, (value, i) => [rmf.channel[i], rmf.eMin[i], rmf.eMax[i], value]);
    process.stdout.write(csvTable(['CHANNEL', 'E_MIN', 'E_MAX', 'EXPECTED_COUNTS'], rows));
    return;
  }
  const out = options.out as string;
  const counts = Float64Array.from(fakeIt(expression, response, { exposure, seed }));
  // As a reader resolves it: relative to the folder of the PHA file.
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
