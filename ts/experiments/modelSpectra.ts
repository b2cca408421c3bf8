import type { ChartSeries, Figure, XYChart } from '../chart/types.js';
import { bandChannels } from '../dataset/index.js';
import type { ReportItem, ReportSection, ReportTable } from '../report/types.js';
import {
  applyArf,
  applyResponse,
  bindToResponse,
  createResponse,
  embeddedResponseTables,
  type Response,
} from '../simulation/index.js';
import { type AbundanceTable, model } from '../spectral/index.js';
import type { Experiment } from './context.js';
import { emissionLines, type LineStrength, lineMarkers, lineStrength, normalised } from './lines.js';
import { statementItem } from './measure.js';

/** The 5 and 95 % points that the paper prints (section 2): log10 of the column in cm^-2, keV, and photon indices. */
const percentiles = {
  star: { logNH: [20.82, 22.68], kT: [0.43, 3.3] },
  agn: { logNH: [19.05, 24.2], Gamma: [1.2, 2.2], z: 0.7 },
} as const;

/** Figure 1's four kinds of source, by models of the package; columns and temperatures near those of the paper's examples. */
const examples = [
  {
    name: 'neutron star',
    model: 'tbabs(1)*(bbody(0.45,1)+powerlaw(3.8,3))',
    as: 'blackbody of 0.45 keV and a steep power law behind 1e22 cm-2, as of the magnetar 4U 0142+61',
  },
  {
    name: 'star',
    model: 'tbabs(0.1)*(apec(0.8,0.3,0,1)+apec(2,0.3,0,1.5))',
    as: 'two plasmas of 0.8 and 2 keV with 0.3 of the metals behind 1e21 cm-2',
  },
  {
    name: 'supernova remnant',
    model: 'tbabs(1.5)*vapec(1.5,1,1,1,1,1,3,1,5,5,5,5,2,1,0,1)',
    as: 'a plasma of 1.5 keV rich in Mg, Si, S, Ar, Ca and Fe behind 1.5e22 cm-2, in the manner of Cassiopeia A',
  },
  {
    name: 'AGN',
    model: 'tbabs(0.1)*(powerlaw(1.8,0.05) + ztbabs(10,0)*powerlaw(1.8,1) + ztbabs(10,0)*gaussian(6.4,0.01,0.006))',
    as: 'a power law of index 1.8, 5 % of it unabsorbed and the rest behind 1e23 cm-2, with an Fe-K line, in the manner of Centaurus A',
  },
] as const;

/** Expected counts in 0.3-8 keV as shares of their sum, and the edges of the channels. */
export interface ModelSpectrum {
  eMin: Float64Array;
  eMax: Float64Array;
  values: Float64Array;
}

/** A model through a response, without noise or background, divided by its counts in 0.3-8 keV. */
export function modelSpectrum(response: Response, expression: string, abundances?: AbundanceTable): ModelSpectrum {
  const flux = bindToResponse(model(expression), response, { ...(abundances && { abundances }) }).evaluate();
  const counts = applyResponse(response, flux, 1e5);
  const inside = bandChannels(response.eMin, response.eMax);
  const pick = (values: ArrayLike<number>) => Float64Array.from(inside, (c) => values[c]);
  return { eMin: pick(response.eMin), eMax: pick(response.eMax), values: normalised(pick(counts)) };
}

/** Models of section 1 and appendix A: no random number is in them, and no training. */
export const modelSpectra: Experiment = {
  id: 'model-spectra',
  title: 'Model spectra of stars and AGN',
  place: 'Section 1, figure 1; appendix A, figures 19 and 20',
  cost: () => 2,
  run: async (): Promise<ReportSection> => {
    const { rmf, arf } = embeddedResponseTables();
    const response = createResponse(rmf, arf);
    const strengths = starStrengths(response);
    return {
      id: modelSpectra.id,
      title: modelSpectra.title,
      place: modelSpectra.place,
      text: text(strengths),
      items: items(strengths, sharpMagnesium(response)),
      tables: [strengthTable(strengths)],
      figures: [figure1(response), figure19(response), figure20(response)],
    };
  },
};

/** Strengths of all lines at one corner of figure 19. */
interface Corner {
  logNH: number;
  kT: number;
  abundances: AbundanceTable;
  lines: LineStrength[];
}

const starModel = (logNH: number, kT: number, abundance = 0.3) =>
  `tbabs(${10 ** (logNH - 22)})*apec(${kT},${abundance})`;

