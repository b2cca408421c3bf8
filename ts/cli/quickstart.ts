import { existsSync, mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Command } from 'commander';
import { classifyCatalogue, listSources } from '../classify/index.js';
import {
  agn,
  Classifier,
  type CvResult,
  classifyFiles,
  concatenate,
  crossValidate,
  type Dataset,
  datasetFromSimulation,
  defaultSettings,
  embeddedResponse,
  embeddedResponseTables,
  meanSpectra,
  netCounts,
  population,
  type SourceVerdict,
  selectRows,
  simulate,
  splitBySource,
  stars,
  templateBank,
} from '../index.js';
import { confusionMatrix, meanAndSd, metricsOf, pairedGap } from '../metrics/index.js';
import { writeArf, writePha, writeRmf } from '../ogip/index.js';
import { plotMeanSpectra, plotProbabilities, savePicture } from '../report/index.js';
import { grouped, numberOption, runAction, seedOption, threadsOption } from './context.js';
import { metricNames } from './evaluate.js';
import { checkFolder } from './output.js';
import { progressBar } from './progress.js';
import { formatTable } from './table.js';

interface QuickstartOptions {
  out: string;
  count: number;
  seed: number;
  threads?: number;
}

/** Number of trainings on different 80/20 splits; their standard deviation is printed. */
const iterations = 5;
/** s, as in the paper's simulations. */
const exposure = 1e6;
/** Spectra of each class that are written as PHA files and then classified from these files. */
const examples = 4;

const help = `
Takes half a minute on two CPUs. Simulates Chandra ACIS-I spectra (1999-2000, 1
Ms, no background), trains ${iterations} networks, prints how good they are on spectra that
they have not seen, and leaves in the folder:
  model.safetensors    the first of the networks, for xsift classify and evaluate
  verdicts.csv         what it says of the spectra in spectra/
  mean-spectra         mean spectra of both classes with lines marked (.png, .svg)
  probabilities        P(AGN) of both classes (.png, .svg)
  spectra/             a few spectra as PHA files, with their RMF and ARF`;

export function quickstartCommand(program: Command): void {
  const command = program
    .command('quickstart')
    .summary('the main job in one go, no files needed: simulate, train, judge, classify, plot')
    .description('The main job on the embedded defaults: simulate stars and AGN, train, judge, classify, plot.')
    .option('--out <folder>', 'where the results go; results of an earlier run are replaced', 'xsift-quickstart')
    .option('--count <n>', 'spectra of each class', numberOption({ integer: true, min: 100, max: 1e6 }), 20000);
  threadsOption(seedOption(command));
  command.addHelpText('after', help);
  command.action((options: QuickstartOptions) => runAction((signal) => quickstart(options, signal)));
}

async function quickstart(options: QuickstartOptions, signal: AbortSignal): Promise<void> {
  const started = performance.now();
  checkFolder(options.out, 'quickstart', isResult, { name: 'model.safetensors', kind: 'a classifier' });
  const dataset = await simulateBoth(options, signal);
  const results = await trainSeveral(dataset, options, signal);
  console.log(`\nshares in %, mean and standard deviation over ${iterations} trainings on different 80/20 splits:`);
  process.stdout.write(spreadTable(dataset, results));

  const [first] = results;
  console.log(await bestLine(dataset, first, options, signal));

  const { classifier, rows } = first;
  for (const folder of [options.out, join(options.out, 'spectra')]) if (!existsSync(folder)) mkdirSync(folder);
  classifier.save(join(options.out, 'model.safetensors'));
  await drawMeanSpectra(dataset, classifier, options.out);
  await drawProbabilities(dataset, first, options.out);
  const verdicts = await classifyExamples(dataset, rows, classifier, options.out);
  console.log('\nsome spectra that the first network has not seen, written as PHA files and classified from there:');
  process.stdout.write(exampleTable(verdicts));
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(
    `\nin ${options.out}: model.safetensors, verdicts.csv, mean-spectra and probabilities (.png, .svg), spectra/ (${seconds} s)`,
  );
  console.log('next, on your own spectra: xsift classify FILE... --out verdicts.csv');
}

/** Whether a file of this name is a result of an earlier run. */
const isResult = (name: string) =>
  /^(model\.json|verdicts\.csv|spectra|(mean-spectra|probabilities)\.(png|svg))$/.test(name);

async function simulateBoth(options: QuickstartOptions, signal: AbortSignal): Promise<Dataset> {
  const response = embeddedResponse();
  const { seed, threads, count } = options;
  const datasets: Dataset[] = [];
  const bar = progressBar({ label: 'simulate', total: 2 * count, unit: 'spectra' });
  try {
    for (const [i, name] of (['star', 'agn'] as const).entries()) {
      const onProgress = (done: number) => bar.update(i * count + done);
      const run = { exposure, seed, threads, signal, onProgress };
      datasets.push(datasetFromSimulation(await simulate(population(name), count, response, run)));
    }
  } finally {
    bar.stop();
  }
  console.log(
    `simulated ${grouped(count)} stars and ${grouped(count)} AGN: ACIS-I of 1999-2000, ${exposure / 1e6} Ms, no background, seed ${seed}`,
  );
  return concatenate(datasets);
}

