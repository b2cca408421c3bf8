import type { ReportItem } from '../report/types.js';
import { isAbove, measures, percentValue, type Share, shareOf, shareText, slopeOf } from './bins.js';
import { numberItem, reportedItem, statementItem } from './measure.js';
import type { TestSource } from './sourcesOf.js';

const { recall } = measures;
const isAgn = (source: TestSource): boolean => source.isAgn;

const calledPercent = ({ calledAgn }: TestSource): number => 100 * calledAgn;

const slopeText = ({ value, interval }: { value: number; interval: readonly [number, number] }): string =>
  `${value.toFixed(2)} (${interval.map((edge) => edge.toFixed(2)).join(' to ')})`;

/** Recall of two kinds of AGN among those with 300 to 1000 counts: what is left of a difference when brightness is about the same. */
function atEqualBrightness(
  agn: TestSource[],
  first: string,
  isFirst: (source: TestSource) => boolean,
  second: string,
  isSecond: (source: TestSource) => boolean,
): string {
  const alike = agn.filter(({ netCounts }) => netCounts > 300 && netCounts <= 1000);
  return `With 300 to 1000 counts recall is ${shareText(shareOf(alike.filter(isFirst), recall))} (${first}) and ${shareText(shareOf(alike.filter(isSecond), recall))} (${second}).`;
}

/** By absorption, photon index, model and redshift. */
export function agnItems(sources: TestSource[]): ReportItem[] {
  const agn = sources.filter(isAgn);
  const of = (test: (source: TestSource) => boolean) => shareOf(agn.filter(test), recall);
  const isThin = ({ softC, cThick }: TestSource) => !softC && !cThick;
  const [clear, absorbed] = [of((s) => isThin(s) && s.nH < 1), of((s) => isThin(s) && s.nH >= 1 && s.nH < 100)];
  const [hard, soft] = [of(({ Gamma }) => Gamma < 2), of(({ Gamma }) => Gamma >= 2)];
  const [thin, softC, thick] = [of(isThin), of(({ softC }) => softC === 1), of(({ cThick }) => cThick === 1)];
  const models = `C-thin ${shareText(thin)}, Soft-C ${shareText(softC)}, C-thick ${shareText(thick)}`;
  const slope = slopeOf(agn, ({ z }) => z, calledPercent);
  const high = of(({ z }) => z > 4);
  return [
    statementItem(
      'H3.recall',
      'Recall drops only slightly with the column, and is high again for C-thick AGN',
      'slight drop, then a rise',
      `${shareText(clear)} below 1e22 cm^-2, ${shareText(absorbed)} from 1e22 to 1e24, C-thick ${shareText(thick)}`,
      clear.value - absorbed.value < 0.1 && thick.high >= absorbed.value,
      {
        why: () =>
          `${atEqualBrightness(
            agn,
            'C-thin below 1e22 cm^-2',
            (s) => isThin(s) && s.nH < 1,
            'from 1e22 to 1e24',
            (s) => isThin(s) && s.nH >= 1 && s.nH < 100,
          )} What is lost there with the column is due to the shape; the rest to the number of counts.`,
      },
    ),
    fall('H5', 'Recall falls for AGN with a photon index from 2 on', hard, soft, 'below 2', 'from 2 on'),
    statementItem(
      'H6.thick',
      'Recall of C-thick AGN is above that of C-thin ones',
      'above',
      models,
      isAbove(thick, thin),
      {
        why: () => atEqualBrightness(agn, 'C-thin', isThin, 'C-thick', ({ cThick }) => cThick === 1),
      },
    ),
    statementItem(
      'H6.soft',
      'Recall of Soft-C AGN is above that of C-thin ones',
      'above',
      models,
      isAbove(softC, thin),
      {
        why: () =>
          `The soft component is assumed (3 % of the unabsorbed flux). ${atEqualBrightness(agn, 'C-thin', isThin, 'Soft-C', ({ softC }) => softC === 1)}`,
      },
    ),
    reportedItem(
      'J20',
      'Change of recall with redshift, per unit of z',
      '% points',
      slope,
      'The text says it increases slightly, Figure 14j that it does not change.',
    ),
    statementItem(
      'H7',
      'Recall is flat or rises slightly with redshift',
      '0 or slightly above',
      `${slopeText(slope)} points per unit of z; z > 4: ${shareText(high)}`,
      slope.interval[1] >= 0 && slope.value < 5,
      {
        why: () =>
          `Columns grow with redshift in the population, and absorbed AGN have fewer counts. Among AGN with columns below 1e22 cm^-2 the slope is ${slopeText(
            slopeOf(
              agn.filter(({ nH }) => nH < 1),
              ({ z }) => z,
              calledPercent,
            ),
          )}, among those with more than 300 counts ${slopeText(
            slopeOf(
              agn.filter(({ netCounts }) => netCounts > 300),
              ({ z }) => z,
              calledPercent,
            ),
          )} points per unit of z.`,
      },
    ),
  ];
}

