import type { ReportItem } from '../../../report/index.js';
import { claims } from '../../claims/claims.js';
import { judgeNumber, judgeStatement, report } from '../../claims/judging.js';
import type { TestSource } from '../../run/testSources.js';
import { isAbove, measures, percentValue, shareAmong, shareText, slopeOf } from '../../statistics/shares.js';
import { atEqualBrightness, judgeFall, type Selection } from './selections.js';

const { recall } = measures;

/**
 * The largest loss of recall, and the largest gain per unit of redshift, that count as slight. Our choice, as the paper
 * gives no number.
 */
const slightLoss = 0.1;
const slightSlope = 5;

const isThin: Selection = ({ softC, cThick }) => !softC && !cThick;
const isSoftC: Selection = ({ softC }) => softC === 1;
const isCThick: Selection = ({ cThick }) => cThick === 1;
const isClear: Selection = (source) => isThin(source) && source.nH < 1;
const isAbsorbed: Selection = (source) => isThin(source) && source.nH >= 1 && source.nH < 100;
const hasNoLine: Selection = ({ EW }) => Number.isNaN(EW);
const hasStrongLine: Selection = ({ EW }) => EW >= 2000;

/** Slope of the recall, in % points per unit of x. */
const recallSlope = (
  agn: readonly TestSource[],
  x: (source: TestSource) => number,
  selection: Selection = () => true,
) => slopeOf(agn.filter(selection), x, ({ calledAgn }) => 100 * calledAgn);
const slopeText = ({ value, interval }: ReturnType<typeof slopeOf>): string =>
  `${value.toFixed(2)} (${interval.map((edge) => edge.toFixed(2)).join(' to ')})`;
const redshift = ({ z }: TestSource): number => z;
/** Observed energy of the Fe-K line, keV. */
const lineEnergy = ({ z }: TestSource): number => 6.4 / (1 + z);

/** Items on absorption, photon index, model and redshift. */
export function agnItems(agn: readonly TestSource[]): ReportItem[] {
  const recallOf = (selection: Selection) => shareAmong(agn, recall, selection);
  const [clear, absorbed] = [recallOf(isClear), recallOf(isAbsorbed)];
  const [thin, softC, cThick] = [recallOf(isThin), recallOf(isSoftC), recallOf(isCThick)];
  const models = `C-thin ${shareText(thin)}, Soft-C ${shareText(softC)}, C-thick ${shareText(cThick)}`;
  return [
    judgeStatement(
      claims['H3.recall'],
      `${shareText(clear)} below 1e22 cm^-2, ${shareText(absorbed)} from 1e22 to 1e24, C-thick ${shareText(cThick)}`,
      clear.value - absorbed.value < slightLoss && cThick.high >= absorbed.value,
      {
        why: () =>
          `${atEqualBrightness(agn, ['C-thin below 1e22 cm^-2', isClear], ['from 1e22 to 1e24', isAbsorbed])} What is lost there ` +
          'with the column is due to the shape; the rest to the number of counts.',
      },
    ),
    judgeFall(
      claims.H5,
      ['below 2', recallOf(({ Gamma }) => Gamma < 2)],
      ['from 2 on', recallOf(({ Gamma }) => Gamma >= 2)],
    ),
    judgeStatement(claims['H6.thick'], models, isAbove(cThick, thin), {
      why: () => atEqualBrightness(agn, ['C-thin', isThin], ['C-thick', isCThick]),
    }),
    judgeStatement(claims['H6.soft'], models, isAbove(softC, thin), {
      why: () =>
        `The soft component is assumed (3 % of the unabsorbed flux). ${atEqualBrightness(agn, ['C-thin', isThin], ['Soft-C', isSoftC])}`,
    }),
    ...redshiftItems(agn),
  ];
}

function redshiftItems(agn: readonly TestSource[]): ReportItem[] {
  const slope = recallSlope(agn, redshift);
  const far = shareAmong(agn, recall, ({ z }) => z > 4);
  return [
    report(claims.J20, slope, { why: 'The text says it increases slightly, Figure 14j that it does not change.' }),
    judgeStatement(
      claims.H7,
      `${slopeText(slope)} points per unit of z; z > 4: ${shareText(far)}`,
      slope.interval[1] >= 0 && slope.value < slightSlope,
      {
        why: () =>
          'Columns grow with redshift in the population, and absorbed AGN have fewer counts. Among AGN with columns below 1e22 cm^-2 ' +
          `the slope is ${slopeText(recallSlope(agn, redshift, ({ nH }) => nH < 1))}, among those with more than 300 counts ` +
          `${slopeText(recallSlope(agn, redshift, ({ netCounts }) => netCounts > 300))} points per unit of z.`,
      },
    ),
  ];
}

