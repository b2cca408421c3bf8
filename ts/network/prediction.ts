import { bandChannels, MismatchError, type ReadonlyFloat64Array } from '../base/index.js';
import { type BandQuality, bandQuality, netCounts, type Spectra } from '../dataset/index.js';
import { addon, type NativePredictor } from '../native/index.js';
import { mostBad, trainingShape, withBadChannelsFilled } from './badChannels.js';
import { type ClassifierModel, responseNamesOf } from './classifierModel.js';
import { allRows, checkExposures, inputRule, type NativeSpectra, nativeSpectra, withoutBackground } from './inputs.js';
import type { Flag, Predictions } from './predictions.js';
import { hasFewCounts, verdictOf } from './verdict.js';

/** Background over net counts above which a classifier that was trained without background sets its flag. */
const backgroundLimit = 0.1;

/**
 * By how much an extra input may be beyond those of the training spectra, at least and as a share of their range, before
 * the flag is set.
 */
const margin = { least: 0.01, share: 0.05 };

/** Up to so many spectra are done at once, and into arrays that are kept: to make and lend them takes longer than one spectrum. */
const SMALL = 256;

/** Where the channels of a grid are: those of the inputs, and those in the count band. */
interface ChannelPlaces {
  readonly eMax: ReadonlyFloat64Array;
  readonly channels: number;
  readonly inputs: Uint32Array;
  readonly inBand: Uint32Array<ArrayBuffer>;
}

/** A model made ready for spectra, whatever their number. */
export class Prediction {
  private readonly native: NativePredictor;
  private readonly responseNames: readonly string[];
  private readonly extras: number;
  private readonly isOutside: OutsideTest;
  /** By the array of the lower edges: spectra come with the same edges again and again. */
  private readonly known = new WeakMap<ReadonlyFloat64Array, ChannelPlaces>();

  /** Results of up to {@link SMALL} spectra, which are read before anything else can run. */
  private readonly small: Results;

  constructor(private readonly model: ClassifierModel) {
    const { sizes, activation, weights } = model.network;
    const { mean, deviation, convention, channels, extraInputs = [] } = model.input;
    this.responseNames = responseNamesOf(model.input);
    this.extras = extraInputs.length;
    this.isOutside = outsideTest(extraInputs);
    const rule = inputRule(convention, channels.length, this.responseNames);
    this.small = resultsFor(SMALL, model, this.extras);
    this.native = new (addon().Predictor)(rule, sizes, weights, mean, deviation, activation);
  }

  /**
   * Spectra to be predicted by ranges of rows.
   *
   * @param shared flags of all of them
   * @throws MismatchError or ParameterError for spectra that the model cannot take.
   */
  work(spectra: Spectra, options: { shared: readonly Flag[]; threads: number; threshold?: number }): PredictionWork {
    const places = this.placesIn(spectra);
    const { convention } = this.model.input;
    const shapeOf = () => trainingShape(this.model.input, convention);
    const filled = withBadChannelsFilled(spectra, places.inputs, shapeOf);
    const native = nativeSpectra(filled, places.inputs, convention, this.responseNames);
    if (convention.scale === 'rate') checkExposures(spectra, allRows(spectra));
    const isSmall = spectra.count <= SMALL;
    const results = isSmall ? this.small : resultsFor(spectra.count, this.model, this.extras);
    return new PredictionWork(this.native, this.model, this.isOutside, results, {
      spectra,
      native,
      places,
      ...options,
    });
  }

  private placesIn(spectra: Spectra): ChannelPlaces {
    const { eMin, eMax, channels } = spectra;
    const known = this.known.get(eMin);
    if (known?.eMax === eMax && known.channels === channels) return known;
    const inputs = inputChannels(this.model.input, spectra);
    const inBand = bandChannels(eMin, eMax, this.model.training.countBand);
    const places = { eMax, channels, inputs, inBand };
    this.known.set(eMin, places);
    return places;
  }
}

