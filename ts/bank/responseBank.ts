import {
  checkList,
  checkRunOptions,
  MismatchError,
  ParameterError,
  type RunOptions,
  threadBudget,
  wordsFor,
} from '../base/index.js';
import { checkSpectra, type Spectra } from '../dataset/index.js';
import { pauser } from '../fit/pauser.js';
import { addon, type NativeBank, type NativeBankResults, withControl } from '../native/index.js';
import type { Response } from '../simulation/index.js';
import { addGroups, type ExpectedBackground, expectedBackground } from './background.js';
import { BankGoodness } from './bankGoodness.js';
import { isUnlike } from './goodness.js';
import { type ChannelGroups, withoutChannels } from './groups.js';
import type { ModelShapes } from './sourceModels.js';
import type { BankClassifyOptions, BankPosteriors, LikeliestSources, Templates } from './types.js';

/** Spectra are classified this many at a time, so that the memory does not grow with their number. */
const BLOCK = 2048;

/** Choices of good channels whose templates are kept, beside all of them. */
const KEPT = 8;

/** The templates of a bank as one response sees them; made by `TemplateBank.through`. */
export class ResponseBank {
  /** Groups of channels that are told apart. */
  readonly groups: number;
  private readonly native: NativeBank;
  /** Of each class: mean and standard deviation of ln of the counts/s in the band. */
  private readonly logRate: readonly { mean: number; deviation: number }[];

  private readonly goodness: BankGoodness;
  private readonly inGroups: InGroups;
  /** templates x groups: counts of each template's shape. */
  private readonly counted: Float32Array;
  /** By the bad channels of a spectrum. */
  private readonly masked = new Map<string, Promise<ResponseBank>>();

  /**
   * Use `TemplateBank.through`.
   *
   * @param seen templates x groups: counts of each template's shape; and what gives the shapes of other parameters, and the templates in
   *   other groups
   * @internal
   */
  constructor(
    private readonly templates: Templates,
    private readonly instrument: Response,
    private readonly channelGroups: ChannelGroups,
    { counted, modelShapes, inGroups }: { counted: Float32Array; modelShapes: ModelShapes; inGroups: InGroups },
  ) {
    const { classes, parameters, values } = templates;
    this.counted = counted;
    this.inGroups = inGroups;
    this.groups = channelGroups.count;
    const classEnd = Uint32Array.from(classes, (_, k) => (k + 1) * templates.templates);
    try {
      this.native = new (addon().Bank)(counted, this.groups, classEnd);
    } catch (cause) {
      if (!(cause instanceof RangeError)) throw cause;
      throw new ParameterError(
        'response',
        `${instrument.rmfFile} cannot see all templates: ${cause.message}; choose a band in which it has an area`,
        { cause },
      );
    }
    if (parameters.length > 0) this.native.setParameters(values, parameters.length);
    this.goodness = new BankGoodness(templates.models, counted, this.groups, modelShapes);
    this.logRate = classes.map((_, k) => logRateOf(templates, counted, this.groups, k));
  }

  /** Identity of the response. */
  get response(): string {
    return this.instrument.identity;
  }

  get classes(): readonly string[] {
    return this.templates.classes;
  }

