import { type Command, InvalidArgumentError, Option } from 'commander';
import {
  defaultSettings,
  distilSettings,
  type EpochLog,
  type ExtraInput,
  type InputConvention,
  type LearningRateStage,
  type TrainingSettings,
  train,
} from '../index.js';
import { grouped, note, numberOption, runAction, seedOption, threadsOption, warn } from './context.js';
import { checkDistil, type DistilCommandOptions, distilHelp, distilled, distilOptions } from './distil.js';
import { checkClasses, differencesOfClasses, joinLibraries, readLibraries } from './libraries.js';
import { checkOutput } from './output.js';

type TrainCommandOptions = Pick<
  TrainingSettings,
  'l1' | 'batchSize' | 'patience' | 'learningRate' | 'seed' | 'minimumNetCounts'
> &
  DistilCommandOptions & {
    out: string;
    hidden: number[];
    epochs?: number;
    input?: Partial<InputConvention>;
    group?: number;
    extra?: ExtraInput[];
    threads?: number;
    json?: boolean;
  };

const layers = (argument: string): number[] =>
  argument.split(',').map(numberOption({ integer: true, min: 1, max: 4096 }));
const whole = numberOption({ integer: true, min: 1, max: 1e6 });
const groupOf = numberOption({ integer: true, min: 1, max: 4096 });

/** The words of --input, and what each sets. */
const inputWords: Record<string, Partial<InputConvention>> = {
  net: { counts: 'net' },
  total: { counts: 'total' },
  unscaled: { scale: 'none' },
  rate: { scale: 'rate' },
  unit: { scale: 'unit' },
  'unit-channels': { scale: 'unit-channels' },
  'unit-floor': { scale: 'unit-floor' },
  log1p: { transform: 'log1p' },
  sqrt: { transform: 'sqrt' },
  standardised: { standardise: true },
  unstandardised: { standardise: false },
};

function inputOf(argument: string): Partial<InputConvention> {
  const convention: Partial<InputConvention> = {};
  for (const word of argument.split(',')) {
    const sets = Object.hasOwn(inputWords, word) ? inputWords[word] : undefined;
    if (!sets)
      throw new InvalidArgumentError(`There is no word '${word}'; those are ${Object.keys(inputWords).join(', ')}.`);
    for (const field of Object.keys(sets))
      if (field in convention)
        throw new InvalidArgumentError(`'${word}' and a word before it say different things; choose one.`);
    Object.assign(convention, sets);
  }
  return convention;
}

const rate = numberOption({ above: 0, max: 1e6 });

/** One learning rate, or stages: rates with their epochs, such as 1e-3:8,3e-4:6. */
function learningRateOf(argument: string): number | LearningRateStage[] {
  if (!argument.includes(':')) return rate(argument);
  return argument.split(',').map((stage) => {
    const [first, second, ...surplus] = stage.split(':');
    if (second === undefined || surplus.length > 0)
      throw new InvalidArgumentError(`'${stage}' is no stage; one is RATE:EPOCHS, such as 1e-3:8.`);
    return { rate: rate(first), epochs: whole(second) };
  });
}

/** The words of --extra. */
const extraWords: Record<string, ExtraInput> = {
  'log-net-counts': 'logNetCounts',
  'log-total-counts': 'logTotalCounts',
  'background-share': 'backgroundShare',
  response: 'response',
};

const extraOf = (argument: string): ExtraInput[] =>
  argument.split(',').map((word) => {
    if (Object.hasOwn(extraWords, word)) return extraWords[word];
    throw new InvalidArgumentError(`There is no word '${word}'; those are ${Object.keys(extraWords).join(', ')}.`);
  });

const help = `
Prints a line for every epoch. A tenth of the sources is set aside to stop by
(val_loss, val_accuracy). Ctrl-C ends the training and keeps the best model so
far (exit code 130).

--input says how counts become inputs of the network: words with commas between,
at most one of each line; what is not said stays as it is by default (*).
  net*, total                          background subtracted, or left in
  unit*, unit-channels, rate, unscaled divided by their sum; that times the number
                                       of channels; divided by the exposure in ks;
                                       as they are
  unit-floor                           divided by their sum, but by 0.5 at least:
                                       spectra without net counts have inputs too
  log1p, sqrt                          of the scaled values x: ln(1 + |x|) or the
                                       root of |x|, with the sign of x (* neither)
  standardised*, unstandardised        with the mean and deviation of the training
                                       spectra in each channel
--group 4 adds up four neighbouring channels to one input before that (527 make
132). --extra gives the network further numbers, words with commas between:
  log-net-counts, log-total-counts     log10 of the net counts (at least 0.5), of
                                       all counts + 1
  background-share                     root of scaled background / (counts + 1)
  response                             numbers that describe the response, which
                                       the libraries must hold
The model file holds all of it, and every use of the model obeys it. A spectrum
with an extra input beyond those of the training is flagged outside-training.

--learning-rate 1e-3:8,3e-4:6 trains 8 epochs at a rate of 1e-3, then 6 at 3e-4;
--patience then ends a stage, not all of the training.

The classes should differ in their sources alone: same response, same exposure.

Example:
  xsift train stars.xsl agn.xsl --out model.json
  xsift train stars.xsl agn.xsl --input total,rate --out rates.json
  xsift train stars.xsl agn.xsl --group 4 --extra log-net-counts --hidden 128,64 \\
    --l1 0 --batch-size 256 --learning-rate 1e-3:8,3e-4:6 --out large.json`;

