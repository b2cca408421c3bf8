import {
  checkList,
  checkRunOptions,
  dataFile,
  MismatchError,
  ParameterError,
  type ReadonlyFloat64Array,
  type RunOptions,
  threadBudget,
  wordsFor,
} from '../base/index.js';
import { type Band, bandQuality, type ChannelFlag, checkSpectra, netCounts, type Spectra } from '../dataset/index.js';
import { predictNetwork } from '../native/index.js';
import { mostBad, trainingShape, withBadChannelsFilled } from './badChannels.js';
import { type ClassifierModel, checkModel, responseNamesOf } from './classifierModel.js';
import { allRows, extrasOf, nativeSpectra, networkInputs, withoutBackground } from './inputs.js';
import { compareInstruments } from './instrument.js';
import { readModelFile, writeModelFile } from './modelFile.js';
import { checkThreshold, hasFewCounts, verdictOf } from './verdict.js';

/**
 * Reasons to be careful with a verdict:
 * - `no-net-counts`: the inputs are shares of a spectrum's counts (net counts with the default {@link
 *   InputConvention}), and the sum of these is not above 0; there is no probability (NaN);
 * - `few-counts`: the posterior is wide, as it is of few counts: the most probable class is wrong with a chance, 1 - its
 *   probability, above 0.2;
 * - `instrument-mismatch`: another telescope, instrument or detector than in the training;
 * - `response-differs`: the same instrument by its names, but another response (another position on the detector,
 *   another year); not of a classifier that has the response among its inputs;
 * - `trained-without-background`: the background is above a tenth of the net counts, and the training spectra had none.
 *   (Among simulated spectra, the classifier of the paper then makes 3 to 4 % more errors for a background of 0.1 to 0.3 of
 *   the net counts, 10 to 20 % more beyond 0.3, and at most 1 % more below 0.1.)
 * - `outside-training`: the net counts are not above the least of the training (`minimumNetCounts`), or an extra input
 *   ({@link InputConvention}), such as a number that describes the response, is below the smallest or above the largest
 *   of the training spectra by more than 0.01 + 0.05 x (largest - smallest). (These numbers are logarithms to base 10 or
 *   of order 1: 0.01 is 2 % of an area.) Also where more than 15 % of the band's channels are bad or not stored. The
 *   probabilities may then be far too sure;
 * - those of {@link ChannelFlag}: the network is then given what the other channels lead to expect in the missing ones.
 */
export type Flag =
  | 'no-net-counts'
  | 'few-counts'
  | 'instrument-mismatch'
  | 'response-differs'
  | 'trained-without-background'
  | 'outside-training'
  | ChannelFlag;

/** The classifier's results for spectra, one row for each. */
export interface Predictions {
  /** spectra x classes; each row sums to 1, or is NaN. */
  probabilities: Float32Array;
  /** Number of the class of each spectrum, -1 where there is no probability. */
  verdicts: Int16Array;
  /** Net counts in the count band (`countBand`, 0.3 to 8.0 keV by default). */
  netCounts: Float64Array;
  /** A list of flags for each spectrum. */
  flags: Flag[][];
}

/** Options of {@link Classifier.predict}. */
export interface PredictOptions extends RunOptions {
  /**
   * For two classes only: the verdict is the second class (AGN) from this probability on; default 0.5. A higher
   * threshold gives a purer sample of AGN, a lower one a more complete sample. With more classes the verdict is the
   * most probable class.
   */
  threshold?: number;
}

/** The classifiers of the package. */
export type EmbeddedClassifierName = 'star-agn' | 'paper';

/** Number of spectra that are turned into inputs at a time, so that memory does not grow with the number of spectra. */
const BLOCK = 16384;

/** Background over net counts above which a classifier that was trained without background sets its flag. */
const backgroundLimit = 0.1;

/**
 * By how much an extra input may be beyond those of the training spectra, at least and as a share of their range, before
 * the flag is set.
 */
const margin = { least: 0.01, share: 0.05 };

/**
 * Whether a spectrum has an extra input outside its range in the training by more than the margin.
 *
 * @param extras spectra x ranges, row after row
 */
export function areOutside(
  extras: ArrayLike<number>,
  ranges: readonly { readonly min: number; readonly max: number }[],
): boolean[] {
  const limits = ranges.map(({ min, max }) => {
    const beyond = margin.least + margin.share * (max - min);
    return { min: min - beyond, max: max + beyond };
  });
  const width = ranges.length;
  return Array.from({ length: width === 0 ? 0 : extras.length / width }, (_, row) =>
    limits.some(({ min, max }, k) => {
      const value = extras[row * width + k];
      return !(value >= min && value <= max);
    }),
  );
}

/** An energy for a message, rounded because files hold single precision. */
const keV = (energy: number): number => Number(energy.toPrecision(6));

