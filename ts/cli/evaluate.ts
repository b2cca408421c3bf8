import type { Command } from 'commander';
import { type Classifier, type Dataset, MismatchError, type Response } from '../index.js';
import {
  bootstrapInterval,
  brierScore,
  type ConfusionMatrix,
  calibration,
  confusionMatrix,
  metricsOf,
  rocCurve,
  wilsonInterval,
} from '../metrics/index.js';
import { countsRows, countsTable } from './byCounts.js';
import { type CeilingOptions, ceilingOf, describedBy, responsesOf } from './ceiling.js';
import { classifierNamed, classifierWords } from './classifierNamed.js';
import {
  grouped,
  lowestEnergyOption,
  numberOption,
  responseOptions,
  runAction,
  strictOption,
  threadsOption,
  warn,
} from './context.js';
import { alreadySeen, joinLibraries, type Library, missingClasses, readLibraries } from './libraries.js';
import { progressBar } from './progress.js';
import { formatTable } from './table.js';

interface EvaluateOptions {
  threshold: number;
  minimumNetCounts?: number;
  threads?: number;
  json?: boolean;
  ceiling?: boolean;
  templates: number;
  rmf?: string;
  arf?: string;
  lowestEnergy?: number;
  strict?: boolean;
}

const help = `
Test libraries must hold sources that the classifier has not seen: simulate them
with another --seed than those it was trained on.

AGN are the positive class. Precision and NPV depend on how many spectra of each
class the libraries hold. The flags are explained by xsift classify --help.

The table by net counts has all spectra with 8 net counts or more, and weights
both classes equally: faint spectra of a flux-limited sample are mostly AGN. The
calibration error says by how much probabilities and shares differ; beside it is
that of a perfect classifier for as many spectra, which is never 0.

With --ceiling a template bank (docs/classifier.md) says what the best
classifier could reach on these spectra through their own response, and the gap
to it with its standard error. Libraries made with files as response need the
same --rmf and --arf here.

Example:
  xsift evaluate model.safetensors test-stars.xsl test-agn.xsl
  xsift evaluate model.safetensors test-stars.xsl test-agn.xsl --ceiling`;

export function evaluateCommand(program: Command): void {
  const command = program
    .command('evaluate')
    .summary('how good a classifier is on libraries that it has not seen')
    .description('How good a classifier is on libraries of labelled spectra that it was not trained on.')
    .argument('<model>', classifierWords)
    .argument('<library...>', 'libraries written by xsift simulate')
    .option('--threshold <p>', 'call a source AGN from this P_AGN on, 0 to 1', numberOption({ min: 0, max: 1 }), 0.5)
    .option(
      '--minimum-net-counts <n>',
      'use spectra with more net counts in 0.3-8 keV than this (default: as in training)',
      numberOption({ min: 0 }),
    )
    .option('--ceiling', 'beside it the best that any classifier could reach, and the gap to it')
    .option(
      '--templates <n>',
      'templates of each class for the ceiling',
      numberOption({ integer: true, min: 1, max: 2 ** 20 }),
      2560,
    );
  strictOption(lowestEnergyOption(responseOptions(command, { required: false }))).option(
    '--json',
    'the numbers as JSON',
  );
  threadsOption(command);
  command.addHelpText('after', help);
  command.action((model: string, files: string[], options: EvaluateOptions) => {
    if (options.arf !== undefined && options.rmf === undefined)
      command.error('error: --arf needs the --rmf that it belongs to');
    return runAction((signal) => evaluate(model, files, options, signal));
  });
}

