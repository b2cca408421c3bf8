import { type Command, InvalidArgumentError, Option } from 'commander';
import { writeModelCard } from '../exchange/index.js';
import {
  defaultSettings,
  distilSettings,
  type EpochLog,
  type LearningRateStage,
  type TrainingSettings,
  train,
} from '../index.js';
import { grouped, note, numberOption, runAction, seedOption, threadsOption, warn } from './context.js';
import { checkDistil, type DistilCommandOptions, distilHelp, distilled, distilOptions } from './distil.js';
import { type InputOptions, inputHelp, inputOptions } from './inputOptions.js';
import { checkClasses, differencesOfClasses, joinLibraries, readLibraries } from './libraries.js';
import { checkOutput } from './output.js';

type TrainCommandOptions = Pick<
  TrainingSettings,
  'l1' | 'batchSize' | 'patience' | 'learningRate' | 'seed' | 'minimumNetCounts'
> &
  DistilCommandOptions &
  InputOptions & {
    out: string;
    hidden: number[];
    epochs?: number;
    threads?: number;
    json?: boolean;
  };

const layers = (argument: string): number[] =>
  argument.split(',').map(numberOption({ integer: true, min: 1, max: 4096 }));
const whole = numberOption({ integer: true, min: 1, max: 1e6 });

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

const help = `
Prints a line for every epoch. A tenth of the sources is set aside to stop by
(val_loss, val_accuracy). Ctrl-C ends the training and keeps the best model so
far (exit code 130).

${inputHelp}The model file holds all of it, and every use of the model obeys it. A spectrum
with an extra input beyond those of the training is flagged outside-training.

--learning-rate 1e-3:8,3e-4:6 trains 8 epochs at a rate of 1e-3, then 6 at 3e-4;
--patience then ends a stage, not all of the training.

The classes should differ in their sources alone: same response, same exposure.

Example:
  xsift train stars.xsl agn.xsl --out model.safetensors
  xsift train stars.xsl agn.xsl --input total,rate --out rates.safetensors
  xsift train stars.xsl agn.xsl --group 4 --extra log-net-counts --hidden 128,64 \\
    --l1 0 --batch-size 256 --learning-rate 1e-3:8,3e-4:6 --out large.safetensors`;

export function trainCommand(program: Command): void {
  const { l1, epochs, batchSize, learningRate, patience, minimumNetCounts } = defaultSettings;
  const command = program
    .command('train')
    .summary('train a classifier on libraries; Ctrl-C keeps the best model so far')
    .description('Train a classifier on libraries of labelled spectra (network of Hebbar & Heinke 2023).')
    .argument('[library...]', 'libraries written by xsift simulate: together they must hold both classes')
    .requiredOption('--out <file>', 'the model file to write (safetensors); its card goes beside it')
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
    .option('--json', 'one JSON object an epoch instead of a line of text');
  threadsOption(seedOption(distilOptions(inputOptions(command))));
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
  checkOutput(out, 'a classifier', files);
  const libraries = readLibraries(files);
  const few = checkClasses(libraries, settings.minimumNetCounts);
  const dataset = joinLibraries(libraries);
  for (const warning of [...few, ...differencesOfClasses(libraries)]) warn(warning);
  const onEpoch = (log: EpochLog) => console.log(json ? JSON.stringify(log) : epochLine(log, epochs));
  const { classifier, aborted } = await train(dataset, { ...settings, input, hiddenLayers, onEpoch, signal });
  classifier.save(out);
  writeModelCard(out, classifier);
  const { bestEpoch, epochsRun, spectra } = classifier.model.training;
  const trained = classifier.classes.map((name, i) => `${grouped(spectra[i])} ${name}`).join(', ');
  note(
    `${out}: trained on ${trained}; weights of epoch ${bestEpoch} of ${epochsRun}` +
      (aborted ? ' (stopped early: this is the best model so far)' : ''),
  );
}

async function distilTo(options: TrainCommandOptions, signal: AbortSignal): Promise<void> {
  const { out, json } = options;
  checkOutput(out, 'a classifier', []);
  const epochs = distilSettings.learningRate.reduce((sum, stage) => sum + stage.epochs, 0);
  const onEpoch = (log: EpochLog) => console.log(json ? JSON.stringify(log) : epochLine(log, epochs));
  const { classifier, aborted } = await distilled(options, signal, onEpoch);
  classifier.save(out);
  writeModelCard(out, classifier);
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
