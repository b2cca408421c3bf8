import type { Command } from 'commander';
import {
  Classifier,
  type ConfusionMatrix,
  concatenate,
  confusionMatrix,
  type Dataset,
  MismatchError,
  metricsOf,
  readLibrary,
  wilsonInterval,
} from '../index.js';
import { numberOption, runAction, threadsOption } from './context.js';
import { formatTable } from './table.js';

interface EvaluateOptions {
  threshold: number;
  minimumNetCounts?: number;
  threads?: number;
  json?: boolean;
}

export function evaluateCommand(program: Command): void {
  const command = program
    .command('evaluate')
    .description('how good a classifier is on libraries of labelled spectra that it was not trained on')
    .argument('<model>', 'a model file written by xsift train')
    .argument('<library...>', 'libraries written by xsift simulate')
    .option('--threshold <p>', 'call a source AGN from this probability on', numberOption({ min: 0, max: 1 }), 0.5)
    .option(
      '--minimum-net-counts <n>',
      'leave out spectra with fewer in 0.3-8 keV (default: as in training)',
      numberOption({ min: 0 }),
    )
    .option('--json', 'the numbers as JSON');
  threadsOption(command);
  command.action((model: string, files: string[], options: EvaluateOptions) =>
    runAction((signal) => evaluate(model, files, options, signal)),
  );
}

async function evaluate(model: string, files: string[], options: EvaluateOptions, signal: AbortSignal): Promise<void> {
  const classifier = Classifier.load(model);
  const dataset = concatenate(files.map((file) => readLibrary(file)));
  const labels = labelsFor(classifier, dataset);
  const { threshold, threads, minimumNetCounts = classifier.model.training.minimumNetCounts } = options;
  const predictions = await classifier.predict(dataset, { threshold, threads, signal });
  const used = [...labels.keys()].filter((row) => predictions.netCounts[row] > minimumNetCounts);
  const matrix = confusionMatrix(
    used.map((row) => labels[row]),
    used.map((row) => predictions.verdicts[row]),
  );
  const flags = [...new Set(predictions.flags.flat())].map(
    (flag) => [flag, predictions.flags.filter((list) => list.includes(flag)).length] as const,
  );
  if (options.json) {
    const metrics = Object.fromEntries(
      metricRows(matrix).map(({ key, value, low, high }) => [key, { value, low, high }]),
    );
    console.log(
      JSON.stringify({
        model,
        libraries: files,
        threshold,
        minimumNetCounts,
        matrix,
        metrics,
        flags: Object.fromEntries(flags),
      }),
    );
    return;
  }
  console.log(
    `${used.length} of ${dataset.spectra} spectra have more than ${minimumNetCounts} net counts in 0.3-8 keV\n`,
  );
  process.stdout.write(confusionTable(matrix, classifier.classes));
  console.log('\nmetric (%), 68 % Wilson interval');
  process.stdout.write(metricTable(matrix));
  for (const [flag, count] of flags) console.log(`flag ${flag}: ${count} spectra`);
}

/** The libraries' labels as the classifier numbers its classes. */
function labelsFor(classifier: Classifier, dataset: Dataset): number[] {
  const numbers = dataset.classes.map((name) => classifier.classes.indexOf(name));
  return Array.from(dataset.labels, (label) => {
    if (numbers[label] >= 0) return numbers[label];
    throw new MismatchError(
      `the libraries hold the class '${dataset.classes[label]}', the classifier knows ${classifier.classes.join(', ')}`,
    );
  });
}

export function confusionTable(matrix: ConfusionMatrix, [star, agn]: readonly string[]): string {
  const { truePositive, falseNegative, trueNegative, falsePositive, unclassified } = matrix;
  return (
    formatTable(
      ['true class', `called ${star}`, `called ${agn}`],
      [
        [star, trueNegative, falsePositive],
        [agn, falseNegative, truePositive],
      ],
    ) + (unclassified ? `no verdict (no net counts): ${unclassified}\n` : '')
  );
}

/** Each share of the paper's equations 2 to 6 with the Wilson interval of its own denominator. */
function metricRows(matrix: ConfusionMatrix) {
  const { truePositive: tp, falseNegative: fn, trueNegative: tn, falsePositive: fp } = matrix;
  const { balancedAccuracy } = metricsOf(matrix);
  const share = (key: string, name: string, hits: number, trials: number) => {
    const [low, high] = wilsonInterval(hits, trials);
    return { key, name, value: hits / trials, low, high };
  };
  return [
    share('accuracy', 'accuracy', tp + tn, tp + tn + fp + fn),
    share('recall', 'recall (AGN called AGN)', tp, tp + fn),
    share('tnr', 'TNR (stars called star)', tn, tn + fp),
    share('precision', 'precision (AGN among called AGN)', tp, tp + fp),
    share('npv', 'NPV (stars among called star)', tn, tn + fn),
    { key: 'balancedAccuracy', name: 'balanced accuracy', value: balancedAccuracy, low: NaN, high: NaN },
  ];
}

const percent = (value: number): string => (Number.isNaN(value) ? '-' : (100 * value).toFixed(2));

function metricTable(matrix: ConfusionMatrix): string {
  return formatTable(
    ['metric', '%', 'low', 'high'],
    metricRows(matrix).map(({ name, value, low, high }) => [name, percent(value), percent(low), percent(high)]),
  );
}
