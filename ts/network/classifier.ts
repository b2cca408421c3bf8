import { setImmediate as turn } from 'node:timers/promises';
import {
  checkList,
  checkOptions,
  checkRunOptions,
  dataFile,
  ParameterError,
  threadBudget,
  wordsFor,
} from '../base/index.js';
import { type Band, checkSpectra, type Spectra } from '../dataset/index.js';
import { type ClassifierModel, checkModel } from './classifierModel.js';
import { compareInstruments, type Instruments, instrumentsOf } from './instrument.js';
import { readModelFile, writeModelFile } from './modelFile.js';
import { inputChannels, Prediction, verdictsOf } from './prediction.js';
import type { Flag, Predictions, PredictOptions } from './predictions.js';
import { checkThreshold } from './verdict.js';

/** The classifiers of the package. */
export type EmbeddedClassifierName = 'star-agn' | 'paper';

/** Spectra that are predicted at a time: some milliseconds, after which other work has its turn. */
const BLOCK = 4096;

/** A trained network with everything needed to apply it to spectra. It is immutable. */
export class Classifier {
  /** Made by the first prediction, which loads the addon. */
  #prediction?: Prediction;
  /** Of the training. */
  #instruments?: Instruments;

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
    inputChannels(this.model.input, spectra);
    return this.sharedFlags(spectra);
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
    signal?.throwIfAborted();
    const work = this.workOn(spectra, options);
    for (let begin = 0; begin < spectra.count; begin += BLOCK) {
      if (begin > 0) {
        await turn();
        signal?.throwIfAborted();
      }
      const end = Math.min(begin + BLOCK, spectra.count);
      work.run(begin, end);
      if (end < spectra.count) onProgress?.(end);
    }
    const predictions = work.predictions();
    if (spectra.count > 0) onProgress?.(spectra.count);
    return predictions;
  }

  /**
   * The same at once, on one thread: for one spectrum, or a few hundred, in a service that has its answer before a promise would be
   * made. It takes some microseconds, and some more for the first spectra on other channel edges (arrays `eMin`, `eMax`) than before.
   */
  predictSync(spectra: Spectra, options: Pick<PredictOptions, 'threshold'> = {}): Predictions {
    checkOptions(options);
    const work = this.workOn(spectra, { ...options, threads: 1 });
    work.run(0, spectra.count);
    return work.predictions();
  }

  private workOn(spectra: Spectra, { threads, threshold }: Pick<PredictOptions, 'threads' | 'threshold'>) {
    checkThreshold(threshold, this.classes.length);
    checkSpectra(spectra);
    const budget = threadBudget(threads);
    this.#prediction ??= new Prediction(this.model);
    return this.#prediction.work(spectra, { shared: this.sharedFlags(spectra), threads: budget, threshold });
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
    return verdictsOf(probabilities, classes, threshold);
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
  static load(file = dataFile('classifier/star-agn.safetensors')): Classifier {
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
    return Classifier.load(dataFile(`classifier/${name}.safetensors`));
  }

  /** By the instruments of the spectra. */
  private sharedFlags({ provenance = [] }: Spectra): Flag[] {
    const isTold = this.model.input.convention.extra?.includes('response') === true;
    this.#instruments ??= instrumentsOf(this.model.provenance);
    const known = this.#instruments;
    const flags = new Set(provenance.map((origin) => compareInstruments(origin, known, isTold)));
    return [...flags].filter((flag) => flag !== undefined);
  }
}