interface WorkParts {
  spectra: Spectra;
  native: NativeSpectra;
  places: ChannelPlaces;
  shared: readonly Flag[];
  threads: number;
  threshold?: number;
}

/** What the native code fills. */
interface Results {
  probabilities: Float32Array;
  extras: Float32Array;
  sums: Float64Array;
}

const resultsFor = (count: number, { classes }: ClassifierModel, extras: number): Results => ({
  probabilities: new Float32Array(count * classes.length),
  extras: new Float32Array(count * extras),
  sums: new Float64Array(count * 2),
});

/** Spectra on their way to predictions. */
class PredictionWork {
  constructor(
    private readonly predictor: NativePredictor,
    private readonly model: ClassifierModel,
    private readonly isOutside: OutsideTest,
    private readonly results: Results,
    private readonly parts: WorkParts,
  ) {}

  /** Rows from `begin` to before `end`. */
  run(begin: number, end: number): void {
    const { native, places, threads } = this.parts;
    const { counts, backgroundCounts, backgroundScale, stored, first, exposure, descriptors } = native;
    const { inBand } = places;
    const [bandBegin, bandEnd] = this.hasSums() ? [inBand[0], inBand[inBand.length - 1] + 1] : [0, 0];
    const { probabilities, extras, sums } = this.results;
    this.predictor.predict(
      ...([counts, backgroundCounts, backgroundScale, undefined, stored, first, exposure, descriptors] as const),
      ...([begin, end, bandBegin, bandEnd, probabilities, extras, sums, threads] as const),
    );
  }

  /** Once all rows are done. */
  predictions(): Predictions {
    const { spectra, places, threshold } = this.parts;
    const { extras } = this.results;
    const width = this.model.input.extraInputs?.length ?? 0;
    const probabilities = this.results.probabilities.slice(0, spectra.count * this.model.classes.length);
    this.forgetUnseen(probabilities);
    const counted = this.netCounts();
    const verdicts = verdictsOf(probabilities, this.model.classes.length, threshold);
    const isDark = this.backgroundTest(counted);
    const qualityOf = bandQuality(spectra, this.model.training.countBand, places.inBand);
    const flags = new Array<readonly Flag[]>(spectra.count);
    const lists = new FlagLists(this.parts.shared);
    const { minimumNetCounts } = this.model.training;
    const classes = this.model.classes.length;
    for (let row = 0; row < spectra.count; row++) {
      const quality = qualityOf(row);
      flags[row] = lists.listFor({
        hasNone: Number.isNaN(probabilities[row * classes]),
        hasFew: hasFewCounts(probabilities, row * classes, classes),
        isDark: isDark(row),
        isOutside:
          !(counted[row] > minimumNetCounts) ||
          quality.bad + quality.missing > mostBad ||
          this.isOutside(extras, row * width),
        quality,
      });
    }
    return { probabilities, verdicts, netCounts: counted, flags };
  }

  /** Whether the native sums are those of the spectra's counts in the count band, and of the background's. */
  private hasSums(): boolean {
    const { spectra, native, places } = this.parts;
    const { inBand } = places;
    return (
      !spectra.quality &&
      native.stored === spectra.channels &&
      (native.backgroundCounts !== undefined) === (spectra.backgroundCounts !== undefined) &&
      inBand[inBand.length - 1] - inBand[0] + 1 === inBand.length
    );
  }

  private netCounts(): Float64Array {
    const { spectra } = this.parts;
    if (!this.hasSums()) return netCounts(spectra, this.model.training.countBand);
    const { backgroundScale } = spectra;
    const { sums } = this.results;
    const out = new Float64Array(spectra.count);
    for (let row = 0; row < out.length; row++) {
      out[row] = sums[2 * row];
      if (backgroundScale) out[row] -= backgroundScale[row] * sums[2 * row + 1];
    }
    return out;
  }