  /**
   * Posteriors of the classes and of the source properties for spectra with this response. Where a spectrum has background counts
   * their expectation in the source region is made of them, with its uncertainty; without a background all counts are taken for the
   * source's. A spectrum without counts gets the prior. Channels that are bad (`quality`) or not stored count neither in the spectrum nor in
   * what the templates and the background lead to expect.
   *
   * @throws ParameterError for spectra whose parts do not fit, a prior that is none, or options out of their limits.
   * @throws MismatchError for spectra on other channels than the response's.
   * @throws the signal's reason when aborted. `onProgress` counts spectra.
   */
  async classify(spectra: Spectra, options: BankClassifyOptions = {}): Promise<BankPosteriors> {
    checkSpectra(spectra);
    checkRunOptions(options);
    this.checkChannels(spectra);
    const { background, prior, fluxPrior = 'flat', goodness = true, parameters = true, onProgress, signal } = options;
    for (const [name, value] of Object.entries({ goodness, parameters }))
      if (typeof value !== 'boolean')
        throw new ParameterError(name, `${name} is ${wordsFor(value)}; it must be true or false`);
    const shares = this.sharesOf(prior);
    this.checkBackground(background);
    if (fluxPrior !== 'flat' && fluxPrior !== 'population')
      throw new ParameterError('fluxPrior', `fluxPrior is ${wordsFor(fluxPrior)}; it must be 'flat' or 'population'`);
    const posteriors = emptyPosteriors(this.templates, spectra.count, parameters);
    const threads = threadBudget(options.threads);
    for (const { begin, end } of this.blocksOf(spectra)) {
      const progress = onProgress && ((done: number) => onProgress(begin + done));
      const bank = await this.forQuality(spectra, begin, { threads });
      await bank.classifyBlock(spectra, { begin, end }, posteriors, {
        background,
        goodness,
        parameters,
        prior: fluxPrior === 'flat' ? undefined : bank.brightness(spectra, begin, end),
        threads,
        signal,
        onProgress: progress,
      });
    }
    fillProbabilities(posteriors, shares);
    return posteriors;
  }

  /**
   * The likeliest template of each class for a spectrum that was classified: its expected counts at its likeliest brightness, without the
   * background, by groups of the good channels.
   *
   * @internal
   */
  async likeliest(spectra: Spectra, posteriors: BankPosteriors, row: number): Promise<LikeliestSources> {
    const bank = await this.forQuality(spectra, row, { threads: 1 });
    return bank.likeliestOf(posteriors, row);
  }

  private likeliestOf({ template, normalisation }: BankPosteriors, row: number): LikeliestSources {
    const { groups, counted } = this;
    const { classes, templates } = this.templates;
    const expected = classes.map((_, k) => {
      const at = row * classes.length + k;
      const first = (k * templates + template[at]) * groups;
      const scale = normalisation[at] / sumOf(counted, first, groups);
      return Float64Array.from({ length: groups }, (_, g) => scale * counted[first + g]);
    });
    return { groups: this.channelGroups, expected };
  }

  /** Spectra one after the other with the same bad channels, at most {@link BLOCK}. */
  private *blocksOf(spectra: Spectra): Generator<{ begin: number; end: number }> {
    for (let begin = 0, end = 0; begin < spectra.count; begin = end) {
      end = Math.min(begin + BLOCK, spectra.count);
      const bad = this.badChannels(spectra, begin);
      for (let row = begin + 1; spectra.quality && row < end; row++)
        if (this.badChannels(spectra, row) !== bad) end = row;
      yield { begin, end };
    }
  }

  /** The bad channels of a spectrum in the band, as a name for them; empty for none. */
  private badChannels({ quality, channels }: Spectra, row: number): string {
    if (!quality) return '';
    const bad: number[] = [];
    const { groupOf } = this.channelGroups;
    for (let c = 0; c < channels; c++) if (groupOf[c] >= 0 && quality[row * channels + c] !== 0) bad.push(c);
    return bad.join(' ');
  }

  /** The bank of the good channels of a spectrum: this one if all are good. */
  private async forQuality(spectra: Spectra, row: number, options: RunOptions): Promise<ResponseBank> {
    const bad = this.badChannels(spectra, row);
    if (bad === '') return this;
    const known = this.masked.get(bad);
    this.masked.delete(bad);
    const isBad = (c: number) => spectra.quality![row * spectra.channels + c] !== 0;
    const bank = known ?? this.makeMasked(withoutChannels(this.channelGroups, isBad), row, options);
    this.masked.set(bad, bank);
    if (this.masked.size > KEPT) this.masked.delete(this.masked.keys().next().value!);
    bank.catch(() => this.masked.delete(bad));
    return bank;
  }

  private async makeMasked(groups: ChannelGroups, row: number, options: RunOptions): Promise<ResponseBank> {
    if (groups.count > 0) return this.inGroups(groups, options);
    throw new ParameterError(
      'spectra.quality',
      `spectrum ${row} has no good channel in the band of the bank: all are bad (QUALITY) or not stored`,
    );
  }

