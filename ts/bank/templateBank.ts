import {
  checkList,
  checkObject,
  checkOptions,
  checkRunOptions,
  checkWhole,
  ParameterError,
  type ReadonlyFloat64Array,
  type RunOptions,
  threadBudget,
} from '../base/index.js';
import { type Band, defaultBand } from '../dataset/index.js';
import { withControl } from '../native/index.js';
import type { Population, SourceTable } from '../population/index.js';
import { checkSources, type Response } from '../simulation/index.js';
import { type ChannelGroups, channelGroups } from './groups.js';
import { ccdEdges, photonEdges } from './photonGrid.js';
import { ResponseBank } from './responseBank.js';
import { GridModels, ModelShapes, regrouped, type TemplateModel, templateModels } from './sourceModels.js';
import type { Templates } from './types.js';

/** Options of {@link templateBank}. */
export interface TemplateBankOptions {
  /**
   * Templates of each class, default 2560: with as many the classes are told apart nearly as well as with 20,480
   * (docs/classifier.md has the difference).
   */
  templates?: number;
  /** Of the sources that are the templates: 0 to 2^53 - 1, default 0. */
  seed?: number;
  /** keV, default 0.3 to 8: what of a spectrum is looked at. */
  band?: Band;
}

/**
 * Templates are sources of these numbers on, which no simulated spectrum has (a dataset counts to 2^32): a template that is the
 * very source that was simulated would be recognised.
 */
const FIRST_TEMPLATE = 2 ** 52;

/** Responses whose templates are kept. */
const KEPT = 8;

/** What `TemplateBank.parts` gives: data that can be sent to another thread. */
export interface BankParts {
  classes: readonly Pick<Population, 'name' | 'identity'>[];
  sources: readonly SourceTable[];
  templates: number;
  seed: number;
  band: Band;
  photons: Pick<PhotonTable, 'shapes' | 'flux'>;
}

/** Photons of the templates on one grid. */
interface PhotonTable {
  /** The grid, with the models bound to it. */
  grid: GridModels;
  /** templates x bins, each with a sum of 1. */
  shapes: Float32Array;
  /** Of each template: photons/cm2/s over the grid, which its shape was divided by. */
  flux: Float64Array;
}

/**
 * A bank of templates: sources drawn from each class's population, against which spectra are compared through their own
 * response and background (Bayes' theorem, with the likelihood's normalisation and the templates marginalised). It needs no
 * training, takes any response and background, any number of classes and one's own populations.
 *
 *     p(class | counts) ~ p(class) mean over its templates of  integral d ln A  product over channels of  Poisson(k | A u + b)
 *
 * with u the template's shape through the response, A the source's counts and b the expected background. Within the classes'
 * populations no verdict can be right more often.
 *
 * @param populations two or more classes, each with a name of its own
 * @throws ParameterError for options out of their limits, fewer than two populations, or a name that comes twice.
 */
export function templateBank(populations: readonly Population[], options: TemplateBankOptions = {}): TemplateBank {
  return new TemplateBank(populations, options);
}

/** The bank of a response that was asked for. */
interface KnownBank {
  response: Response;
  bank: Promise<ResponseBank>;
}

/** Whether two responses are the same but for their files; their numbers are hashed only where this does not show without. */
const isSame = (a: Response, b: Response): boolean =>
  a === b || (String(a.sketch) === String(b.sketch) && a.identity === b.identity);

/** Made by {@link templateBank}. */
export class TemplateBank {
  /** Names of the classes, in the order of the probabilities. */
  readonly classes: readonly string[];
  /** Templates of each class. */
  readonly templates: number;
  /** Names of the source properties of all classes (nH, kT1, Gamma ...). */
  readonly parameters: readonly string[];
  /** What the templates were drawn from. */
  readonly populations: readonly Population[];
  readonly seed: number;
  readonly band: Band;
  private readonly common: Omit<Templates, 'flux' | 'models'>;
  private models?: readonly TemplateModel[];
  /** One a class. */
  private readonly sources: readonly SourceTable[];
  /** On {@link ccdEdges}, which the responses of all CCDs share. */
  private ccdTable?: PhotonTable;
  /** The most recently used last. */
  private readonly kept: KnownBank[] = [];

  /** Use `templateBank`. @internal */
  constructor(populations: readonly Population[], options: TemplateBankOptions) {
    checkList('populations', populations, 'a list of populations (stars, agn)');
    checkOptions(options);
    const { templates = 2560, seed = 0, band = defaultBand } = options;
    checkWhole('templates', templates, 1, 2 ** 20);
    checkWhole('seed', seed);
    for (const [i, population] of Array.from(populations).entries())
      checkObject(`populations[${i}]`, population, 'a population (stars, agn)', 'name', 'identity', 'sample');
    this.classes = Array.from(populations, ({ name }) => name);
    if (this.classes.length < 2 || new Set(this.classes).size < this.classes.length)
      throw new ParameterError(
        'populations',
        `the classes are ${this.classes.join(', ') || 'none'}; two or more with different names are needed`,
      );
    this.templates = templates;
    this.seed = seed;
    this.band = [...band];
    this.populations = Array.from(populations);
    this.sources = Array.from(populations, (population) => {
      const sources = population.sample(templates, { seed, first: FIRST_TEMPLATE });
      checkSources(sources, population.identity);
      return sources;
    });
    this.parameters = [...new Set(this.sources.flatMap(({ properties }) => Object.keys(properties)))];
    const { classes, parameters } = this;
    this.common = { classes, templates, parameters, values: this.parameterValues() };
  }

