import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { ParameterError } from '../../index.js';
import { buildHash } from './buildHash.js';

const whole = (min: number, limit = 1e8) => v.pipe(v.number(), v.integer(), v.minValue(min), v.maxValue(limit));
const number = (min: number, limit: number) => v.pipe(v.number(), v.minValue(min), v.maxValue(limit));
const above0 = (limit: number) => v.pipe(v.number(), v.gtValue(0), v.maxValue(limit));
const numbers = <const Schema extends v.GenericSchema<number>>(schema: Schema) =>
  v.pipe(v.array(schema), v.nonEmpty('a list of one or more numbers is needed'));

/** The training settings that a config can change. */
const training = v.strictObject({
  hiddenLayers: numbers(whole(1)),
  l1: number(0, 1e6),
  batchSize: whole(1, 2 ** 20),
  epochs: whole(1, 1e6),
  patience: whole(0, 1e6),
  learningRate: above0(1e6),
});

const input = v.strictObject({
  counts: v.picklist(['net', 'total']),
  scale: v.picklist(['none', 'rate', 'unit', 'unit-channels']),
  transform: v.picklist(['none', 'log1p', 'sqrt']),
  standardise: v.boolean(),
});

const observed = v.strictObject({
  /**
   * Folder with PHA files and `labels.csv` (FILE,CLASS[,EXTRAGALACTIC]); without it simulated sources are used as a
   * stand-in.
   */
  folder: v.optional(v.pipe(v.string(), v.nonEmpty('a path is needed'))),
  /**
   * Numbers of stars and of AGN in one draw of the stand-in: above the usual cut in net counts (paper: 108 each), and
   * above 1 net count (paper: 296 AGN).
   */
  perClass: whole(1, 1e6),
  faintPerClass: whole(1, 1e6),
  /** Simulated sources of each class from which the stand-in is drawn. */
  standInSpectra: whole(100, 1e6),
});

const fields = {
  /** Seed of all random numbers, from which the seeds of the sections are derived: whole number from 0 to 2^31. */
  seed: whole(0, 2 ** 31),
  /** Simulated spectra of each class in each dataset, before the cut in net counts (paper: 100,000). */
  spectraPerClass: whole(100),
  /** Exposure of the simulated spectra, s (paper: 1 Ms), and of those with reduced background (paper: 100 ks). */
  exposure: above0(1e9),
  reducedExposure: above0(1e9),
  /** Factor on the fluxes of sources with reduced background (paper: 10). */
  reducedFluxScale: above0(1e6),
  /** Repetitions of split and cross-validation for each row of Table 1 (paper: 20). */
  iterations: whole(2),
  /** Splits of the cross-validation within an iteration (paper: 10). */
  cvSplits: whole(2),
  /** Share of the sources that an iteration sets aside as test set (paper: 0.2). */
  testShare: v.pipe(v.number(), v.gtValue(0), v.ltValue(1)),
  /**
   * Spectra must have more net counts in 0.3-8 keV than this (paper: 100), and in the low-count set more than
   * `faintNetCounts` (paper: 1).
   */
  minimumNetCounts: number(0, Infinity),
  faintNetCounts: number(0, Infinity),
  /** The network and how it is trained. */
  training,
  /** How spectra become inputs in all sections except `inputs`, which compares conventions (item K2). */
  input,
  /**
   * Number of iterations in which variants (input conventions, nodes, responses) are trained, and number of models in
   * each.
   */
  ablationIterations: whole(2),
  ablationModels: whole(1),
  /** Spectra of each class that are simulated with another response than that of the training (paper: 10,000). */
  responseSpectra: whole(100),
  /** The grid of hidden nodes and lambdas, and the splits of its cross-validation. */
  grid: v.strictObject({ nodes: numbers(whole(1)), l1: numbers(number(0, 1e6)), cvSplits: whole(2, 1000) }),
  /** Numbers of training spectra, both classes together; numbers above the size of the dataset are left out. */
  learningCurve: v.strictObject({ sizes: numbers(whole(20)), repeats: whole(1, 1000) }),
  /** Observed spectra, or their stand-in. */
  observed,
};
const schema = v.pipe(
  v.strictObject(fields),
  v.forward(
    v.partialCheck(
      [['faintNetCounts'], ['minimumNetCounts']],
      ({ faintNetCounts, minimumNetCounts }) => faintNetCounts <= minimumNetCounts,
      'it must be at most minimumNetCounts',
    ),
    ['faintNetCounts'],
  ),
);

/**
 * Everything that determines the results of a reproduction of Hebbar & Heinke 2023: the same config gives the same
 * results, on any number of threads. Plain data, made by `fullConfig` or `quickConfig` and stored as `config.json`
 * beside the results.
 */
export type ReproduceConfig = v.InferOutput<typeof schema>;

/**
 * A config with the paper's numbers.
 *
 * @param changes fields with other values; checked by {@link checkConfig}
 */
export function fullConfig(changes: Partial<ReproduceConfig> = {}): ReproduceConfig {
  return checkConfig({
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
  });
}

/**
 * A config with a tenth of the spectra and fewer repetitions: every table and figure in under two minutes on two cores,
 * with larger errors.
 *
 * @param changes fields with other values; checked by {@link checkConfig}
 */
export function quickConfig(changes: Partial<ReproduceConfig> = {}): ReproduceConfig {
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
 * @returns a copy with the fields in a fixed order, so that equal configs have equal text.
 * @throws ParameterError naming the path of a field that is missing, unknown or out of its limits: `grid.nodes.1`.
 */
export function checkConfig(given: unknown): ReproduceConfig {
  const { output, issues, success } = v.safeParse(schema, given, { abortEarly: true });
  if (success) return output;
  throw mismatch(issues[0]);
}

function mismatch(issue: v.BaseIssue<unknown>): ParameterError {
  const path = v.getDotPath(issue) ?? 'config';
  if (issue.path && issue.type === 'strict_object' && issue.received === 'undefined')
    return new ParameterError(path, `${path} is missing from the config`);
  if (issue.type === 'strict_object' && issue.expected === 'never') {
    const known = path.includes('.') ? '' : `; its fields are ${Object.keys(fields).join(', ')}`;
    return new ParameterError(path, `${path} is no field of a config${known}`);
  }
  // Messages that are written out in the schema are used as they are.
  const needed = issue.message.startsWith('Invalid') ? `it must be ${issue.expected}` : issue.message;
  // For a check of several fields, `received` would be all of them: the value is that of the path.
  const received = issue.type === 'partial_check' ? issue.path?.at(-1)?.value : issue.received;
  return new ParameterError(path, `${path} is ${received}; ${needed}`);
}

/** The name of the folder of finished steps, different for each config and each build of the code. */
export function configHash(config: ReproduceConfig): string {
  const decisive = JSON.stringify([buildHash(), checkConfig(config)]);
  return createHash('sha256').update(decisive).digest('hex').slice(0, 12);
}
