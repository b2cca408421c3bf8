import type { Command } from 'commander';
import { concatenate, type EpochLog, readLibrary, type TrainingSettings, train } from '../index.js';
import { note, numberOption, runAction, seedOption, threadsOption } from './context.js';

type TrainCommandOptions = Pick<
  TrainingSettings,
  'l1' | 'epochs' | 'batchSize' | 'patience' | 'learningRate' | 'seed' | 'minimumNetCounts'
> & { out: string; hidden: number[]; threads?: number; json?: boolean };

const layers = (text: string): number[] => text.split(',').map(numberOption({ integer: true, min: 1, max: 4096 }));
const whole = numberOption({ integer: true, min: 1, max: 1e6 });

export function trainCommand(program: Command): void {
  const command = program
    .command('train')
    .description('train a classifier on libraries of labelled spectra; Ctrl-C keeps the best model so far')
    .argument('<library...>', 'libraries written by xsift simulate: together they must hold both classes')
    .requiredOption('--out <file>', 'the model file to write (JSON)')
    .option('--hidden <nodes>', 'nodes of the hidden layers, e.g. 10 or 64,32', layers, [10])
    .option('--l1 <lambda>', 'L1 regularisation of the hidden kernels', numberOption({ min: 0 }), 0.001)
    .option('--epochs <n>', 'most epochs', whole, 100)
    .option('--batch-size <n>', 'spectra in a batch', whole, 32)
    .option('--learning-rate <r>', "Adam's learning rate", numberOption({ above: 0 }), 0.001)
    .option('--patience <n>', 'stop after this many epochs without a lower validation loss', whole, 5)
    .option('--minimum-net-counts <n>', 'leave out spectra with fewer in 0.3-8 keV', numberOption({ min: 0 }), 100)
    .option('--json', 'one JSON object an epoch instead of a line of text');
  threadsOption(seedOption(command));
  command.action((files: string[], options: TrainCommandOptions & { minimumNetCounts: number }) =>
    runAction((signal) => trainOn(files, options, signal)),
  );
}

async function trainOn(files: string[], options: TrainCommandOptions, signal: AbortSignal): Promise<void> {
  const { out, hidden: hiddenLayers, json, ...settings } = options;
  const dataset = concatenate(files.map((file) => readLibrary(file)));
  const onEpoch = (log: EpochLog) => console.log(json ? JSON.stringify(log) : epochLine(log, settings.epochs));
  const { classifier, aborted } = await train(dataset, { ...settings, hiddenLayers, onEpoch, signal });
  classifier.save(out);
  const { bestEpoch, epochsRun, spectra } = classifier.model.training;
  const trained = classifier.classes.map((name, i) => `${spectra[i]} ${name}`).join(', ');
  note(
    `${out}: trained on ${trained}; weights of epoch ${bestEpoch} of ${epochsRun}` +
      (aborted ? ' (stopped by Ctrl-C: this is the best model so far)' : ''),
  );
}

/** As Keras prints an epoch. */
function epochLine(log: EpochLog, epochs: number): string {
  const parts = [
    ['loss', log.loss],
    ['accuracy', log.accuracy],
    ['val_loss', log.validationLoss],
    ['val_accuracy', log.validationAccuracy],
  ] as const;
  return `epoch ${String(log.epoch).padStart(String(epochs).length)}/${epochs}  ${parts
    .filter(([, value]) => !Number.isNaN(value))
    .map(([name, value]) => `${name} ${value.toFixed(4)}`)
    .join('  ')}`;
}
