import { createHash } from 'node:crypto';
import {
  checkNumber,
  checkObject,
  checkOptions,
  checkWhole,
  ParameterError,
  packageVersion,
  wordsFor,
} from '../base/index.js';
import { type InputConvention, inputFrom } from '../network/index.js';

/**
 * Everything that decides the numbers of a reproduction of Hebbar & Heinke 2023: the same config gives the same results, on any
 * number of threads. Plain data. `fullConfig` and `quickConfig` make one; `config.json` beside the results holds it.
 */
export interface ReproduceConfig {
  /** Of all random numbers; experiments derive theirs from it. Whole number from 0 to 2^31. */
  seed: number;
  /** Simulated spectra of each class in each dataset, before the cut in net counts (paper: 100,000). */
  spectraPerClass: number;
  /** Exposure of the simulated spectra, s (paper: 1 Ms), and of those with reduced background (100 ks). */
  exposure: number;
  reducedExposure: number;
  /** Factor on the fluxes of the sources with reduced background (10). */
  reducedFluxScale: number;
  /** Repetitions of split and cross-validation behind each row of Table 1 (20). */
  iterations: number;
  /** Splits of the cross-validation within an iteration (10). */
  cvSplits: number;
  /** Share of the sources that an iteration keeps apart as test set (0.2). */
  testShare: number;
  /** More net counts than this in 0.3-8 keV are needed: 100, and 1 in the low-count set. */
  minimumNetCounts: number;
  faintNetCounts: number;
  /** The network and how it is trained. */
  training: TrainingChoice;
  /** Of the convention that all experiments but `inputs` use: see section K2 of the report. */
  input: InputConvention;
  /** What is varied (input conventions, nodes, responses) is trained in this many iterations, with so many of their models. */
  ablationIterations: number;
  ablationModels: number;
  /** Spectra of each class seen through another response than that of the training (paper: 10,000). */
  responseSpectra: number;
  /** Hidden nodes x lambda by cross-validation. */
  grid: { nodes: number[]; l1: number[]; cvSplits: number };
  /** Training spectra, both classes together; those that the dataset does not hold are left out. */
  learningCurve: { sizes: number[]; repeats: number };
  /** Observed spectra, or what stands in for them. */
  observed: ObservedChoice;
}

/** A part of TrainingSettings. */
export interface TrainingChoice {
  hiddenLayers: number[];
  l1: number;
  batchSize: number;
  epochs: number;
  patience: number;
  learningRate: number;
}

/** Observed spectra, or the size of what stands in for them. */
export interface ObservedChoice {
  /** Folder with PHA files and `labels.csv` (FILE,CLASS[,EXTRAGALACTIC]); none: simulated sources stand in. */
  folder?: string;
  /** Stars and AGN with enough counts in one draw of the stand-in (paper: 108 each), and with net counts > 1 (296 AGN). */
  perClass: number;
  faintPerClass: number;
  /** Simulated sources of each class that the stand-in takes its pool from. */
  standInSpectra: number;
}

/** The paper's numbers. */
export function fullConfig(changes: Partial<ReproduceConfig> = {}): ReproduceConfig {
  checkOptions(changes);
  return {
    seed: 1,
    spectraPerClass: 100_000,
    exposure: 1e6,
    reducedExposure: 1e5,
    reducedFluxScale: 10,
    iterations: 20,
    cvSplits: 10,
    testShare: 0.2,
    minimumNetCounts: 100,
    faintNetCounts: 1,
    training: { hiddenLayers: [10], l1: 1e-3, batchSize: 32, epochs: 100, patience: 5, learningRate: 1e-3 },
    input: { counts: 'total', scale: 'none', transform: 'none', standardise: false },
    ablationIterations: 3,
    ablationModels: 2,
    responseSpectra: 10_000,
    grid: { nodes: [2, 5, 8, 10, 15, 20, 30], l1: [1e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2], cvSplits: 5 },
    learningCurve: { sizes: [100, 300, 1000, 3000, 10_000, 30_000, 60_000, 100_000], repeats: 5 },
    observed: { perClass: 108, faintPerClass: 296, standInSpectra: 4000 },
    ...changes,
  };
}

/** A tenth of the spectra and fewer repetitions: every table and figure in under two minutes on two cores, with wider errors. */
export function quickConfig(changes: Partial<ReproduceConfig> = {}): ReproduceConfig {
  checkOptions(changes);
  return fullConfig({
    spectraPerClass: 10_000,
    iterations: 4,
    cvSplits: 5,
    ablationIterations: 2,
    ablationModels: 1,
    responseSpectra: 2000,
    grid: { nodes: [5, 10, 20], l1: [1e-5, 1e-4, 1e-3, 1e-2], cvSplits: 3 },
    learningCurve: { sizes: [100, 300, 1000, 3000, 10_000], repeats: 2 },
    observed: { perClass: 108, faintPerClass: 296, standInSpectra: 2000 },
    ...changes,
  });
}

/**
 * Checks a config, such as one that was read from `config.json`.
 *
 * @returns a copy with the known fields in their order, so that equal configs have equal text.
 * @throws ParameterError naming a field that is missing, unknown or out of its limits.
 */