/** Trains on repeated 80/20 splits by source, in parallel. */
async function trainSeveral(dataset: Dataset, options: QuickstartOptions, signal: AbortSignal): Promise<CvResult[]> {
  const splits = Array.from({ length: iterations }, (_, splitIndex) => {
    return { splitIndex, ...splitBySource(dataset, 0.2, { seed: options.seed + splitIndex }) };
  });
  const { seed, threads } = options;
  const maxEpochs = iterations * defaultSettings.epochs;
  const bar = progressBar({ label: `train ${iterations} networks`, total: maxEpochs, unit: 'epochs', atMost: true });
  const results = await crossValidate(dataset, { splits, seed, threads, signal, onProgress: bar.update }).finally(
    bar.stop,
  );
  const { network, training } = results[0].classifier.model;
  const bright = netCounts(dataset).filter((n) => n > training.minimumNetCounts).length;
  console.log(
    `trained ${iterations} networks (${network.sizes.join('-')} nodes), each on 80 % of the ${grouped(bright)} spectra with more than ` +
      `${training.minimumNetCounts} net counts, tested on the others`,
  );
  return results;
}

function spreadTable(dataset: Dataset, results: readonly CvResult[]): string {
  const metrics = results.map(({ classifier, rows, probabilities }) =>
    metricsOf(
      confusionMatrix(
        Array.from(rows, (row) => dataset.labels[row]),
        classifier.verdicts(probabilities),
      ),
    ),
  );
  return formatTable(
    ['', 'mean', 'sd'],
    (['accuracy', 'recall', 'tnr', 'precision', 'npv'] as const).map((key) => {
      const { mean, sd } = meanAndSd(metrics.map((values) => 100 * values[key]));
      return [metricNames[key], mean.toFixed(2), sd.toFixed(2)];
    }),
  );
}

/** Accuracy on the spectra that the first network has not seen: by the network that comes with xsift, and the best possible one. */
async function bestLine(
  dataset: Dataset,
  { rows }: CvResult,
  { threads }: QuickstartOptions,
  signal: AbortSignal,
): Promise<string> {
  const unseen = selectRows(dataset, rows);
  const agnFrom = (probabilities: ArrayLike<number>) =>
    Array.from(unseen.labels, (_, row) => Number(probabilities[2 * row + 1] >= 0.5));
  const shareOf = (verdicts: ArrayLike<number>) => {
    const { accuracy } = metricsOf(confusionMatrix(Array.from(unseen.labels), verdicts));
    return `${(100 * accuracy).toFixed(2)} %`;
  };
  const packaged = await Classifier.embedded('star-agn').predict(unseen, { threads, signal });
  const bank = await templateBank([stars(), agn()]).through(embeddedResponse(), { signal });
  const best = await bank.classify(unseen, { threads, signal, goodness: false });
  const verdicts = agnFrom(best.probabilities);
  const { gap, error } = pairedGap(unseen.labels, verdicts, packaged.verdicts);
  return (
    `\nof what the first has not seen, the best possible verdicts (a bank of templates) are right in ${shareOf(verdicts)};\n` +
    `the network that comes with xsift, for any ACIS response, in ${shareOf(packaged.verdicts)}, a gap of ` +
    `${(100 * gap).toFixed(2)} +- ${(100 * error).toFixed(2)} points`
  );
}

async function drawMeanSpectra(dataset: Dataset, classifier: Classifier, folder: string): Promise<void> {
  const { eMin, eMax, classes } = meanSpectra(dataset, {
    minimumNetCounts: classifier.model.training.minimumNetCounts,
  });
  const picture = await plotMeanSpectra(
    classes,
    { eMin, eMax },
    { title: 'Mean simulated spectra, more than 100 net counts' },
  );
  savePicture(join(folder, 'mean-spectra'), picture);
}

async function drawProbabilities(dataset: Dataset, { rows, probabilities }: CvResult, folder: string): Promise<void> {
  const agn = (row: number) => probabilities[2 * row + 1];
  const curves = dataset.classes.map((name, label) => ({
    name,
    probabilities: [...rows.keys()].filter((i) => dataset.labels[rows[i]] === label).map(agn),
  }));
  savePicture(
    join(folder, 'probabilities'),
    await plotProbabilities(curves, { title: 'Probabilities of unseen spectra' }),
  );
}

/** Writes a few spectra that the classifier was not trained on as PHA files, and classifies these files. */
async function classifyExamples(
  dataset: Dataset,
  rows: Uint32Array,
  classifier: Classifier,
  folder: string,
): Promise<SourceVerdict[]> {
  const { rmf, arf } = embeddedResponseTables();
  const inFolder = (name: string) => join(folder, 'spectra', name);
  writeRmf(inFolder('response.rmf'), rmf);
  writeArf(inFolder('response.arf'), arf);
  const files: string[] = [];
  for (const [label, name] of dataset.classes.entries()) {
    const chosen = [...rows].filter((row) => dataset.labels[row] === label).slice(0, examples);
    for (const [i, row] of chosen.entries()) {
      const file = inFolder(`${name}-${i + 1}.pha`);
      const counts = dataset.counts.subarray(row * dataset.channels, (row + 1) * dataset.channels);
      const { channel, telescope, instrument, detector } = rmf;
      const responses = { respFile: 'response.rmf', ancrFile: 'response.arf' };
      const object = `simulated ${name} ${dataset.source[row]}`;
      writePha(file, { channel, counts, exposure, telescope, instrument, detector, object, ...responses });
      files.push(file);
    }
  }
  const verdicts: SourceVerdict[] = [];
  for await (const verdict of classifyFiles(files, classifier)) verdicts.push(verdict);
  const list = await listSources(files);
  await classifyCatalogue(list, classifier, join(folder, 'verdicts.csv'), { ifExists: 'overwrite' });
  return verdicts;
}

const exampleTable = (verdicts: readonly SourceVerdict[]): string =>
  formatTable(
    ['file', 'net counts', 'P(AGN)', 'verdict'],
    verdicts.map(({ file, netCounts, probabilities, verdict, error }) => [
      basename(file),
      netCounts,
      probabilities[1].toFixed(4),
      verdict ?? error,
    ]),
  );
