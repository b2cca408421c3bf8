import type { ReportItem, ReportTable, ReportValue } from '../../../report/index.js';
import { claims } from '../../claims/claims.js';
import { report, valueFrom, valueText } from '../../claims/judging.js';
import { recipes } from '../../run/recipes.js';
import type { Judgement } from '../../run/section.js';
import type { CeilingRow, Compared } from './compute.js';

/** Reports the gaps of the paper's networks and of the packaged classifier to the best possible verdict. */
export function judge(rows: CeilingRow[]): Judgement {
  return {
    text: [
      'The populations that the spectra were drawn from are known, so that Bayes’ theorem says how often any verdict can be right: each ' +
        `spectrum is compared with ${rows[0].templates.toLocaleString('en')} templates of each class through its response, their brightness ` +
        'left free and the background taken from the background region (templateBank). Networks, the classifier of the package and this ' +
        'bank see the same test spectra, those that the networks of the first iteration have not seen.',
      'Accuracy depends on the shares of the classes; balanced accuracy, gaps and calibration errors have both weighted equally. The gap is ' +
        'what the bank is right more often, in points; its error is that of the same spectra seen by both. The calibration error is the ' +
        'mean difference between probabilities and shares, which a perfect classifier does not have at 0 either, for so many spectra.',
    ],
    items: rows.flatMap(itemsOf),
    tables: [tableOf(rows)],
  };
}

/** The mean gap of the networks, %; its uncertainty is the error of one, as all see the same spectra. */
export function networkGap({ networks }: CeilingRow): ReportValue {
  const mean = (field: 'gap' | 'gapError') => valueFrom(networks.map((network) => 100 * network[field])).value;
  return { value: mean('gap'), sd: mean('gapError') };
}

const gapOf = ({ gap, gapError }: Compared): ReportValue => ({ value: 100 * gap, sd: 100 * gapError });

function itemsOf(row: CeilingRow): ReportItem[] {
  const { set, packaged } = row;
  return [
    report(claims[`N1.${set}`], networkGap(row), { why: significance(networkGap(row)) }),
    report(claims[`N2.${set}`], gapOf(packaged), { why: significance(gapOf(packaged)) }),
  ];
}

/** A gap against its error, in words. */
export function significance({ value, sd = 0 }: ReportValue): string {
  if (Math.abs(value) <= 2 * sd)
    return 'No more than two standard errors: as good as the best possible, as far as these spectra tell.';
  if (value < 0)
    return 'Better than the bank by more than two standard errors, which should not be: the templates may be too few.';
  return `${(value / sd).toFixed(0)} standard errors: information in the spectra is not used.`;
}

function tableOf(rows: readonly CeilingRow[]): ReportTable {
  const percent = (value: number) => (100 * value).toFixed(1);
  const cells = (compared: Compared) => [
    ...[percent(compared.accuracy), percent(compared.balancedAccuracy), valueText(gapOf(compared), 2)],
    `${percent(compared.calibrationError)} (${percent(compared.perfectError)})`,
  ];
  const meanOf = (networks: readonly Compared[]): Compared => {
    const mean = (field: keyof Compared) => valueFrom(networks.map((network) => network[field])).value;
    return {
      ...{ accuracy: mean('accuracy'), balancedAccuracy: mean('balancedAccuracy'), gap: mean('gap') },
      ...{ gapError: mean('gapError'), calibrationError: mean('calibrationError'), perfectError: mean('perfectError') },
    };
  };
  return {
    id: 'ceiling',
    caption:
      'Test spectra of the first iteration, in %: the bank is the best possible; the paper’s networks are the mean of those of the ' +
      'iteration. Gap to the bank ± paired error, points; calibration error, in brackets that of a perfect classifier.',
    columns: ['spectra', 'classifier', 'accuracy', 'balanced accuracy', 'gap', 'calibration error'],
    rows: rows.flatMap(({ set, spectra, bank, packaged, networks }) => {
      const title = `${recipes[set].title} (${spectra.toLocaleString('en')})`;
      return [
        [title, 'bank', ...cells(bank)],
        [title, 'classifier of the package', ...cells(packaged)],
        [title, 'networks of the paper', ...cells(meanOf(networks))],
      ];
    }),
  };
}
