import { type Command, Option } from 'commander';
import { placed, type Shard, shardRange } from '../classify/index.js';
import { datasetFromSimulation, netCounts, ParameterError, simulateShards, writeLibraryStream } from '../index.js';
import { shardOf } from './classify.js';
import { grouped, note, numberOption, runAction, seedOption, threadsOption } from './context.js';
import {
  checkInstrumentOptions,
  chosenBackground,
  chosenResponses,
  describeInstrument,
  type InstrumentOptions,
  instrumentOptions,
} from './instrument.js';
import { checkPlasmaOption, chosenPlasma, type ModelTableOptions, plasmaOption } from './modelTables.js';
import { checkOutput } from './output.js';
import { progressBar } from './progress.js';
import { checkSourceOptions, chosenPopulation, type SourceOptions, sourceOptions } from './sources.js';

interface SimulateOptions extends InstrumentOptions, SourceOptions, Pick<ModelTableOptions, 'plasma'> {
  count: number;
  exposure: number;
  fluxScale: number;
  seed: number;
  threads?: number;
  first: number;
  shard?: Shard;
  out: string;
}

const help = `
Without --rmf the embedded response is used: Chandra ACIS-I at the aimpoint,
1999-2000. Of several responses (--rmf and --arf repeated) each spectrum has
one, at random; with --blend each has its own mixture of two. The library says
which. What the classes are drawn from is printed at the end of a run; docs/
embedded-data.md has the distributions and the background.

The sources are those of deep surveys: with an exposure below 1 Ms few have the
100 net counts above which xsift train uses them.

A library to test a classifier on needs another --seed than those to train it
on: with the same seed it holds the same sources. A library is written while it
is simulated and takes disk space (2 kB a spectrum of 1024 channels, 4 kB with a
background), not memory; xsift train and evaluate read theirs whole.

--shard 2/8 simulates the second of eight parts: together they hold the spectra of
a run that was not divided. In an array job of Slurm --out agn_%a.xsl does so by
itself. xsift train and evaluate take any number of libraries.

--plasma takes AtomDB's files for the plasma of stars, in place of the table of
xsift; the library says so.

Examples:
  xsift simulate --class star --count 20000 --out stars.xsl
  xsift simulate --class agn --count 20000 --rmf s.rmf --arf s.arf --out agn.xsl
  xsift simulate --class agn --count 5000 --rmf s.rmf --arf s.arf \\
    --seed 2 --out test-agn.xsl

The four sets of Hebbar & Heinke 2023, each for both classes:
  no background      xsift simulate --class star --count 100000 --out star.xsl
  observed           ... --background acis-i
  reduced            ... --background acis-i --flux-scale 10 --exposure 1e5
  reduced, net > 1   the same; then xsift train --minimum-net-counts 1
With backgrounds of your own, smoothed (or not, as fakeit has them: --background-
as-drawn): --background src1.pha --background src2.pha. Each with its own
response, as fields differ: --rmf a.rmf --arf a.arf --background a.pha \\
  --rmf b.rmf --arf b.arf --background b.pha --pair-backgrounds`;

export function simulateCommand(program: Command): void {
  const command = program
    .command('simulate')
    .summary('simulate a library of labelled spectra of one class')
    .description('Simulate a library of labelled spectra of one class: Poisson counts, with or without a background.')
    .addOption(new Option('--class <name>', 'class of the sources').choices(['star', 'agn']).makeOptionMandatory())
    .requiredOption('--count <n>', 'number of spectra', numberOption({ integer: true, min: 1, max: 1e9 }))
    .requiredOption(
      '--out <file>',
      'the library to write: a FITS file (OGIP type II spectra with CLASS and parameters)',
    )
    .option('--exposure <seconds>', 'exposure of every spectrum in seconds', numberOption({ above: 0, max: 1e15 }), 1e6)
    .option(
      '--flux-scale <factor>',
      'multiply the flux of every source; the background stays',
      numberOption({ above: 0, max: 1e300 }),
      1,
    );
  command
    .option(
      '--first <n>',
      'number of the first source: of a seed, each number is a source of its own',
      numberOption({ integer: true, min: 0, max: 2 ** 52 }),
      0,
    )
    .option('--shard <i/n>', 'simulate the i-th of n parts, from 1, as a library of its own', shardOf);
  sourceOptions(command);
  instrumentOptions(command);
  plasmaOption(threadsOption(seedOption(command)));
  command.addHelpText('after', help);
  command.action((options: SimulateOptions) => {
    checkInstrumentOptions(command, options);
    checkSourceOptions(command, options);
    checkPlasmaOption(command, options);
    return runAction((signal) => simulateLibrary({ ...options, ...partOf(command, options) }, signal));
  });
}

/** What is simulated of the whole, and where it goes: by --shard, or in a Slurm array by %a in the name. */
function partOf(command: Command, options: SimulateOptions): Pick<SimulateOptions, 'out' | 'first' | 'count'> {
  const { out: given, shard: named, count } = options;
  if (!named && !given.includes('%a')) return options;
  try {
    const { out = given, shard = { index: 1, count: 1 } } = placed({ out: given, shard: named }, process.env);
    const { first, end } = shardRange(count, shard);
    if (end > first) return { out, first: options.first + first, count: end - first };
    return command.error(`error: shard ${shard.index} of ${shard.count} has none of the ${count} spectra`);
  } catch (error) {
    if (error instanceof ParameterError) command.error(`error: ${error.message}`);
    throw error;
  }
}

async function simulateLibrary(options: SimulateOptions, signal: AbortSignal): Promise<void> {
  const { rmf = [], arf = [], background: files = [] } = options;
  checkOutput(options.out, 'FITS', [...rmf, ...arf, ...files, options.coup, options.cdfs, ...(options.plasma ?? [])]);
  const responses = chosenResponses(options);
  const background = chosenBackground(options, responses);
  const sources = chosenPopulation(options);
  const { count, exposure, fluxScale, seed, threads, first } = options;
  const bar = progressBar({ label: `simulate ${sources.name}`, total: count, unit: 'spectra' });
  const onProgress = bar.update;
  const run = {
    exposure,
    seed,
    first,
    threads,
    signal,
    onProgress,
    background,
    fluxScale,
    plasma: chosenPlasma(options),
  };
  let bright = 0;
  const datasets = async function* () {
    for await (const shard of simulateShards(sources, count, responses, run)) {
      const dataset = datasetFromSimulation(shard);
      bright += netCounts(dataset).filter((n) => n > 100).length;
      yield dataset;
    }
  };
  await writeLibraryStream(options.out, count, datasets()).finally(bar.stop);
  note(
    `${options.out}: ${grouped(count)} ${sources.name} spectra, ${grouped(bright)} of them with more than 100 net counts in 0.3-8 keV`,
  );
  note(`  population: ${sources.description ?? sources.identity}`);
  const { response: name, background: kind } = describeInstrument(options);
  const scaled = fluxScale === 1 ? '' : `; flux times ${fluxScale}`;
  note(`  response: ${name}; ${exposure} s each; seed ${seed}`);
  note(`  background: ${kind}${scaled}`);
  if (options.plasma) note(`  plasma: ${options.plasma.join(' and ')}`);
}