  /**
   * The templates through a response: what classifies its spectra. Those of the last few responses are kept, and made once
   * for all who wait for them: a signal ends the waiting of its own call alone.
   *
   * @throws ParameterError for a response without channels in the band, or that sees nothing of a template.
   * @throws the signal's reason when aborted. `onProgress` counts templates of the call that makes them.
   */
  async through(response: Response, options: RunOptions = {}): Promise<ResponseBank> {
    checkObject('response', response, 'a response (createResponse)', 'native', 'energLo', 'energHi', 'channels');
    checkRunOptions(options);
    const { signal, ...shared } = options;
    signal?.throwIfAborted();
    const place = this.kept.findIndex((known) => isSame(known.response, response));
    const [known] = place < 0 ? [{ response, bank: this.make(response, shared) }] : this.kept.splice(place, 1);
    this.kept.push(known);
    if (this.kept.length > KEPT) this.kept.shift();
    const { bank } = known;
    bank.catch(() => {
      const failed = this.kept.indexOf(known);
      if (failed >= 0) this.kept.splice(failed, 1);
    });
    return signal ? untilAborted(bank, signal) : bank;
  }

  /**
   * What a bank in another thread is made of: numbers alone, as functions (a user's population) do not cross. The photons of all templates
   * are in memory that the threads share; nothing changes them.
   *
   * @internal
   */
  parts(): BankParts {
    const { templates, seed, band, sources } = this;
    const { shapes, flux } = this.photonsOn(ccdEdges);
    if (!(shapes.buffer instanceof SharedArrayBuffer)) {
      const shared = new Float32Array(new SharedArrayBuffer(shapes.byteLength));
      shared.set(shapes);
      this.ccdTable!.shapes = shared;
    }
    const classes = this.populations.map(({ name, identity }) => ({ name, identity }));
    return { classes, sources, templates, seed, band, photons: { shapes: this.ccdTable!.shapes, flux } };
  }

  /** The bank of such parts, which gives the same bits. @internal */
  static from({ classes, sources, photons, ...options }: BankParts): TemplateBank {
    const populations = classes.map((one, k) => ({ ...one, sample: () => sources[k] }));
    const bank = new TemplateBank(populations, options);
    bank.ccdTable = { grid: new GridModels(ccdEdges), ...photons };
    return bank;
  }

  private async make(response: Response, options: RunOptions): Promise<ResponseBank> {
    return this.seenIn(response, channelGroups(response, this.band), options);
  }

  /** The templates in groups of channels of a response. */
  private async seenIn(response: Response, groups: ChannelGroups, options: RunOptions): Promise<ResponseBank> {
    const edges = photonEdges(response, this.band);
    const { grid, shapes, flux } = this.photonsOn(edges);
    const count = this.templates * this.classes.length;
    const through = regrouped(response.native, edges, groups.groupOf, groups.count);
    const counted = new Float32Array(count * groups.count);
    await withControl(options, (control) =>
      through.applyBatch(shapes, count, 1, counted, threadBudget(options.threads), control),
    );
    through.clearSlightlyNegative(counted);
    this.models ??= templateModels(this.sources, this.templates);
    const { models } = this;
    const modelShapes = new ModelShapes(through, grid, groups.count);
    const inGroups = (others: ChannelGroups, options: RunOptions) => this.seenIn(response, others, options);
    return new ResponseBank({ ...this.common, flux, models }, response, groups, { counted, modelShapes, inGroups });
  }

  private photonsOn(edges: ReadonlyFloat64Array): PhotonTable {
    if (edges !== ccdEdges) return this.evaluate(edges);
    this.ccdTable ??= this.evaluate(edges);
    return this.ccdTable;
  }

  /** classes x templates x parameters. */
  private parameterValues(): Float64Array {
    const { parameters, templates } = this;
    const values = new Float64Array(this.classes.length * templates * parameters.length).fill(NaN);
    for (const [k, { properties }] of this.sources.entries())
      for (const [p, name] of parameters.entries())
        for (let t = 0; name in properties && t < templates; t++)
          values[(k * templates + t) * parameters.length + p] = properties[name][t];
    return values;
  }

  private evaluate(edges: ReadonlyFloat64Array): PhotonTable {
    const grid = new GridModels(edges);
    const { bins } = grid;
    const shapes = new Float32Array(this.templates * this.classes.length * bins);
    const flux = new Float64Array(this.templates * this.classes.length);
    for (const [k, { groups }] of this.sources.entries())
      for (const { model: expression, index, parameters } of groups) {
        const photons = grid.evaluate(expression, parameters);
        for (let i = 0; i < index.length; i++) {
          const spectrum = photons.subarray(i * bins, (i + 1) * bins);
          const sum = spectrum.reduce((total, value) => total + value, 0);
          const template = k * this.templates + index[i];
          flux[template] = sum;
          for (let e = 0; e < bins; e++) shapes[template * bins + e] = spectrum[e] / sum;
        }
      }
    return { grid, shapes, flux };
  }
}

/** The promise's outcome, or the signal's reason where that comes first. */
function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