async function evaluate(model: string, files: string[], options: EvaluateOptions, signal: AbortSignal): Promise<void> {
  const classifier = classifierNamed(model);
  const libraries = readLibraries(files);
  const joined = joinLibraries(libraries);
  const isDescribed = joined.responseDescriptor !== undefined || !needsDescriptor(classifier);
  const responses = options.ceiling || !isDescribed ? responsesOf(libraries, ceilingOptions(options)) : undefined;
  const dataset = isDescribed || !responses ? joined : describedBy(joined, responses);
  const warnings = warningsAbout(libraries, classifier);
  const labels = labelsFor(classifier, dataset);
  const { threshold, threads, minimumNetCounts = classifier.model.training.minimumNetCounts } = options;
  const bar = progressBar({ label: 'classify', total: dataset.count, unit: 'spectra', quiet: options.json });
  const predictions = await classifier
    .predict(dataset, { threshold, threads, signal, onProgress: bar.update })
    .finally(bar.stop);
  const used = [...labels.keys()].filter((row) => predictions.netCounts[row] > minimumNetCounts);
  if (used.length === 0)
    throw new MismatchError(
      `none of the ${dataset.count} spectra has more than ${minimumNetCounts} net counts in 0.3-8 keV`,
      {
        what: 'spectra',
        expected: `more than ${minimumNetCounts} net counts`,
        found: 0,
        remedy: 'lower --minimum-net-counts',
      },
    );
  const ceiling = options.ceiling
    ? await bestPossible(dataset, responses!, classifier, { ...options, signal })
    : undefined;
  const byCounts = countsRows({
    labels,
    probabilities: Float64Array.from(
      labels,
      (_, row) => predictions.probabilities[row * classifier.classes.length + 1],
    ),
    ...{ netCounts: predictions.netCounts, threshold, ceiling: ceiling?.agn },
  });
  const matrix = confusionMatrix(
    used.map((row) => labels[row]),
    used.map((row) => predictions.verdicts[row]),
  );
  const scores = await scoresOf(
    used.map((row) => labels[row]),
    used.map((row) => predictions.probabilities[row * classifier.classes.length + 1]),
    { quiet: options.json, signal },
  );
  const flags = countFlags(used.map((row) => predictions.flags[row]));
  warnings.push(...populationWarnings(dataset, ceiling?.populations));
  for (const warning of warnings) warn(warning);
  if (options.json) {
    const metrics = Object.fromEntries(
      metricRows(matrix).map(({ key, value, low, high }) => [key, { value, low, high }]),
    );
    const sample = { spectra: dataset.count, used: used.length, threshold, minimumNetCounts };
    console.log(
      JSON.stringify({ model, libraries: files, ...sample, matrix, metrics, scores, byCounts, flags, warnings }),
    );
    return;
  }
  console.log(
    `${grouped(used.length)} of ${grouped(dataset.count)} spectra have more than ${minimumNetCounts} net counts in 0.3-8 keV\n`,
  );
  process.stdout.write(confusionTable(matrix, classifier.classes));
  console.log('\nshares in %, with 68 % Wilson intervals:');
  process.stdout.write(metricTable(matrix));
  console.log('\nof the probabilities, with 68 % bootstrap intervals:');
  process.stdout.write(scoreTable(scores));
  console.log('\nby net counts in 0.3-8 keV, both classes weighted equally, in %:');
  process.stdout.write(countsTable(byCounts));
  for (const [flag, count] of Object.entries(flags)) console.log(`flag ${flag}: ${grouped(count)} spectra`);
}

const needsDescriptor = ({ model }: Classifier): boolean => model.input.convention.extra?.includes('response') ?? false;

const ceilingOptions = ({ rmf, arf, lowestEnergy, strict, templates }: EvaluateOptions): CeilingOptions => ({
  ...(rmf !== undefined && { rmf: [rmf] }),
  ...(arf !== undefined && { arf: [arf] }),
  lowestEnergy,
  strict,
  templates,
});

/** @throws MismatchError for other classes than the ceiling knows. */
async function bestPossible(
  dataset: Dataset,
  responses: readonly Response[],
  classifier: Classifier,
  { templates, threads, json, signal }: EvaluateOptions & { signal: AbortSignal },
) {
  if (String(classifier.classes) !== 'star,agn')
    throw new MismatchError(`the classes are ${classifier.classes.join(', ')}; the ceiling is known for star, agn`, {
      what: 'classes',
      expected: ['star', 'agn'],
      found: classifier.classes,
      remedy: 'evaluate without --ceiling; templateBank of the library takes any populations',
    });
  const bar = progressBar({ label: 'ceiling', total: dataset.count, unit: 'spectra', quiet: json });
  return ceilingOf(dataset, responses, { templates }, { threads, signal, onProgress: bar.update }).finally(bar.stop);
}

/** The ceiling holds for the populations that its templates were drawn from. */
function populationWarnings({ provenance }: Dataset, populations: readonly string[] | undefined): string[] {
  if (!populations) return [];
  const others = new Set(provenance.map(({ population }) => population).filter((name) => !populations.includes(name)));
  return others.size === 0
    ? []
    : [
        `the libraries hold sources of ${[...others].join(', ')}, the ceiling's templates are of ${populations.join(', ')}: a ` +
          'classifier trained on the former can be better than this ceiling',
      ];
}

function warningsAbout(libraries: readonly Library[], classifier: Classifier): string[] {
  const seen = alreadySeen(libraries, classifier.model.provenance);
  const missing = missingClasses(libraries);
  return [
    ...(seen.length
      ? [
          `${seen.join(', ')}: same population and seed as in the training, so the classifier has seen these sources and ` +
            'the shares flatter it; simulate libraries with another --seed',
        ]
      : []),
    ...(missing.length
      ? [`there are no ${missing.join(', ')} spectra: shares that need both classes mean nothing here`]
      : []),
  ];
}

