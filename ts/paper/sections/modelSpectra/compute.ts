import {
  type AbundanceTable,
  applyArf,
  applyResponse,
  bandChannels,
  bindToResponse,
  embeddedResponse,
  model,
  type Response,
} from '../../../index.js';
import { emissionLines, type LineStrength, lineStrength, normalised } from '../../statistics/lines.js';
import { agnPoints, examples, starPoints } from './models.js';

/** Strengths of all lines for one model at a corner of the ranges of figure 19. */
export interface Corner {
  logNH: number;
  kT: number;
  abundances: AbundanceTable;
  /** One for each of `emissionLines`, in their order. */
  lines: LineStrength[];
}

/** Expected counts of models in each channel of 0.3-8 keV, as shares of their sum, without noise or background. */
export interface ModelSpectra {
  /** Edges of the channels, keV. */
  eMin: Float64Array;
  eMax: Float64Array;
  /** Spectra of `examples`, `starPoints` and `agnPoints`, in their order. */
  examples: Float64Array[];
  stars: Float64Array[];
  agn: Float64Array[];
  /** Lines of `starPoints` with the abundances of Wilms et al. (2000), then with those of Anders & Grevesse (1989). */
  corners: Corner[];
  /**
   * Contrast of Mg-K at the first corner in the photons before redistribution, as an ideal detector would count them.
   */
  sharpMagnesium: number;
}

export function compute(): ModelSpectra {
  const response = embeddedResponse('acis-i-cycle0');
  const inside = bandChannels(response.eMin, response.eMax);
  const pick = (values: ArrayLike<number>) => Float64Array.from(inside, (c) => values[c]);
  const channels = { eMin: pick(response.eMin), eMax: pick(response.eMax) };
  const spectrum = (expression: string, abundances?: AbundanceTable) => {
    const photons = bindToResponse(model(expression), response, abundances && { abundances }).evaluate();
    return normalised(pick(applyResponse(response, photons, 1e5)));
  };
  const cornersWith = (abundances: AbundanceTable) =>
    starPoints.map(({ logNH, kT, expression }): Corner => {
      const values = spectrum(expression(0.3), abundances);
      const continuum = spectrum(expression(0), abundances);
      const lines = emissionLines.map((line) => lineStrength({ ...channels, values }, continuum, line));
      return { logNH, kT, abundances, lines };
    });
  return {
    ...channels,
    examples: examples.map(({ expression }) => spectrum(expression)),
    stars: starPoints.map(({ expression }) => spectrum(expression(0.3))),
    agn: agnPoints.map(({ expression }) => spectrum(expression)),
    corners: [...cornersWith('wilm'), ...cornersWith('angr')],
    sharpMagnesium: sharpMagnesium(response),
  };
}

function sharpMagnesium(response: Response): number {
  const photons = (abundance: number) =>
    applyArf(response, bindToResponse(model(starPoints[0].expression(abundance)), response).evaluate(), 1e5);
  const spectrum = { eMin: response.energLo, eMax: response.energHi, values: photons(0.3) };
  return lineStrength(spectrum, photons(0), emissionLines[1]).contrast;
}