  /** Whether a spectrum's background is more than a classifier that was trained without one can take. */
  private backgroundTest(counted: Float64Array): (row: number) => boolean {
    const { spectra } = this.parts;
    if (this.model.training.background || !spectra.backgroundCounts) return () => false;
    const { sums } = this.results;
    const total = this.hasSums() ? undefined : netCounts(withoutBackground(spectra), this.model.training.countBand);
    return (row) => (total?.[row] ?? sums[2 * row]) - counted[row] > backgroundLimit * Math.max(counted[row], 0);
  }

  /** A spectrum without a good channel among the inputs says nothing. */
  private forgetUnseen(probabilities: Float32Array): void {
    const { spectra, places } = this.parts;
    const { quality, count, channels: width } = spectra;
    const classes = this.model.classes.length;
    for (let row = 0; quality && row < count; row++)
      if (places.inputs.every((c) => quality[row * width + c] !== 0))
        probabilities.fill(Number.NaN, row * classes, (row + 1) * classes);
  }
}

interface Found {
  hasNone: boolean;
  hasFew: boolean;
  isDark: boolean;
  isOutside: boolean;
  quality: BandQuality;
}

/** Lists of flags, one for all spectra that have the same. */
class FlagLists {
  private readonly known = new Map<number, readonly Flag[]>();

  constructor(private readonly shared: readonly Flag[]) {}

  listFor(found: Found): readonly Flag[] {
    const { hasNone, hasFew, isDark, isOutside, quality } = found;
    const isBad = quality.flags.includes('bad-channels');
    const isMissing = quality.flags.includes('band-not-covered');
    let key = 0;
    // No list is made for it: this is done for each spectrum.
    if (hasNone) key += 1;
    if (hasFew) key += 2;
    if (isDark) key += 4;
    if (isOutside) key += 8;
    if (isBad) key += 16;
    if (isMissing) key += 32;
    let list = this.known.get(key);
    if (!list) {
      list = Object.freeze([
        ...(hasNone ? (['no-net-counts'] as const) : hasFew ? (['few-counts'] as const) : []),
        ...this.shared,
        ...(isDark ? (['trained-without-background'] as const) : []),
        ...(isOutside ? (['outside-training'] as const) : []),
        ...quality.flags,
      ]);
      this.known.set(key, list);
    }
    return list;
  }
}

/** Verdicts from probabilities, spectra x classes; see {@link verdictOf}. */
export function verdictsOf(probabilities: ArrayLike<number>, classes: number, threshold?: number): Int16Array {
  const verdicts = new Int16Array(probabilities.length / classes);
  for (let row = 0; row < verdicts.length; row++)
    verdicts[row] = verdictOf(probabilities, threshold, row * classes, classes);
  return verdicts;
}

interface Range {
  readonly min: number;
  readonly max: number;
}

/**
 * Whether the extra inputs of a spectrum, which begin at `start`, are outside their ranges in the training: one of them by more than the
 * margin.
 */
export type OutsideTest = (extras: ArrayLike<number>, start: number) => boolean;

export function outsideTest(ranges: readonly Range[]): OutsideTest {
  const limits = ranges.map(({ min, max }) => {
    const beyond = margin.least + margin.share * (max - min);
    return { min: min - beyond, max: max + beyond };
  });
  return (extras, start) => {
    for (let k = 0; k < limits.length; k++)
      if (!(extras[start + k] >= limits[k].min && extras[start + k] <= limits[k].max)) return true;
    return false;
  };
}

/** An energy for a message, rounded because files hold single precision. */
const keV = (energy: number): number => Number(energy.toPrecision(6));

/**
 * Indices of the input channels in the arrays of the spectra; they are found by energy, so that the channel numbers of files do not
 * matter.
 *
 * @throws MismatchError for spectra on other channels than the inputs'.
 */
export function inputChannels(
  input: ClassifierModel['input'],
  { channels, eMin, eMax }: Pick<Spectra, 'channels' | 'eMin' | 'eMax'>,
): Uint32Array {
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
