import { TemplateBank } from '../bank/index.js';
import {
  checkList,
  checkObject,
  checkOptions,
  checkRunOptions,
  checkWhole,
  MismatchError,
  ParameterError,
  packageVersion,
  type RunOptions,
  wordsFor,
} from '../base/index.js';
import type { Background, Response } from '../simulation/index.js';
import { Classifier } from './classifier.js';
import { checkConditions, type DistilConditions, distilSpectra } from './distilSpectra.js';
import type { EpochLog } from './options.js';
import type { TrainingSettings } from './settings.js';
import { train } from './train.js';

/** Options of {@link distil}. `onProgress` counts spectra simulated and labelled, then epochs are reported by `onEpoch`. */
export interface DistilOptions extends RunOptions {
  /** Spectra of each class to simulate, shared by the responses; default 100,000. */
  spectra?: number;
  /** Of the spectra, and of the network; default 0. */
  seed?: number;
  /** One for each response; without, no spectrum has a background. */
  backgrounds?: readonly Background[];
  /** What the spectra are drawn over; see {@link DistilConditions}. */
  conditions?: Partial<DistilConditions>;
  /** In place of those of {@link distilSettings}. */
  settings?: Partial<TrainingSettings>;
  /** Called after each epoch. */
  onEpoch?: (log: EpochLog) => void;
}

/**
 * Exposures of 30 ks to 2 Ms; sources with the counts that those of the populations have in 0.2 to 4 Ms, a quarter of them
 * without background: the background is from a hundredth to ten times as strong beside them as in an exposure of 1 Ms.
 */
export const distilConditions: Readonly<DistilConditions> = {
  exposure: [3e4, 2e6],
  fluxExposure: [2e5, 4e6],
  withoutBackground: 1 / 4,
};

/**
 * The network that is trained on a bank's posteriors: shares of the net counts in groups of four channels, the logarithms of
 * the counts, the background's share and the response's descriptor; hidden layers of 128 and 64 without regularisation, as
 * every spectrum is new; Adam's rate in stages.
 */
export const distilSettings = {
  hiddenLayers: [128, 64],
  l1: 0,
  batchSize: 256,
  learningRate: [
    { rate: 1e-3, epochs: 8 },
    { rate: 3e-4, epochs: 6 },
    { rate: 1e-4, epochs: 4 },
    { rate: 3e-5, epochs: 3 },
  ],
  patience: 0,
  validationShare: 0.02,
  minimumNetCounts: 5,
  input: {
    counts: 'net',
    scale: 'unit-floor',
    transform: 'none',
    standardise: true,
    group: 4,
    extra: ['logNetCounts', 'logTotalCounts', 'backgroundShare', 'response'],
  },
} as const satisfies Partial<TrainingSettings>;

/**
 * Trains a network to say what a bank says (Hinton, Vinyals, Dean, arXiv:1503.02531): spectra of the bank's classes are
 * simulated through each of the responses, and the bank's posteriors are the soft labels. With the descriptor of the response
 * among its inputs, one network serves all responses that those given span.
 *
 * @param bank the teacher
 * @param responses on the same channels; one instrument's, or draws of a family (`acisResponses`)
 * @returns the classifier, its history, and whether training was stopped by the signal
 * @throws ParameterError for options out of their limits
 * @throws MismatchError for responses on different channels, or another number of backgrounds.
 */
export async function distil(
  bank: TemplateBank,
  responses: readonly Response[],
  options: DistilOptions = {},
): Promise<{ classifier: Classifier; history: EpochLog[]; aborted: boolean }> {
  if (!(bank instanceof TemplateBank))
    throw new ParameterError('bank', `bank is ${wordsFor(bank)}; a bank is needed (templateBank)`);
  checkOptions(options);
  checkRunOptions(options);
  const { spectra = 100_000, seed = 0, backgrounds, threads, signal, onProgress, onEpoch } = options;
  checkWhole('spectra', spectra, 100, 2 ** 26);
  checkWhole('seed', seed);
  checkResponses(responses, backgrounds);
  const conditions = { ...distilConditions, ...options.conditions };
  checkConditions(conditions);
  const settings = { ...distilSettings, ...options.settings, band: bank.band, countBand: bank.band, seed };
  const { minimumNetCounts } = settings;
  const { dataset, targets } = await distilSpectra(bank, responses, {
    ...{ spectra, seed, backgrounds, conditions, minimumNetCounts, threads, signal, onProgress },
  });
  const trained = await train(dataset, { ...settings, targets, threads, signal, onEpoch });
  const { model } = trained.classifier;
  return {
    ...trained,
    classifier: new Classifier({ ...model, provenance: provenanceOf(bank, responses, backgrounds, seed) }),
  };
}

/** One entry for each population and instrument, of the first of its responses. */
function provenanceOf(
  { populations }: TemplateBank,
  responses: readonly Response[],
  backgrounds: readonly Background[] | undefined,
  seed: number,
) {
  const instruments = new Map<string, number>();
  for (const [k, { identity }] of responses.entries()) {
    const names = identity.split(' ').slice(0, -1).join(' ');
    if (!instruments.has(names)) instruments.set(names, k);
  }
  return populations.flatMap(({ identity }) =>
    [...instruments.values()].map((k) => ({
      seed,
      population: identity,
      response: responses[k].identity,
      version: packageVersion,
      ...(backgrounds && { background: backgrounds[k].identity }),
    })),
  );
}

function checkResponses(responses: readonly Response[], backgrounds: readonly Background[] | undefined): void {
  checkList('responses', responses, 'a list of responses (createResponse, acisResponses)');
  if (responses.length === 0) throw new ParameterError('responses', 'responses is empty; one or more are needed');
  for (const [k, response] of responses.entries()) {
    checkObject(`responses[${k}]`, response, 'a response (createResponse)', 'native', 'eMin', 'channels');
    const [first] = responses;
    if (
      response.channels !== first.channels ||
      response.eMin.some((energy, c) => Math.abs(energy - first.eMin[c]) > 1e-3)
    )
      throw new MismatchError(`responses[${k}] is on other channels than responses[0]`, {
        what: 'channels',
        expected: first.channels,
        found: response.channels,
        remedy: 'train a network for each instrument',
      });
  }
  if (backgrounds === undefined) return;
  checkList('backgrounds', backgrounds, 'a list of a background for each response');
  if (backgrounds.length !== responses.length)
    throw new MismatchError(`there are ${backgrounds.length} backgrounds for ${responses.length} responses`, {
      what: 'background',
      expected: responses.length,
      found: backgrounds.length,
      remedy: 'give one for each response',
    });
}