  private async classifyBlock(
    spectra: Spectra,
    rows: { begin: number; end: number },
    out: BankPosteriors,
    options: Omit<BankClassifyOptions, 'prior' | 'threads'> & { prior?: Float64Array; threads: number },
  ): Promise<void> {
    const { begin, end } = rows;
    const { groups, channelGroups, templates } = this;
    const size = end - begin;
    const counts = new Uint32Array(size * groups);
    for (let row = 0; row < size; row++)
      addGroups(spectra.counts, (begin + row) * spectra.channels, channelGroups, counts, row * groups);
    const expected = await expectedBackground(spectra, rows, this.instrument, channelGroups, {
      threads: options.threads,
      signal: options.signal,
      known: options.background,
    });
    const each = size * templates.classes.length;
    const results = {
      evidence: new Float64Array(each),
      likelihood: new Float64Array(each),
      normalisation: new Float64Array(each),
      best: new Uint32Array(each),
      ...(options.parameters &&
        templates.parameters.length > 0 && { parameters: new Float64Array(each * templates.parameters.length * 3) }),
    };
    const given = { counts, background: expected?.counts, levelError: expected?.levelError, prior: options.prior };
    await withControl(options, (control) => this.native.classify(given, results, options.threads, control));
    const at = begin * templates.classes.length;
    out.evidence.set(results.evidence, at);
    out.normalisation.set(results.normalisation, at);
    for (let i = 0; i < each; i++)
      out.template[at + i] = results.best[i] - (i % templates.classes.length) * templates.templates;
    if (results.parameters) this.fillParameters(results.parameters, out, at);
    const pause = pauser(options.signal);
    for (let row = 0; row < size; row++) {
      out.counts[begin + row] = sumOf(counts, row * groups, groups);
      if (expected) out.backgroundCounts[begin + row] = sumOf(expected.counts, row * groups, groups);
      if (!options.goodness) out.goodness[begin + row] = Number.NaN;
      else await this.fillGoodness(out, begin + row, row, { counts, results, expected, pause });
    }
  }

  /** Of the likeliest template of all classes. */
  private async fillGoodness(
    out: BankPosteriors,
    at: number,
    row: number,
    {
      counts,
      results,
      expected,
      pause,
    }: {
      counts: Uint32Array;
      results: NativeBankResults;
      expected?: ExpectedBackground;
      pause: () => Promise<void> | undefined;
    },
  ): Promise<void> {
    const { groups } = this;
    const k = this.templates.classes.length;
    const places = Array.from({ length: k }, (_, i) => row * k + i).sort(
      (i, j) => results.likelihood[j] - results.likelihood[i],
    );
    const candidates = places.map((i) => ({ template: results.best[i], normalisation: results.normalisation[i] }));
    const seen = counts.subarray(row * groups, (row + 1) * groups);
    const background = expected?.counts.subarray(row * groups, (row + 1) * groups) ?? new Float32Array(groups);
    const spectrum = { counts: seen, background, levelError: expected?.levelError[row] ?? 0 };
    out.goodness[at] = await this.goodness.measure(spectrum, candidates, pause);
    const [all, ofBackground] = [out.counts[at], out.backgroundCounts[at]];
    out.unlike[at] = isUnlike(out.goodness[at], { counts: all, background: ofBackground }) ? 1 : 0;
  }

  private fillParameters(values: Float64Array, { parameters }: BankPosteriors, at: number): void {
    const names = this.templates.parameters;
    for (const [p, name] of names.entries())
      for (let i = 0; i * names.length * 3 < values.length; i++) {
        const from = (i * names.length + p) * 3;
        parameters[name].mean[at + i] = values[from];
        parameters[name].low[at + i] = values[from + 1];
        parameters[name].high[at + i] = values[from + 2];
      }
  }

  /** rows x classes x (mean, deviation) of ln of the source's counts. */
  private brightness({ exposure }: Spectra, begin: number, end: number): Float64Array {
    const out: number[] = [];
    for (let row = begin; row < end; row++) {
      const seconds = exposure?.[row];
      if (!(seconds !== undefined && seconds > 0))
        throw new ParameterError(
          'spectra.exposure',
          `spectra.exposure[${row}] is ${seconds}; fluxPrior 'population' needs the exposure of each spectrum, s`,
        );
      for (const { mean, deviation } of this.logRate) out.push(mean + Math.log(seconds), deviation);
    }
    return Float64Array.from(out);
  }