const resamples = 100;

/** Measures of the probabilities that do not depend on the threshold. */
async function scoresOf(
  labels: readonly number[],
  probabilities: readonly number[],
  { quiet, signal }: { quiet?: boolean; signal: AbortSignal },
) {
  const [truth, given] = [Uint8Array.from(labels), Float32Array.from(probabilities)];
  const bar = progressBar({ label: 'intervals', total: 3 * resamples, unit: 'resamplings', quiet });
  const interval = (k: number, score: (labels: Uint8Array, probabilities: Float32Array) => number) =>
    bootstrapInterval(
      truth.length,
      (rows) => {
        const [l, p] = [new Uint8Array(rows.length), new Float32Array(rows.length)];
        for (let i = 0; i < rows.length; i++) {
          l[i] = truth[rows[i]];
          p[i] = given[rows[i]];
        }
        return score(l, p);
      },
      { resamples, signal, onProgress: (done) => bar.update(k * resamples + done) },
    );
  try {
    return {
      rocArea: await interval(0, (l, p) => rocCurve(l, p).area),
      brierScore: await interval(1, (l, p) => brierScore(l, p)),
      expectedCalibrationError: await interval(2, (l, p) => calibration(l, p).expectedCalibrationError),
    };
  } finally {
    bar.stop();
  }
}

function scoreTable(scores: Awaited<ReturnType<typeof scoresOf>>): string {
  const names = {
    rocArea: 'area under the ROC curve',
    brierScore: 'Brier score',
    expectedCalibrationError: 'expected calibration error',
  };
  return formatTable(
    ['', 'value', 'low', 'high'],
    (Object.keys(names) as (keyof typeof names)[]).map((key) => [
      names[key],
      ...[scores[key].value, scores[key].low, scores[key].high].map((value) =>
        Number.isNaN(value) ? '-' : value.toFixed(4),
      ),
    ]),
  );
}

/** The number of spectra with each flag. */
function countFlags(lists: readonly (readonly string[])[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const flag of lists.flat()) counts[flag] = (counts[flag] ?? 0) + 1;
  return counts;
}

/** The labels of the libraries, numbered as the classifier numbers its classes. */
function labelsFor(classifier: Classifier, dataset: Dataset): number[] {
  const numbers = dataset.classes.map((name) => classifier.classes.indexOf(name));
  return Array.from(dataset.labels, (label) => {
    if (numbers[label] >= 0) return numbers[label];
    throw new MismatchError(
      `the libraries hold the class '${dataset.classes[label]}', the classifier knows ${classifier.classes.join(', ')}`,
      { what: 'classes', expected: classifier.classes, found: dataset.classes },
    );
  });
}

function confusionTable(matrix: ConfusionMatrix, [star, agn]: readonly string[]): string {
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

/** Names of the shares of the paper's equations 2 to 6; AGN are the positive class. */
export const metricNames = {
  accuracy: 'accuracy',
  recall: 'recall (AGN called AGN)',
  tnr: 'TNR (stars called star)',
  precision: 'precision (AGN among called AGN)',
  npv: 'NPV (stars among called star)',
  balancedAccuracy: 'balanced accuracy',
} as const;

/** Each share of the paper's equations 2 to 6 with its Wilson interval. */
function metricRows(matrix: ConfusionMatrix) {
  const { truePositive: tp, falseNegative: fn, trueNegative: tn, falsePositive: fp } = matrix;
  const { balancedAccuracy } = metricsOf(matrix);
  const share = (key: keyof typeof metricNames, hits: number, trials: number) => {
    const [low, high] = trials > 0 ? wilsonInterval(hits, trials) : [NaN, NaN];
    return { key, name: metricNames[key], value: hits / trials, low, high };
  };
  return [
    share('accuracy', tp + tn, tp + tn + fp + fn),
    share('recall', tp, tp + fn),
    share('tnr', tn, tn + fp),
    share('precision', tp, tp + fp),
    share('npv', tn, tn + fn),
    { key: 'balancedAccuracy', name: metricNames.balancedAccuracy, value: balancedAccuracy, low: NaN, high: NaN },
  ];
}

const percent = (value: number): string => (Number.isNaN(value) ? '-' : (100 * value).toFixed(2));

function metricTable(matrix: ConfusionMatrix): string {
  return formatTable(
    ['', 'share', 'low', 'high'],
    metricRows(matrix).map(({ name, value, low, high }) => [name, percent(value), percent(low), percent(high)]),
  );
}