export function checkConfig(given: unknown): ReproduceConfig {
  const names = Object.keys(fullConfig()) as (keyof ReproduceConfig)[];
  checkObject('config', given, 'a config (fullConfig, quickConfig, config.json)', ...names);
  const config = given as ReproduceConfig;
  noOthers('config', config, names);
  checkWhole('seed', config.seed, 0, 2 ** 31);
  for (const [name, least] of wholes) checkWhole(name, config[name], least, 1e8);
  checkNumber('exposure', config.exposure, { above: 0, most: 1e9 });
  checkNumber('reducedExposure', config.reducedExposure, { above: 0, most: 1e9 });
  checkNumber('reducedFluxScale', config.reducedFluxScale, { above: 0, most: 1e6 });
  checkNumber('testShare', config.testShare, { above: 0, below: 1 });
  checkNumber('minimumNetCounts', config.minimumNetCounts, { least: 0 });
  checkNumber('faintNetCounts', config.faintNetCounts, { least: 0, most: config.minimumNetCounts });
  const { hiddenLayers, l1, batchSize, epochs, patience, learningRate } = checkTraining(config.training);
  const { folder, perClass, faintPerClass, standInSpectra } = checkObserved(config.observed);
  const { counts, scale, transform, standardise } = checkInput(config.input);
  const { grid, learningCurve } = checkLists(config);
  const ordered = Object.fromEntries(names.map((name) => [name, config[name]])) as unknown as ReproduceConfig;
  return {
    ...ordered,
    training: { hiddenLayers: [...hiddenLayers], l1, batchSize, epochs, patience, learningRate },
    input: { counts, scale, transform, standardise },
    grid: { nodes: [...grid.nodes], l1: [...grid.l1], cvSplits: grid.cvSplits },
    learningCurve: { sizes: [...learningCurve.sizes], repeats: learningCurve.repeats },
    observed: { ...(folder !== undefined && { folder }), perClass, faintPerClass, standInSpectra },
  };
}

/** Whole numbers and the least that works. */
const wholes = [
  ['spectraPerClass', 100],
  ['iterations', 2],
  ['cvSplits', 2],
  ['ablationIterations', 2],
  ['ablationModels', 1],
  ['responseSpectra', 100],
] as const;

function noOthers(name: string, value: object, known: readonly string[]): void {
  const other = Object.keys(value).find((key) => !known.includes(key));
  if (other !== undefined)
    throw new ParameterError(name, `${name} has an unknown field "${other}"; known are ${known.join(', ')}`);
}

function checkTraining(training: TrainingChoice): TrainingChoice {
  const names = Object.keys(fullConfig().training);
  checkObject('training', training, 'the settings of the network', ...names);
  noOthers('training', training, names);
  checkNumbers('training.hiddenLayers', training.hiddenLayers, { least: 1, whole: true });
  checkNumber('training.l1', training.l1, { least: 0, most: 1e6 });
  checkWhole('training.batchSize', training.batchSize, 1, 2 ** 20);
  checkWhole('training.epochs', training.epochs, 1, 1e6);
  checkWhole('training.patience', training.patience, 0, 1e6);
  checkNumber('training.learningRate', training.learningRate, { above: 0, most: 1e6 });
  return training;
}

function checkObserved(observed: ObservedChoice): ObservedChoice {
  const names = ['perClass', 'faintPerClass', 'standInSpectra'];
  checkObject('observed', observed, 'the choice of observed spectra', ...names);
  noOthers('observed', observed, ['folder', ...names]);
  if (observed.folder !== undefined && (typeof observed.folder !== 'string' || observed.folder === ''))
    throw new ParameterError('observed.folder', `observed.folder is ${wordsFor(observed.folder)}; a path is needed`);
  checkWhole('observed.perClass', observed.perClass, 1, 1e6);
  checkWhole('observed.faintPerClass', observed.faintPerClass, 1, 1e6);
  checkWhole('observed.standInSpectra', observed.standInSpectra, 100, 1e6);
  return observed;
}

function checkInput(input: InputConvention): InputConvention {
  checkObject('input', input, 'an input convention', 'counts', 'scale', 'transform', 'standardise');
  return inputFrom(input);
}

function checkLists({ grid, learningCurve }: ReproduceConfig): Pick<ReproduceConfig, 'grid' | 'learningCurve'> {
  checkObject('grid', grid, 'nodes, l1 and cvSplits', 'nodes', 'l1', 'cvSplits');
  noOthers('grid', grid, ['nodes', 'l1', 'cvSplits']);
  checkNumbers('grid.nodes', grid.nodes, { least: 1, whole: true });
  checkNumbers('grid.l1', grid.l1, { least: 0 });
  checkWhole('grid.cvSplits', grid.cvSplits, 2, 1000);
  checkObject('learningCurve', learningCurve, 'sizes and repeats', 'sizes', 'repeats');
  noOthers('learningCurve', learningCurve, ['sizes', 'repeats']);
  checkNumbers('learningCurve.sizes', learningCurve.sizes, { least: 20, whole: true });
  checkWhole('learningCurve.repeats', learningCurve.repeats, 1, 1000);
  return { grid, learningCurve };
}

function checkNumbers(
  name: string,
  values: unknown,
  { least, whole = false }: { least: number; whole?: boolean },
): void {
  if (!Array.isArray(values) || values.length === 0)
    throw new ParameterError(name, `${name} is ${wordsFor(values)}; a list of one or more numbers is needed`);
  for (const [i, value] of values.entries())
    if (whole) checkWhole(`${name}[${i}]`, value, least, 1e8);
    else checkNumber(`${name}[${i}]`, value, { least, most: 1e6 });
}

/** Names the folder of finished steps: another config, or another version of the package, has another. */
export function configHash(config: ReproduceConfig): string {
  const text = JSON.stringify([packageVersion, checkConfig(config)]);
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}