/** A trained network with everything needed to apply it to spectra. It is immutable. */
export class Classifier {
  /** @throws ParameterError for a model whose parts do not fit each other. */
  constructor(readonly model: ClassifierModel) {
    checkModel(model);
  }

  get classes(): readonly string[] {
    return this.model.classes;
  }

  /** Band of `netCounts`, keV. */
  get countBand(): Band {
    return this.model.training.countBand;
  }

  /** Whether the training spectra had a background. */
  get trainedWithBackground(): boolean {
    return this.model.training.background;
  }

  /**
   * Compares spectra with what the classifier was trained on. Over the energies of the inputs, their channel edges must
   * agree to a quarter of a channel's width; the number of the first channel does not matter.
   *
   * @returns flags that hold for all of them.
   * @throws MismatchError when the channels differ: the classifier cannot be used on these spectra.
   */
  check(spectra: Spectra): Flag[] {
    checkSpectra(spectra);
    this.channelsIn(spectra);
    const known = this.model.provenance.map(({ response }) => response);
    const isTold = this.model.input.convention.extra?.includes('response') === true;
    const flags = (spectra.provenance ?? []).map((origin) => compareInstruments(origin, known, isTold));
    return [...new Set(flags)].filter((flag) => flag !== undefined);
  }

  /**
   * Computes class probabilities and verdicts of spectra, such as a dataset. In channels that are bad (`quality`) or not stored the network
   * is given what the others lead to expect; without a good channel among its inputs there is no probability.
   *
   * @throws MismatchError when the spectra's channels are not those of the training; see {@link check}.
   * @throws ParameterError for a threshold outside 0 to 1, or with a number of classes other than two; for spectra
   *   without exposure when the inputs are rates, and without a response descriptor when this is an input.
   * @throws MismatchError for a response descriptor with other numbers than in the training.
   * @throws the signal's reason when aborted. `onProgress` is given the number of spectra done.
   */
  async predict(spectra: Spectra, options: PredictOptions = {}): Promise<Predictions> {
    checkRunOptions(options);
    const { signal, onProgress } = options;
    const threads = threadBudget(options.threads);
    checkThreshold(options.threshold, this.classes.length);
    const shared = this.check(spectra);
    const channels = this.channelsIn(spectra);
    const { sizes, activation, weights } = this.model.network;
    const { mean, deviation, convention, extraInputs = [] } = this.model.input;
    const classes = this.classes.length;
    const probabilities = new Float32Array(spectra.count * classes);
    const rows = allRows(spectra);
    const filled = withBadChannelsFilled(spectra, channels, () => trainingShape(this.model.input, convention));
    const native = nativeSpectra(filled, channels, convention, responseNamesOf(this.model.input));
    const outside: boolean[] = [];
    for (let start = 0; start < rows.length; start += BLOCK) {
      const block = rows.subarray(start, start + BLOCK);
      const inputs = networkInputs([{ native, rows: block }]);
      const network = { sizes, activation, weights, mean, deviation };
      probabilities.set(await predictNetwork(inputs, network, { threads, signal }), start * classes);
      outside.push(...areOutside(extrasOf(inputs, block.length, extraInputs.length), extraInputs));
      onProgress?.(start + block.length);
    }
    this.forgetUnseen(spectra, channels, probabilities);
    const counted = netCounts(spectra, this.countBand);
    const verdicts = this.verdicts(probabilities, options.threshold);
    const flags = this.flags(probabilities, shared);
    this.addBackgroundFlags(spectra, counted, flags);
    const qualityOf = bandQuality(spectra, this.countBand);
    counted.forEach((net, row) => {
      const { bad, missing, flags: ofChannels } = qualityOf(row);
      if (outside[row] || bad + missing > mostBad || !(net > this.model.training.minimumNetCounts))
        flags[row].push('outside-training');
      flags[row].push(...ofChannels);
    });
    return { probabilities, verdicts, netCounts: counted, flags };
  }

  /**
   * Verdicts from probabilities (spectra x classes). With two classes: the second one if its probability is at least
   * `threshold` (0.5 itself is an AGN). With more: the most probable class, the first of equal ones. -1 where there is
   * no probability.
   */
  verdicts(probabilities: ArrayLike<number>, threshold?: number): Int16Array {
    checkList('probabilities', probabilities, 'an array of spectra x classes');
    const classes = this.classes.length;
    checkThreshold(threshold, classes);
    if (probabilities.length % classes !== 0)
      throw new ParameterError(
        'probabilities',
        `there are ${probabilities.length} probabilities, not whole rows of ${classes} classes`,
      );
    return Int16Array.from({ length: probabilities.length / classes }, (_, row) =>
      verdictOf(
        this.classes.map((_, i) => probabilities[row * classes + i]),
        threshold,
      ),
    );
  }