/** Items on the Fe-K line. */
export function lineItems(agn: readonly TestSource[]): ReportItem[] {
  const recallOf = (selection: Selection) => shareAmong(agn, recall, selection);
  const [none, weak, strong] = [recallOf(hasNoLine), recallOf(({ EW }) => EW < 1000), recallOf(hasStrongLine)];
  const position = recallSlope(agn, lineEnergy, ({ EW }) => EW > 0);
  return [
    judgeStatement(
      claims['H8.width'],
      `without ${shareText(none)}, below 1 keV ${shareText(weak)}, from 2 keV on ${shareText(strong)}`,
      isAbove(strong, none) && isAbove(strong, weak),
      {
        why: () =>
          `${atEqualBrightness(agn, ['without a line', hasNoLine], ['from 2 keV on', hasStrongLine])} A likely reason: a line brings a ` +
          'few counts, spread in energy by redshift, and with raw counts the L1 term holds weights of channels with few counts near zero.',
      },
    ),
    judgeStatement(
      claims['H8.position'],
      `${slopeText(position)} points per keV`,
      position.interval[0] <= 0 && position.interval[1] >= 0,
      {
        why: () =>
          'The energy of the line is the redshift in other words, and recall changes with that for AGN without a line too: ' +
          `${slopeText(recallSlope(agn, lineEnergy, hasNoLine))} points per keV of 6.4 keV / (1 + z).`,
      },
    ),
  ];
}

/** Items of section 4.1: soft and hard AGN by column density and brightness. nH in 1e22 cm^-2, EW in eV. */
export function softAgnItems(agn: readonly TestSource[]): ReportItem[] {
  const recallOf = (selection: Selection) => shareAmong(agn, recall, selection);
  const isUnabsorbed: Selection = ({ nH }) => nH <= 0.1;
  const isNear1e22: Selection = ({ nH }) => nH >= 0.5 && nH < 2;
  const isSoft: Selection = ({ Gamma }) => Gamma > 2;
  const isSoftNear1e22: Selection = (source) => isNear1e22(source) && isSoft(source);
  const isHardNear1e22: Selection = (source) => isNear1e22(source) && source.Gamma < 2;
  const hasLine: Selection = ({ EW }) => EW >= 1500;
  const isBright: Selection = ({ netCounts }) => netCounts >= 3000;
  const bright = recallOf((source) => isSoft(source) && isBright(source));
  const lined = recallOf((source) => isSoft(source) && hasLine(source));
  const neither = recallOf((source) => isSoft(source) && !isBright(source) && !hasLine(source));
  // The recall depends on the brightness of a group, and the relation of fluxes, columns and indices is assumed here.
  const byCounts = (selection: Selection) => {
    const between = (from: number, to: number) =>
      shareText(recallOf((source) => selection(source) && source.netCounts > from && source.netCounts <= to));
    return `Up to 300 counts it is ${between(0, 300)}, from 300 to 1000 ${between(300, 1000)}, above ${between(1000, Infinity)}.`;
  };
  const recallItem = (claim: (typeof claims)['H20' | 'H21.soft' | 'H21.hard'], selection: Selection, more = () => '') =>
    judgeNumber(claim, percentValue(recallOf(selection)), { why: () => byCounts(selection) + more() });
  return [
    recallItem(
      claims.H20,
      isUnabsorbed,
      () =>
        ` Those with a photon index above 2 alone: ${shareText(recallOf((source) => isUnabsorbed(source) && isSoft(source)))}. How ` +
        'fluxes, columns and indices of the AGN go together is assumed here, which decides how bright these are.',
    ),
    recallItem(claims['H21.soft'], isSoftNear1e22),
    recallItem(claims['H21.hard'], isHardNear1e22),
    judgeStatement(
      claims.H22,
      `3000 counts: ${shareText(bright)}; 1.5 keV: ${shareText(lined)}; neither: ${shareText(neither)}`,
      bright.value > 0.9 && lined.value > 0.9 && neither.value < 0.9,
      {
        why: () =>
          atEqualBrightness(
            agn,
            ['photon index above 2, with 1.5 keV', (source) => isSoft(source) && hasLine(source)],
            ['without a line', (source) => isSoft(source) && hasNoLine(source)],
          ),
      },
    ),
  ];
}