function starStrengths(response: Response): Corner[] {
  const { logNH, kT } = percentiles.star;
  const cornersFor = (abundances: AbundanceTable) =>
    logNH.flatMap((column) =>
      kT.map((temperature) => {
        const spectrum = modelSpectrum(response, starModel(column, temperature), abundances);
        const continuum = modelSpectrum(response, starModel(column, temperature, 0), abundances);
        const lines = emissionLines.map((line) => lineStrength(spectrum, continuum.values, line));
        return { logNH: column, kT: temperature, abundances, lines };
      }),
    );
  return [...cornersFor('wilm'), ...cornersFor('angr')];
}

function text(corners: Corner[]): string[] {
  const low = corners[0].lines;
  return [
    'The spectra are expected counts of the models through the ACIS-I response of 1999-2000, divided by their sum: no noise, no ' +
      'background, no random number, so that the values have no statistical uncertainty. The four examples of figure 1 are models of ' +
      `the package in place of the paper's observed sources: ${examples.map(({ name, as }) => `${name}: ${as}`).join('; ')}.`,
    "How strong a line is, is measured in two ways. The contrast is the counts in the line's band over those of its neighbouring " +
      'continuum, which has the shape of the same plasma without metals and is scaled to the bands beside the line. It hardly knows of ' +
      'absorption, which dims line and continuum alike. The significance is what an observer sees: counts of the line over the ' +
      'square root of all counts in its band, for a spectrum of 1000 counts.',
    `At low column and 0.43 keV the Fe-L and Ne-K lines together have ${percent(low[0].share)} of all counts and a contrast of ` +
      `${low[0].contrast.toFixed(2)}. Si-K and S-K are far weaker (contrasts ${low[2].contrast.toFixed(2)} and ` +
      `${low[3].contrast.toFixed(2)}) and Mg-K stands on the slope of Fe-L (${low[1].contrast.toFixed(2)}): 0.3 of the abundances by ` +
      'Wilms et al. (2000) is little silicon. With those of Anders & Grevesse (1989), in the lower half of the table, Fe-L and Si-K ' +
      'are stronger.',
  ];
}

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;

function strengthTable(corners: Corner[]): ReportTable {
  return {
    id: 'line-strengths',
    caption:
      'Lines of a star (tbabs*apec, 0.3 of the metals) at the corners of figure 19: contrast over the neighbouring continuum, share of ' +
      'all counts that the line has, and significance in a spectrum of 1000 counts. Noise-free models.',
    columns: ['abundances', 'log NH', 'kT (keV)', ...emissionLines.map(({ name }) => name)],
    rows: corners.map(({ logNH, kT, abundances, lines }) => [
      abundances,
      logNH.toFixed(2),
      kT.toFixed(2),
      ...lines.map((l) => `${l.contrast.toFixed(3)}, ${percent(l.share)}, ${l.significance.toFixed(2)}`),
    ]),
  };
}

/** Names of lines by falling significance. */
export const strongestLines = (lines: readonly LineStrength[]): string[] =>
  emissionLines
    .map(({ name }, k) => ({ name, significance: lines[k].significance }))
    .sort((a, b) => b.significance - a.significance)
    .map(({ name }) => name);

/**
 * Contrast of the lines at the cool, thin corner in front of the detector: photons that it would count by energy, without its
 * redistribution.
 */
function sharpMagnesium(response: Response): number {
  const photons = (abundance: number) => {
    const expression = starModel(percentiles.star.logNH[0], percentiles.star.kT[0], abundance);
    return applyArf(response, bindToResponse(model(expression), response).evaluate(), 1e5);
  };
  const spectrum = { eMin: response.energLo, eMax: response.energHi, values: photons(0.3) };
  return lineStrength(spectrum, photons(0), emissionLines[1]).contrast;
}

