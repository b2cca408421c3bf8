import { type Command, Option } from 'commander';
import {
  createResponse,
  datasetFromSimulation,
  embeddedResponse,
  netCounts,
  population,
  readArf,
  readRmf,
  simulate,
  writeLibrary,
} from '../index.js';
import {
  grouped,
  note,
  noteMissingArea,
  numberOption,
  responseOptions,
  runAction,
  seedOption,
  threadsOption,
} from './context.js';
import { checkOutput } from './output.js';
import { progressBar } from './progress.js';

interface SimulateOptions {
  class: 'star' | 'agn';
  count: number;
  rmf?: string;
  arf?: string;
  exposure: number;
  seed: number;
  threads?: number;
  coup?: string;
  out: string;
}

const help = `
Without --rmf the embedded response is used: Chandra ACIS-I at the aimpoint,
1999-2000. What the classes are drawn from is printed at the end of a run; docs/
physics.md has the distributions.

A library to test a classifier on needs another --seed than those to train it
on: with the same seed it holds the same sources. A library must fit in memory
(2 kB a spectrum of 1024 channels); for more, make several with different seeds.

Examples:
  xsift simulate --class star --count 20000 --out stars.xsl
  xsift simulate --class agn --count 20000 --rmf s.rmf --arf s.arf \\
    --exposure 5e4 --out agn.xsl
  xsift simulate --class agn --count 5000 --rmf s.rmf --arf s.arf \\
    --exposure 5e4 --seed 2 --out test-agn.xsl`;

export function simulateCommand(program: Command): void {
  const command = program
    .command('simulate')
    .summary('simulate a library of labelled spectra of one class')
    .description('Simulate a library of labelled spectra of one class: Poisson counts, no background.')
    .addOption(new Option('--class <name>', 'class of the sources').choices(['star', 'agn']).makeOptionMandatory())
    .requiredOption('--count <n>', 'number of spectra', numberOption({ integer: true, min: 1, max: 1e9 }))
    .requiredOption(
      '--out <file>',
      'the library to write: a FITS file (OGIP type II spectra with CLASS and parameters)',
    )
    .option('--exposure <seconds>', 'exposure of every spectrum in seconds', numberOption({ above: 0, max: 1e15 }), 1e6)
    .option(
      '--coup <file>',
      'stars: take the parameters from the rows of the COUP catalogue (VizieR J/ApJS/160/319, as FITS)',
    );
  responseOptions(command, { required: false });
  threadsOption(seedOption(command));
  command.addHelpText('after', help);
  command.action((options: SimulateOptions) => {
    if (options.arf && !options.rmf) command.error('error: --arf needs the --rmf that it belongs to');
    if (options.coup && options.class !== 'star') command.error('error: --coup is for --class star: COUP holds stars');
    return runAction((signal) => simulateLibrary(options, signal));
  });
}

/** The response named on the command line, or the embedded one. */
function chosenResponse(options: SimulateOptions) {
  const { rmf, arf } = options.rmf
    ? { rmf: readRmf(options.rmf), arf: options.arf ? readArf(options.arf) : undefined }
    : embeddedResponse();
  const response = createResponse(rmf, arf);
  noteMissingArea(rmf, response);
  return response;
}

async function simulateLibrary(options: SimulateOptions, signal: AbortSignal): Promise<void> {
  checkOutput(options.out, 'FITS', [options.rmf, options.arf, options.coup]);
  const response = chosenResponse(options);
  const sources = population(options.class, { coup: options.coup });
  const { count, exposure, seed, threads } = options;
  const bar = progressBar({ label: `simulate ${sources.name}`, total: count, unit: 'spectra' });
  const onProgress = bar.update;
  const simulated = await simulate(sources, count, response, { exposure, seed, threads, signal, onProgress }).finally(
    bar.stop,
  );
  const dataset = datasetFromSimulation(simulated);
  writeLibrary(options.out, dataset);
  const bright = netCounts(dataset).filter((n) => n > 100).length;
  note(
    `${options.out}: ${grouped(count)} ${sources.name} spectra, ${grouped(bright)} of them with more than 100 net counts in 0.3-8 keV`,
  );
  note(`  population: ${sources.description ?? sources.identity}`);
  const files = [options.rmf, options.arf].filter(Boolean).join(' and ');
  note(`  response: ${files || 'the embedded one, ACIS-I of 1999-2000'}; ${exposure} s each; seed ${seed}`);
}
