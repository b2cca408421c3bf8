import { ParameterError } from '../base/index.js';
import { applyResponse, type Response } from '../simulation/index.js';
import type { BoundModel } from '../spectral/index.js';
import { type BinnedSpectrum, sumBins } from './bins.js';

/** A bound model on a response: counts by channel and by bin, with a count of the evaluations. */
export class Evaluator {
  evaluations = 0;
  constructor(
    private readonly bound: BoundModel,
    private readonly response: Response,
    private readonly exposure: number,
    private readonly binned: BinnedSpectrum,
  ) {}

  /** photons/cm2/s in each energy bin; undefined where a component refuses the values. */
  flux(values: Float64Array): Float64Array | undefined {
    this.evaluations++;
    try {
      const flux = this.bound.evaluate(values);
      return flux.every(Number.isFinite) ? flux : undefined;
    } catch (error) {
      if (error instanceof ParameterError) return undefined;
      throw error;
    }
  }

  /** Expected counts of the source by channel. */
  channels(values: Float64Array): Float64Array | undefined {
    const flux = this.flux(values);
    if (!flux) return undefined;
    const expected = applyResponse(this.response, flux, this.exposure);
    this.response.native.clearSlightlyNegative(expected);
    return expected;
  }

  /** The same by bin. */
  bins(values: Float64Array): Float64Array | undefined {
    const expected = this.channels(values);
    return expected && sumBins(expected, this.binned.bin, this.binned.bins);
  }
}