  private sharesOf(prior: readonly number[] | undefined): number[] {
    const { classes } = this.templates;
    if (prior === undefined) return classes.map(() => 1 / classes.length);
    checkList('prior', prior, 'a list of the share of each class');
    const sum = prior.reduce((total, share) => total + share, 0);
    if (prior.length !== classes.length || !prior.every((share) => share >= 0) || !(sum > 0 && sum < Infinity))
      throw new ParameterError(
        'prior',
        `prior is ${prior.join(', ')}; a share of 0 or more for each of ${classes.join(', ')} is needed, not all 0`,
      );
    return prior.map((share) => share / sum);
  }

  private checkBackground(background: ArrayLike<number> | undefined): void {
    if (background === undefined) return;
    checkList('background', background, 'an array of expected counts by channel');
    const { channels } = this.instrument;
    if (background.length !== channels || !Array.from(background).every((value) => value >= 0 && value < Infinity))
      throw new ParameterError(
        'background',
        `background must be ${channels} expected counts of 0 or more, one a channel of the response`,
      );
  }

  private checkChannels({ channels, eMin, eMax }: Spectra): void {
    const { instrument } = this;
    const isSame = (energies: ArrayLike<number>, others: ArrayLike<number>) =>
      Array.from(energies).every((energy, c) => Math.abs(energy - others[c]) <= 0.25 * (eMax[c] - eMin[c]));
    if (channels === instrument.channels && isSame(eMin, instrument.eMin) && isSame(eMax, instrument.eMax)) return;
    const range = (of: { channels: number; eMin: ArrayLike<number>; eMax: ArrayLike<number> }) =>
      `${of.channels} channels from ${of.eMin[0]} to ${of.eMax[of.channels - 1]} keV`;
    throw new MismatchError(
      `the spectra have ${range({ channels, eMin, eMax })}, the response of the bank has ${range(instrument)}`,
      {
        what: 'channels',
        expected: range(instrument),
        found: range({ channels, eMin, eMax }),
        remedy: "use the bank through the spectra's own response",
      },
    );
  }
}

/** Gives the templates in other groups of channels of the same response. */
type InGroups = (groups: ChannelGroups, options: RunOptions) => Promise<ResponseBank>;

function logRateOf({ templates, flux }: Templates, counted: Float32Array, groups: number, k: number) {
  let [sum, squares] = [0, 0];
  for (let t = k * templates; t < (k + 1) * templates; t++) {
    const x = Math.log(sumOf(counted, t * groups, groups) * flux[t]);
    sum += x;
    squares += x * x;
  }
  const mean = sum / templates;
  // A class of one template, or of one brightness, still needs a width.
  return { mean, deviation: Math.sqrt(Math.max(squares / templates - mean * mean, 0.01)) };
}

function sumOf(values: ArrayLike<number>, start: number, length: number): number {
  let sum = 0;
  for (let i = 0; i < length; i++) sum += values[start + i];
  return sum;
}

function emptyPosteriors({ classes, parameters }: Templates, count: number, hasParameters: boolean): BankPosteriors {
  const each = () => new Float64Array(count * classes.length);
  return {
    count,
    classes,
    probabilities: each(),
    evidence: each(),
    template: new Uint32Array(count * classes.length),
    normalisation: each(),
    goodness: new Float64Array(count),
    unlike: new Uint8Array(count),
    counts: new Float64Array(count),
    backgroundCounts: new Float64Array(count),
    parameters: Object.fromEntries(
      (hasParameters ? parameters : []).map((name) => [name, { mean: each(), low: each(), high: each() }]),
    ),
  };
}

/** Bayes' theorem: shares times evidence, over their sum. */
function fillProbabilities({ count, classes, evidence, probabilities }: BankPosteriors, shares: number[]): void {
  const k = classes.length;
  for (let row = 0; row < count; row++) {
    const logs = shares.map((share, i) => (share > 0 ? Math.log(share) + evidence[row * k + i] : -Infinity));
    const most = Math.max(...logs);
    const weights = logs.map((x) => Math.exp(x - most));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    for (let i = 0; i < k; i++) probabilities[row * k + i] = weights[i] / total;
  }
}
