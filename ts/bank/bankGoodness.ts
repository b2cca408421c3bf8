import { binCount, FITTED, goodnessOf, toBins } from './goodness.js';
import { type GroupedSpectrum, lineElsewhere, type NearestSource, nearestSource } from './nearestSource.js';
import type { ModelShapes, TemplateModel } from './sourceModels.js';

/** Goodness from which on a fit begins at other templates too, as it may have ended in a side minimum (a line elsewhere). */
const RETRIED = 1.5;
/** Ranks of templates at which it begins then: the likeliest are much alike, so that of those behind every fifth is enough. */
const RANKS = [1, 2, 3, 4, 5, ...Array.from({ length: 11 }, (_, i) => 9 + 5 * i)];
/** Share of the counts' deviation below which the background's level is taken as known. */
const LEVEL_MATTERS = 0.05;

/** A template and the counts of the source with which it is likeliest. */
export interface Candidate {
  template: number;
  normalisation: number;
}

/** The goodness of spectra of one response. */
export class BankGoodness {
  /** templates x bins, with a sum of 1 each; made when a fit has to begin elsewhere. */
  private binned?: Float32Array;

  constructor(
    private readonly models: readonly TemplateModel[],
    private readonly counted: Float32Array,
    private readonly groups: number,
    private readonly modelShapes: ModelShapes,
  ) {}

  /**
   * @param candidates the likeliest template of each class, the likeliest of all first
   * @param pause see `nearestSource`
   */
  async measure(
    spectrum: GroupedSpectrum,
    candidates: readonly Candidate[],
    pause?: () => Promise<void> | undefined,
  ): Promise<number> {
    const { counts, background, levelError } = spectrum;
    const [total, expected] = [sum(counts), sum(background)];
    if (total === 0) return 0;
    const isKnown = levelError * expected < LEVEL_MATTERS * Math.sqrt(total);
    const seen = isKnown ? { counts, background, levelError: 0 } : spectrum;
    if (total < FITTED) return this.nearestTemplate(seen, candidates[0], pause);
    return this.fitted(seen, candidates, pause);
  }

  private async nearestTemplate(
    { counts, background, levelError }: GroupedSpectrum,
    { template, normalisation }: Candidate,
    pause?: () => Promise<void> | undefined,
  ): Promise<number> {
    const shape = toBins(this.counted.subarray(template * this.groups, (template + 1) * this.groups));
    const total = sum(shape);
    const fixed = {
      ...{ values: new Float64Array(), low: new Float64Array(), high: new Float64Array(), tiedTo: [] },
      shapes: () => shape.map((value) => value / total),
    };
    const seen = { counts: toBins(counts), background: toBins(background), levelError };
    if (levelError === 0) {
      const expected = shape.map((value, bin) => (normalisation * value) / total + seen.background[bin]);
      return goodnessOf(seen.counts, { expected, pull: 0 });
    }
    return goodnessOf(seen.counts, await nearestSource(fixed, seen, normalisation, pause));
  }

  /** Of a fit that begins at the likeliest template, then at others until one of them explains the spectrum. */
  private async fitted(
    spectrum: GroupedSpectrum,
    candidates: readonly Candidate[],
    pause?: () => Promise<void> | undefined,
  ): Promise<number> {
    let least = Infinity;
    let lined: { template: number; nearest: NearestSource } | undefined;
    for (const { template, normalisation } of this.starts(spectrum, candidates)) {
      const model = this.modelShapes.open(this.models[template]);
      const nearest = await nearestSource(model, spectrum, normalisation, pause);
      least = Math.min(least, goodnessOf(spectrum.counts, nearest));
      if (least < RETRIED) return least;
      if (this.models[template].line && nearest.statistic < (lined?.nearest.statistic ?? Infinity))
        lined = { template, nearest };
    }
    if (!lined) return least;
    const { values, line } = this.models[lined.template];
    const model = this.modelShapes.open(this.models[lined.template]);
    const moved = lineElsewhere(model, spectrum, lined.nearest, line!, values);
    const { normalisation } = lined.nearest;
    const nearest = await nearestSource({ ...model, values: moved }, spectrum, normalisation, pause);
    return Math.min(least, goodnessOf(spectrum.counts, nearest));
  }

  private *starts(spectrum: GroupedSpectrum, candidates: readonly Candidate[]): Generator<Candidate> {
    yield* candidates;
    const [{ normalisation }] = candidates;
    const ranked = this.byLikelihood(spectrum, normalisation);
    for (const rank of RANKS) if (rank <= ranked.length) yield { template: ranked[rank - 1], normalisation };
    // A line at another energy than the source's makes a template unlikely: the likeliest of each model with a line.
    const lined = new Set<string>();
    for (const template of ranked) {
      const { expression, line } = this.models[template];
      if (line && !lined.has(expression)) yield { template, normalisation };
      if (line) lined.add(expression);
    }
  }

  /** Numbers of the templates, those before which C is least in the bins of the goodness first. */
  private byLikelihood(spectrum: GroupedSpectrum, normalisation: number): number[] {
    this.binned ??= this.binTemplates();
    const { binned } = this;
    const [counts, background] = [toBins(spectrum.counts), toBins(spectrum.background)];
    const logs = Float64Array.from({ length: binned.length / counts.length }, (_, t) => {
      let logL = 0;
      for (const [bin, k] of counts.entries())
        if (k > 0) logL += k * Math.log(normalisation * binned[t * counts.length + bin] + background[bin] + 1e-9);
      return logL;
    });
    return Array.from(logs.keys()).sort((a, b) => logs[b] - logs[a]);
  }

  private binTemplates(): Float32Array {
    const { counted, groups } = this;
    const templates = counted.length / groups;
    const bins = binCount(groups);
    const out = new Float32Array(templates * bins);
    for (let t = 0; t < templates; t++) {
      const shape = toBins(counted.subarray(t * groups, (t + 1) * groups));
      const total = sum(shape);
      out.set(
        shape.map((value) => value / total),
        t * bins,
      );
    }
    return out;
  }
}

function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i];
  return total;
}