  /** Writes the model file, under a temporary name first. @throws FileError if it cannot be written. */
  save(file: string): void {
    writeModelFile(file, this.model);
  }

  /**
   * Reads a model file; without `file` the default classifier of the package, `Classifier.embedded('star-agn')`.
   *
   * @throws FileError if the file is no model file, has another format version, is damaged (checksum), or its parts do
   *   not fit each other.
   */
  static load(file = dataFile('classifier/star-agn.json')): Classifier {
    return new Classifier(readModelFile(file));
  }

  /**
   * A classifier of the package:
   * - `star-agn`, the default: stars against AGN in spectra of any response of ACIS, with background or without, from 5 net
   *   counts on; a network distilled from the template bank of the embedded populations (`npm run classifier` makes it,
   *   docs/classifier.md says how good it is). It needs the descriptor of the response, which datasets of files and
   *   simulations have.
   * - `paper`: the 527-10-2 network of Hebbar & Heinke (2023), of spectra above 100 counts through the response of ACIS-I
   *   in 1999, without background (`npm run classifier:paper`).
   *
   * @throws ParameterError for another name.
   */
  static embedded(name: EmbeddedClassifierName): Classifier {
    if (name !== 'star-agn' && name !== 'paper')
      throw new ParameterError('name', `name is ${wordsFor(name)}; it must be 'star-agn' or 'paper'`);
    return Classifier.load(dataFile(`classifier/${name}.json`));
  }

  private flags(probabilities: Float32Array, shared: readonly Flag[]): Flag[][] {
    const classes = this.classes.length;
    return Array.from({ length: probabilities.length / classes }, (_, row): Flag[] => {
      const p = Array.from(probabilities.subarray(row * classes, (row + 1) * classes));
      if (Number.isNaN(p[0])) return ['no-net-counts', ...shared];
      return hasFewCounts(p) ? ['few-counts', ...shared] : [...shared];
    });
  }

  /** A spectrum without a good channel among the inputs says nothing. */
  private forgetUnseen(
    { quality, count, channels: width }: Spectra,
    channels: Uint32Array,
    probabilities: Float32Array,
  ) {
    const classes = this.classes.length;
    for (let row = 0; quality && row < count; row++)
      if (channels.every((c) => quality[row * width + c] !== 0))
        probabilities.fill(Number.NaN, row * classes, (row + 1) * classes);
  }

  private addBackgroundFlags(spectra: Spectra, counted: Float64Array, flags: Flag[][]): void {
    if (this.trainedWithBackground || !spectra.backgroundCounts) return;
    const total = netCounts(withoutBackground(spectra), this.countBand);
    for (let row = 0; row < counted.length; row++)
      if (total[row] - counted[row] > backgroundLimit * Math.max(counted[row], 0))
        flags[row].push('trained-without-background');
  }

  /**
   * Indices of the input channels in the arrays of the spectra; they are found by energy, so that the channel numbers
   * of files do not matter.
   */
  private channelsIn({ channels, eMin, eMax }: Spectra): Uint32Array {
    const { input } = this.model;
    const inputs = input.channels.length;
    const far = (a: number, b: number, width: number) => !(Math.abs(a - b) <= 0.25 * width);
    const width = input.eMax[0] - input.eMin[0];
    const start = eMin.findIndex((energy) => !far(energy, input.eMin[0], width));
    const range = (low: ReadonlyFloat64Array, high: ReadonlyFloat64Array) =>
      `${low.length} channels from ${keV(low[0])} to ${keV(high[high.length - 1])} keV`;
    const remedy =
      'train one on spectra of this response (xsift simulate --rmf ... --arf ..., then xsift train), or use a bank of ' +
      'templates (xsift classify --method bank)';
    if (start < 0 || start + inputs > channels)
      throw new MismatchError(
        `the spectra have ${range(eMin, eMax)}; the ${range(input.eMin, input.eMax)} that the classifier needs are not ` +
          'among them',
        { what: 'channels', expected: range(input.eMin, input.eMax), found: range(eMin, eMax), remedy },
      );
    for (let i = 0; i < inputs; i++) {
      const width = input.eMax[i] - input.eMin[i];
      if (far(eMin[start + i], input.eMin[i], width) || far(eMax[start + i], input.eMax[i], width))
        throw new MismatchError(
          `the spectra have another binning than the classifier was trained on: channel index ${start + i} is ` +
            `${keV(eMin[start + i])} to ${keV(eMax[start + i])} keV, the classifier's channel ${input.channels[i]} is ` +
            `${keV(input.eMin[i])} to ${keV(input.eMax[i])} keV`,
          {
            what: 'channel energies',
            expected: [keV(input.eMin[i]), keV(input.eMax[i])],
            found: [keV(eMin[start + i]), keV(eMax[start + i])],
            remedy,
          },
        );
    }
    return Uint32Array.from({ length: inputs }, (_, i) => start + i);
  }
}