function items(corners: Corner[], sharp: number): ReportItem[] {
  const [coolThin, hotThin, coolThick] = corners;
  const thin = strongestLines(coolThin.lines);
  const thick = strongestLines(coolThick.lines);
  const shown = emissionLines.filter((_, k) => coolThin.lines[k].contrast > 1);
  const faded = emissionLines.filter(
    (line, k) => shown.includes(line) && hotThin.lines[k].contrast - 1 < 0.5 * (coolThin.lines[k].contrast - 1),
  );
  const [low, high] = [coolThin.lines[0].significance, coolThick.lines[0].significance];
  const clear = emissionLines.filter((_, k) => coolThin.lines[k].contrast >= 1.05).map(({ name }) => name);
  return [
    statementItem(
      'H23.low-NH',
      'line of the highest significance at log NH 20.82, kT 0.43 keV',
      'a dominant Fe-L/Ne-K line at low NH',
      `${thin[0]} (${low.toFixed(1)} sigma in 1000 counts; next ${thin[1]})`,
      thin[0] === 'Fe-L/Ne-K',
    ),
    statementItem(
      'H23.high-NH',
      'the two lines of the highest significance at log NH 22.68, kT 0.43 keV, both above Fe-L/Ne-K and Mg-K',
      'only Si and S lines at 4.8e22 cm-2',
      `${thick[0]}, ${thick[1]}; Fe-L/Ne-K falls from ${low.toFixed(1)} to ${high.toFixed(1)} sigma in 1000 counts`,
      ['Si-K', 'S-K'].every((name) => thick.slice(0, 2).includes(name)),
    ),
    statementItem(
      'H23.low-kT',
      'lines with a contrast of 1.05 or more at log NH 20.82, kT 0.43 keV',
      'Fe-L, Ne-K, Mg-K and Si-K clearly seen at low kT',
      clear.join(', '),
      ['Fe-L/Ne-K', 'Mg-K', 'Si-K'].every((name) => clear.includes(name)),
      {
        why: () =>
          `Mg-K has a contrast of ${coolThin.lines[1].contrast.toFixed(3)} only, a shoulder in the picture: the detector blends it ` +
          `into the slope of Fe-L. In front of the detector's redistribution the same model has ${sharp.toFixed(2)}.`,
      },
    ),
    statementItem(
      'H23.kT',
      'lines whose contrast above 1 falls to less than half from kT 0.43 to 3.3 keV, at log NH 20.82',
      'lines not dominant at higher temperatures',
      `${faded.map(({ name }) => name).join(', ')}: ${faded.length} of ${shown.length}`,
      faded.length === shown.length,
    ),
  ];
}

const chart = (title: string, series: ChartSeries[]): { kind: 'chart' } & XYChart => ({
  kind: 'chart',
  title,
  x: { label: 'Energy (keV)', type: 'log', domain: [0.3, 8] },
  y: { label: 'Share of all counts per channel', type: 'log' },
  series,
  markers: lineMarkers,
});

/** As a curve; a share below 1e-8, far under any picture, is none. */
function curve(name: string, { eMin, eMax, values }: ModelSpectrum, more: Partial<ChartSeries> = {}): ChartSeries {
  const x = Array.from(eMin, (low, c) => (low + eMax[c]) / 2);
  return { name, kind: 'line', x, y: Array.from(values, (value) => (value > 1e-8 ? value : Number.NaN)), ...more };
}

function figure1(response: Response): Figure {
  return {
    id: 'figure-1',
    number: 'Figure 1',
    caption:
      'Example spectra of an isolated neutron star, an active star, a supernova remnant and an AGN through the ACIS-I response of ' +
      `1999-2000: models, not the paper's observed sources. ${examples.map(({ name, model: m }) => `${name}: ${m}`).join('; ')}.`,
    panels: [
      chart(
        'Models of four kinds of source',
        examples.map(({ name, model: m }) => curve(name, modelSpectrum(response, m))),
      ),
    ],
  };
}

function figure19(response: Response): Figure {
  const { logNH, kT } = percentiles.star;
  const series = kT.flatMap((temperature, k) =>
    logNH.map((column, n) =>
      curve(`NH ${nHText(column)}, kT ${temperature} keV`, modelSpectrum(response, starModel(column, temperature)), {
        colour: k,
        dashed: n === 1,
      }),
    ),
  );
  return {
    id: 'figure-19',
    number: 'Figure 19',
    caption:
      'Model spectra of stars (tbabs*apec, 0.3 of the metals) at the 5 and 95 % points of NH and kT, divided by their sum; without ' +
      'Poisson noise.',
    panels: [chart('Stars by column and temperature', series)],
  };
}

function figure20(response: Response): Figure {
  const { logNH, Gamma, z } = percentiles.agn;
  const series = Gamma.flatMap((index, k) =>
    logNH.map((column, n) => {
      const expression = `tbabs(0.008)*ztbabs(${10 ** (column - 22)},${z})*pegpwrlw(${index},0.5,10,1)`;
      const more = { colour: k, dashed: n === 1 };
      return curve(`NH ${nHText(column)}, Gamma ${index}`, modelSpectrum(response, expression), more);
    }),
  );
  return {
    id: 'figure-20',
    number: 'Figure 20',
    caption:
      `Model spectra of AGN (tbabs*ztbabs*pegpwrlw) at the 5 and 95 % points of NH and Gamma, at redshift ${z}, divided by their sum; ` +
      'without Poisson noise. Features are absorption edges and steps of the effective area.',
    panels: [chart('AGN by column and photon index', series)],
  };
}

const nHText = (logNH: number) => `${(10 ** (logNH - Math.floor(logNH))).toFixed(1)}e${Math.floor(logNH)} cm-2`;
