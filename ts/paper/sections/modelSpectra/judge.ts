import type { ReportItem, ReportTable } from '../../../report/index.js';
import { claims } from '../../claims/claims.js';
import { judgeStatement } from '../../claims/judging.js';
import type { Judgement } from '../../run/section.js';
import { emissionLines, type LineStrength } from '../../statistics/lines.js';
import type { Corner, ModelSpectra } from './compute.js';
import { examples } from './models.js';

/** Contrast from which a line counts as clearly seen: 5 % above the continuum, which is visible in a curve. */
const CLEAR = 1.05;
/** Share of a line's excess contrast (above 1) below which the line counts as no longer dominant. */
const FADED = 0.5;

/** Compares the strengths of lines with what appendix A says about figure 19. */
export const judge = ({ corners, sharpMagnesium }: ModelSpectra): Judgement => ({
  text: textFor(corners[0].lines),
  items: itemsFor(corners, sharpMagnesium),
  tables: [strengthTable(corners)],
});

const percentText = (share: number) => `${(100 * share).toFixed(1)} %`;

const textFor = ([iron, magnesium, silicon, sulphur]: readonly LineStrength[]): string[] => [
  'The spectra are expected counts of the models through the ACIS-I response of 1999-2000, divided by their sum: no noise, no ' +
    'background, no random number, so that the values have no statistical uncertainty. The four examples of figure 1 are models of ' +
    `the package in place of the paper's observed sources: ${examples.map(({ name, description }) => `${name}: ${description}`).join('; ')}.`,
  "How strong a line is, is measured in two ways. The contrast is the counts in the line's band over those of its neighbouring " +
    'continuum, which has the shape of the same plasma without metals and is scaled to the bands beside the line. It hardly knows of ' +
    'absorption, which dims line and continuum alike. The significance is what an observer sees: counts of the line over the ' +
    'square root of all counts in its band, for a spectrum of 1000 counts.',
  `At low column and 0.43 keV the Fe-L and Ne-K lines together have ${percentText(iron.share)} of all counts and a contrast of ` +
    `${iron.contrast.toFixed(2)}. Si-K and S-K are far weaker (contrasts ${silicon.contrast.toFixed(2)} and ` +
    `${sulphur.contrast.toFixed(2)}) and Mg-K stands on the slope of Fe-L (${magnesium.contrast.toFixed(2)}): 0.3 of the abundances by ` +
    'Wilms et al. (2000) is little silicon. With those of Anders & Grevesse (1989), in the lower half of the table, Fe-L and Si-K ' +
    'are stronger.',
];

function strengthTable(corners: readonly Corner[]): ReportTable {
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
      ...lines.map(
        ({ contrast, share, significance }) =>
          `${contrast.toFixed(3)}, ${percentText(share)}, ${significance.toFixed(2)}`,
      ),
    ]),
  };
}

/** Names of the lines, the most significant first. */
const strongestLines = (lines: readonly LineStrength[]): string[] =>
  emissionLines
    .map(({ name }, k) => ({ name, significance: lines[k].significance }))
    .sort((a, b) => b.significance - a.significance)
    .map(({ name }) => name);

/** Names of the lines for which a condition holds. */
const linesWhere = (holds: (k: number) => boolean): string[] =>
  emissionLines.filter((_, k) => holds(k)).map(({ name }) => name);

/** Fe-L/Ne-K and Mg-K are the first two lines; the corners are in the order of `starPoints`. */
function itemsFor(corners: readonly Corner[], sharpMagnesium: number): ReportItem[] {
  const [coolThin, hotThin, coolThick] = corners.map(({ lines }) => lines);
  const [thin, thick] = [strongestLines(coolThin), strongestLines(coolThick)];
  const [low, high] = [coolThin[0].significance, coolThick[0].significance].map((value) => value.toFixed(1));
  const clear = linesWhere((k) => coolThin[k].contrast >= CLEAR);
  const shown = linesWhere((k) => coolThin[k].contrast > 1);
  const faded = linesWhere(
    (k) => coolThin[k].contrast > 1 && hotThin[k].contrast - 1 < FADED * (coolThin[k].contrast - 1),
  );
  return [
    judgeStatement(
      claims['H23.low-NH'],
      `${thin[0]} (${low} sigma in 1000 counts; next ${thin[1]})`,
      thin[0] === 'Fe-L/Ne-K',
    ),
    judgeStatement(
      claims['H23.high-NH'],
      `${thick[0]}, ${thick[1]}; Fe-L/Ne-K falls from ${low} to ${high} sigma in 1000 counts`,
      ['Si-K', 'S-K'].every((name) => thick.slice(0, 2).includes(name)),
    ),
    judgeStatement(
      claims['H23.low-kT'],
      clear.join(', '),
      ['Fe-L/Ne-K', 'Mg-K', 'Si-K'].every((name) => clear.includes(name)),
      {
        why: () =>
          `Mg-K has a contrast of ${coolThin[1].contrast.toFixed(3)} only, a shoulder in the picture: the detector blends it ` +
          `into the slope of Fe-L. In front of the detector's redistribution the same model has ${sharpMagnesium.toFixed(2)}.`,
      },
    ),
    judgeStatement(
      claims['H23.kT'],
      `${faded.join(', ')}: ${faded.length} of ${shown.length}`,
      faded.length === shown.length,
    ),
  ];
}
