import type { ReportItem, ReportTable } from '../../../report/index.js';
import { claims } from '../../claims/claims.js';
import { judgeStatement, valueText } from '../../claims/judging.js';
import type { ReproduceConfig } from '../../run/config.js';
import type { Judgement } from '../../run/section.js';
import type { BackgroundNumbers, CountRatios, DistributionNumbers, MeanSpectra } from './compute.js';

/**
 * The range that counts as about 5, and the percentage that counts as many spectra. Our choice, as the paper gives no
 * limits.
 */
const aboutFive = [4, 6];
const many = 10;

/** Compares the simulated spectra with the paper. */
export function judge({ background, spectra, ratios }: DistributionNumbers, config: ReproduceConfig): Judgement {
  return {
    text: [
      `Each dataset has ${config.spectraPerClass} sources of each class with the same 0.5-10 keV fluxes in both classes, through one ` +
        'response. Figures 9 and 11 show all of them, the others those above the cut in net counts.',
      `Stars have ${valueText(ratios.mean, 2)} times the counts of AGN on average (medians: ${valueText(ratios.full, 2)}), ` +
        'where the paper has a factor of about 5. The table shows what other ways to match the fluxes would give.',
    ],
    items: [bumpItem(spectra), countItem(ratios), backgroundItem(background.observed)],
    tables: [matchTable(ratios)],
  };
}

const bumpItem = ({ excess }: MeanSpectra): ReportItem =>
  judgeStatement(
    claims['G8.bumps'],
    `${valueText(excess, 3)}; above 1 by two standard deviations`,
    excess.value - 2 * (excess.sd ?? 0) > 1,
  );

const countItem = ({ mean, full, above2keV, above4keV, unmatched }: CountRatios): ReportItem =>
  judgeStatement(
    claims.B17,
    `${valueText(mean, 2)} (medians ${valueText(full, 2)}); about 5: ${aboutFive.join(' to ')}`,
    mean.value >= aboutFive[0] && mean.value <= aboutFive[1],
    {
      why: () =>
        'Softness alone does not give a factor of 5 where 0.5-10 keV fluxes are the same. By medians, fluxes matched in 2-10 keV would ' +
        `give ${valueText(above2keV)}, in 4-10 keV ${valueText(above4keV)}; stars that are not matched at all but keep the fluxes ` +
        `of the Orion nebula ${valueText(unmatched)}. A factor of 5 needs fluxes that are not the same in 0.5-10 keV.`,
    },
  );

function backgroundItem({ spectra, loud }: BackgroundNumbers): ReportItem {
  const share = loud / spectra;
  const percent = { value: 100 * share, sd: 100 * Math.sqrt((share * (1 - share)) / spectra) };
  return judgeStatement(claims.G10, `${valueText(percent)} %; many: above ${many} %`, percent.value > many, {
    why: () =>
      'the background has the rates of the COUP sources for both classes (data/background); those of the CDFS are not here.',
  });
}

const matchTable = (ratios: CountRatios): ReportTable => ({
  id: 'count-ratios',
  caption:
    'Median counts of stars over those of AGN (0.3-8 keV, no background) when fluxes are matched in another band, not at all, or for a part ' +
    'of the sources. Standard deviations by bootstrap over sources.',
  columns: ['fluxes matched in', 'stars / AGN'],
  rows: [
    ['0.5-10 keV (the paper, and here)', valueText(ratios.full, 2)],
    ['2-10 keV', valueText(ratios.above2keV, 2)],
    ['4-10 keV', valueText(ratios.above4keV, 2)],
    ['none: stars at 450 pc with fluxes of their own', valueText(ratios.unmatched, 2)],
    ['0.5-10 keV, stars below 1e21 cm-2 only', valueText(ratios.thinStars, 2)],
    ['0.5-10 keV, AGN above 1e23 cm-2 only', valueText(ratios.absorbedAgn, 2)],
  ],
});
