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

/** Strengths of all lines at one corner of figure 19. */
export interface Corner {
  logNH: number;
  kT: number;
  abundances: AbundanceTable;
  /** In the order of `emissionLines`. */
  lines: LineStrength[];
}

/** Expected counts in each channel of 0.3-8 keV as shares of their sum: of models, without noise or background. */
export interface ModelSpectra {
  /** Edges of the channels, keV. */
  eMin: Float64Array;
  eMax: Float64Array;
  /** In the order of `examples`, `starPoints` and `agnPoints`. */
  examples: Float64Array[];
  stars: Float64Array[];
  agn: Float64Array[];
  /** With the abundances by Wilms et al. (2000), then with those by Anders & Grevesse (1989); each in the order of `starPoints`. */
  corners: Corner[];
  /** Contrast of Mg-K at the first corner in photons that the detector would count by energy, without its redistribution. */
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