/** By the Fe-K line. */
export function lineItems(sources: TestSource[]): ReportItem[] {
  const agn = sources.filter(isAgn);
  const of = (test: (source: TestSource) => boolean) => shareOf(agn.filter(test), recall);
  const [none, weak, strong] = [
    of(({ EW }) => Number.isNaN(EW)),
    of(({ EW }) => EW < 1000),
    of(({ EW }) => EW >= 2000),
  ];
  const lined = agn.filter(({ EW }) => EW > 0);
  const position = slopeOf(lined, ({ z }) => 6.4 / (1 + z), calledPercent);
  return [
    statementItem(
      'H8.width',
      'Recall rises with the equivalent width of the Fe-K line',
      'rises',
      `without ${shareText(none)}, below 1 keV ${shareText(weak)}, from 2 keV on ${shareText(strong)}`,
      isAbove(strong, none) && isAbove(strong, weak),
      {
        why: () =>
          `${atEqualBrightness(
            agn,
            'without a line',
            ({ EW }) => Number.isNaN(EW),
            'from 2 keV on',
            ({ EW }) => EW >= 2000,
          )} A likely reason: a line brings a few counts, spread in energy by redshift, and with raw counts the L1 term holds weights of channels with few counts near zero.`,
      },
    ),
    statementItem(
      'H8.position',
      'Recall does not depend on the energy of the line',
      'within errors',
      `${slopeText(position)} points per keV`,
      position.interval[0] <= 0 && position.interval[1] >= 0,
      {
        why: () =>
          `The energy of the line is the redshift in other words, and recall changes with that for AGN without a line too: ${slopeText(
            slopeOf(
              agn.filter(({ EW }) => Number.isNaN(EW)),
              ({ z }) => 6.4 / (1 + z),
              calledPercent,
            ),
          )} points per keV of 6.4 keV / (1 + z).`,
      },
    ),
  ];
}

/** Section 4.1: soft and hard AGN by column and brightness. */
export function softAgnItems(sources: TestSource[]): ReportItem[] {
  const agn = sources.filter(isAgn);
  const of = (test: (source: TestSource) => boolean) => shareOf(agn.filter(test), recall);
  const isNear = ({ nH }: TestSource, from: number, to: number) => nH >= from && nH < to;
  const clear = of((s) => s.nH <= 0.1);
  const clearSoft = of((s) => s.nH <= 0.1 && s.Gamma > 2);
  const middleSoft = of((s) => isNear(s, 0.5, 2) && s.Gamma > 2);
  const middleHard = of((s) => isNear(s, 0.5, 2) && s.Gamma < 2);
  const softBright = of((s) => s.Gamma > 2 && s.netCounts >= 3000);
  const softLine = of((s) => s.Gamma > 2 && s.EW >= 1500);
  const softFaint = of((s) => s.Gamma > 2 && s.netCounts < 3000 && !(s.EW >= 1500));
  // How bright the sources of a group are matters, and how fluxes, columns and indices go together is assumed here.
  const byCounts = (isOne: (source: TestSource) => boolean) => {
    const part = (from: number, to: number) =>
      shareText(of((s) => isOne(s) && s.netCounts > from && s.netCounts <= to));
    return `Up to 300 counts it is ${part(0, 300)}, from 300 to 1000 ${part(300, 1000)}, above ${part(1000, Infinity)}.`;
  };
  return [
    numberItem(
      'H20',
      'Recall for columns up to 1e21 cm^-2, all photon indices',
      '%',
      { value: 98.5, sd: 0.5 },
      percentValue(clear),
      {
        why: () =>
          `${byCounts((s) => s.nH <= 0.1)} Those with a photon index above 2 alone: ${shareText(clearSoft)}. How fluxes, columns and ` +
          'indices of the AGN go together is assumed here, which decides how bright these are.',
      },
    ),
    numberItem(
      'H21.soft',
      'Recall for columns around 1e22 cm^-2 (0.5 to 2), photon index above 2',
      '%',
      { value: 72, sd: 2 },
      percentValue(middleSoft),
      { why: () => byCounts((s) => isNear(s, 0.5, 2) && s.Gamma > 2) },
    ),
    numberItem(
      'H21.hard',
      'Recall for columns around 1e22 cm^-2 (0.5 to 2), photon index below 2',
      '%',
      { value: 96, sd: 2 },
      percentValue(middleHard),
      { why: () => byCounts((s) => isNear(s, 0.5, 2) && s.Gamma < 2) },
    ),
    statementItem(
      'H22',
      'AGN with a photon index above 2 reach a recall of 90 % only with 3000 counts or an equivalent width of 1.5 keV',
      'above 90 % with either, below without',
      `3000 counts: ${shareText(softBright)}; 1.5 keV: ${shareText(softLine)}; neither: ${shareText(softFaint)}`,
      softBright.value > 0.9 && softLine.value > 0.9 && softFaint.value < 0.9,
      {
        why: () =>
          atEqualBrightness(
            agn,
            'photon index above 2, with 1.5 keV',
            (s) => s.Gamma > 2 && s.EW >= 1500,
            'without a line',
            (s) => s.Gamma > 2 && Number.isNaN(s.EW),
          ),
      },
    ),
  ];
}

/** A share that the paper says is lower on one side. */
export function fall(id: string, what: string, high: Share, low: Share, highName: string, lowName: string): ReportItem {
  return statementItem(
    id,
    what,
    'lower',
    `${highName}: ${shareText(high)}; ${lowName}: ${shareText(low)}`,
    isAbove(high, low),
    {
      why: () =>
        low.value < high.value
          ? 'Lower, but by no more than the 95 % intervals leave open.'
          : 'The two shares do not differ in this direction.',
    },
  );
}
