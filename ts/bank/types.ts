import type { RunOptions } from '../base/index.js';
import type { ChannelGroups } from './groups.js';
import type { TemplateModel } from './sourceModels.js';

/** What the templates of a bank are, whatever the response. */
export interface Templates {
  /** Names of the classes. */
  readonly classes: readonly string[];
  /** Templates of each class. */
  readonly templates: number;
  /** Names of the source properties of all classes (nH, kT1, Gamma ...). */
  readonly parameters: readonly string[];
  /** classes x templates x parameters; NaN where a class does not have one. */
  readonly values: Float64Array;
  /** Of each template: photons/cm2/s of the source it was drawn as. */
  readonly flux: Float64Array;
  /** The source model of each template. */
  readonly models: readonly TemplateModel[];
}

/** Options of `ResponseBank.classify`. */
export interface BankClassifyOptions extends RunOptions {
  /**
   * Expected background counts in the source region of every spectrum, one a channel, where they are known better than from
   * the spectra's own background counts, as in simulations.
   */
  background?: ArrayLike<number>;
  /**
   * How bright sources are expected to be: 'flat' (default), any brightness from one count on as likely in its logarithm, so that a verdict goes
   * by the spectrum's shape alone; 'population', the distribution of counts that the class's population has at the spectrum's
   * exposure (a lognormal of the same mean and deviation), which is right only for a sample of the population's depth.
   */
  fluxPrior?: 'flat' | 'population';
  /**
   * Whether to say how well the templates explain each spectrum (`goodness`, `unlike`), default true. Above 300 counts that is a
   * fit, which takes longer than the posterior.
   */
  goodness?: boolean;
  /** Whether to give the posteriors of the source properties (`parameters`), default true; without them a spectrum takes less time. */
  parameters?: boolean;
  /** Shares of the classes before the spectrum is seen, in the order of the classes; default equal. Their sum does not matter. */
  prior?: readonly number[];
}

/** Mean of a source property over the posterior, and where 16 and 84 % of it are reached. */
export interface ParameterPosterior {
  /** spectra x classes each: given that the source is of the class; NaN where the class does not have it. */
  readonly mean: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** What a bank says of spectra, one row each. */
export interface BankPosteriors {
  /** Number of spectra. */
  readonly count: number;
  /** Names of the classes. */
  readonly classes: readonly string[];
  /** spectra x classes: probabilities, with a sum of 1. */
  readonly probabilities: Float64Array;
  /** spectra x classes: ln of the class's evidence, up to a number that is the same for all classes of a spectrum. */
  readonly evidence: Float64Array;
  /** spectra x classes: number of the class's likeliest template. */
  readonly template: Uint32Array;
  /** spectra x classes: counts of the source in the band, of that template at its likeliest. */
  readonly normalisation: Float64Array;
  /** Counts of each spectrum in the band. */
  readonly counts: Float64Array;
  /** Of them, expected from the background. */
  readonly backgroundCounts: Float64Array;
  /**
   * How far each spectrum is from the source of any class that explains it best: C in 33 bins, the background's level fitted too, against
   * what spectra of that source have (Kaastra 2017), in deviations of a normal distribution. Sources of the classes are somewhat nearer
   * than that, as the best source was chosen by the spectrum; what is none of them is farther.
   * NaN with the option `goodness` false.
   */
  readonly goodness: Float64Array;
  /**
   * 1 where no template explains the spectrum (flag `unlike-training`): of sources of the classes about 1 %, whatever their counts and
   * the background's share in them (docs/classifier.md).
   * A source of another kind that looks like one of the classes is not seen: faint ones, and X-ray binaries, whose power laws
   * are those of AGN.
   */
  readonly unlike: Uint8Array;
  /** Posteriors of the source properties, by name; none with the option `parameters` false. */
  readonly parameters: Readonly<Record<string, ParameterPosterior>>;
}

/** The likeliest template of each class for one spectrum. */
export interface LikeliestSources {
  readonly groups: ChannelGroups;
  /** For each class: expected counts of the source in each group. */
  readonly expected: readonly Float64Array[];
}