export function trainCommand(program: Command): void {
  const { l1, epochs, batchSize, learningRate, patience, minimumNetCounts } = defaultSettings;
  const command = program
    .command('train')
    .summary('train a classifier on libraries; Ctrl-C keeps the best model so far')
    .description('Train a classifier on libraries of labelled spectra (network of Hebbar & Heinke 2023).')
    .argument('[library...]', 'libraries written by xsift simulate: together they must hold both classes')
    .requiredOption('--out <file>', 'the model file to write (JSON)')
    .addOption(
      new Option('--hidden <nodes>', 'nodes of the hidden layers, e.g. 10 or 64,32')
        .argParser(layers)
        .default(defaultSettings.hiddenLayers, defaultSettings.hiddenLayers.join(',')),
    )
    .option('--l1 <lambda>', 'L1 regularisation of the hidden kernels', numberOption({ min: 0 }), l1)
    .option('--epochs <n>', `epochs at most (default: ${epochs}, or those of the stages of --learning-rate)`, whole)
    .option('--batch-size <n>', 'spectra in a batch', whole, batchSize)
    .addOption(
      new Option('--learning-rate <r>', "Adam's learning rate, or stages such as 1e-3:8,3e-4:6 (see below)")
        .argParser(learningRateOf)
        .default(learningRate),
    )
    .option('--patience <n>', 'stop after this many epochs without a lower validation loss', whole, patience)
    .option(
      '--minimum-net-counts <n>',
      'use spectra with more net counts in 0.3-8 keV than this',
      numberOption({ min: 0 }),
      minimumNetCounts,
    )
    .option('--input <words>', 'how counts become inputs, e.g. total,rate (see below)', inputOf)
    .option('--group <n>', 'add up the counts of n neighbouring channels (default: 1)', groupOf)
    .option('--extra <words>', 'further inputs, e.g. log-net-counts,background-share (see below)', extraOf)
    .option('--json', 'one JSON object an epoch instead of a line of text');
  threadsOption(seedOption(distilOptions(command)));
  command.addHelpText('after', distilHelp + help);
  command.action((files: string[], options: TrainCommandOptions & { minimumNetCounts: number }) => {
    checkDistil(command, files, options);
    return runAction((signal) => (options.distil ? distilTo(options, signal) : trainOn(files, options, signal)));
  });
}

async function trainOn(files: string[], options: TrainCommandOptions, signal: AbortSignal): Promise<void> {
  const { out, hidden: hiddenLayers, json, group, extra, input: words, ...settings } = options;
  const input = { ...words, group, extra };
  const { learningRate: stages } = settings;
  const epochs =
    typeof stages === 'number'
      ? (settings.epochs ?? defaultSettings.epochs)
      : stages.reduce((sum, stage) => sum + stage.epochs, 0);
  checkOutput(out, 'JSON', files);
  const libraries = readLibraries(files);
  const few = checkClasses(libraries, settings.minimumNetCounts);
  const dataset = joinLibraries(libraries);
  for (const warning of [...few, ...differencesOfClasses(libraries)]) warn(warning);
  const onEpoch = (log: EpochLog) => console.log(json ? JSON.stringify(log) : epochLine(log, epochs));
  const { classifier, aborted } = await train(dataset, { ...settings, input, hiddenLayers, onEpoch, signal });
  classifier.save(out);
  const { bestEpoch, epochsRun, spectra } = classifier.model.training;
  const trained = classifier.classes.map((name, i) => `${grouped(spectra[i])} ${name}`).join(', ');
  note(
    `${out}: trained on ${trained}; weights of epoch ${bestEpoch} of ${epochsRun}` +
      (aborted ? ' (stopped early: this is the best model so far)' : ''),
  );
}

async function distilTo(options: TrainCommandOptions, signal: AbortSignal): Promise<void> {
  const { out, json } = options;
  checkOutput(out, 'JSON', []);
  const epochs = distilSettings.learningRate.reduce((sum, stage) => sum + stage.epochs, 0);
  const onEpoch = (log: EpochLog) => console.log(json ? JSON.stringify(log) : epochLine(log, epochs));
  const { classifier, aborted } = await distilled(options, signal, onEpoch);
  classifier.save(out);
  const trained = classifier.classes.map((name, i) => `${grouped(classifier.model.training.spectra[i])} ${name}`);
  note(`${out}: trained on ${trained.join(', ')}${aborted ? ' (stopped early: this is the best model so far)' : ''}`);
}

/** One epoch as a line, in the format of Keras. */
function epochLine(log: EpochLog, epochs: number): string {
  const fields = [
    ['loss', log.loss],
    ['accuracy', log.accuracy],
    ['val_loss', log.validationLoss],
    ['val_accuracy', log.validationAccuracy],
  ] as const;
  return `epoch ${String(log.epoch).padStart(String(epochs).length)}/${epochs}  ${fields
    .filter(([, value]) => !Number.isNaN(value))
    .map(([name, value]) => `${name} ${value.toFixed(4)}`)
    .join('  ')}`;
}
