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
import { note, numberOption, responseOptions, runAction, seedOption, threadsOption } from './context.js';
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

export function simulateCommand(program: Command): void {
  const command = program
    .command('simulate')
    .description('simulate a library of labelled spectra of one class (Poisson counts, no background)')
    .addOption(new Option('--class <name>', 'class of the sources').choices(['star', 'agn']).makeOptionMandatory())
    .requiredOption('--count <n>', 'number of spectra', numberOption({ integer: true, min: 1, max: 2 ** 31 - 1 }))
    .requiredOption(
      '--out <file>',
      'the library to write: a FITS file (OGIP type II spectra with CLASS and parameters)',
    )
    .option('--exposure <s>', 'exposure in seconds', numberOption({ above: 0 }), 1e6)
    .option('--coup <file>', 'stars: take the parameters from the rows of the COUP catalogue (VizieR J/ApJS/160/319)');
  responseOptions(command, { required: false });
  threadsOption(seedOption(command));
  command.addHelpText('after', '\nWithout --rmf the embedded ACIS-I response of 1999-2000 is used.');
  command.action((options: SimulateOptions) => runAction((signal) => simulateLibrary(options, signal)));
}

/** The response named on the command line, or the embedded one. */
export function chosenResponse(options: { rmf?: string; arf?: string }) {
  if (options.rmf) return createResponse(readRmf(options.rmf), options.arf ? readArf(options.arf) : undefined);
  const { rmf, arf } = embeddedResponse();
  return createResponse(rmf, options.arf ? readArf(options.arf) : arf);
}

async function simulateLibrary(options: SimulateOptions, signal: AbortSignal): Promise<void> {
  const response = chosenResponse(options);
  const sources = population(options.class, { coup: options.coup });
  const { count, exposure, seed, threads } = options;
  const bar = progressBar({ label: `simulate ${sources.name}`, total: count, unit: 'spectra' });
  const simulated = await simulate(sources, count, response, {
    exposure,
    seed,
    threads,
    signal,
    onProgress: bar.update,
  });
  bar.stop();
  const dataset = datasetFromSimulation(simulated);
  writeLibrary(options.out, dataset);
  const bright = netCounts(dataset).filter((n) => n > 100).length;
  note(
    `${options.out}: ${count} ${sources.name} spectra, ${bright} of them with more than 100 net counts in 0.3-8 keV`,
  );
}
