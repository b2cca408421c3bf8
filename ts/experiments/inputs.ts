import { meanAndSd } from '../metrics/index.js';
import type { InputConvention } from '../network/index.js';
import type { ReportItem, ReportTable } from '../report/types.js';
import { inputVariant, isSame, ownDefault, type VariantIteration, variantCost } from './ablation.js';
import type { Context, Experiment } from './context.js';
import { recipes } from './data.js';
import { meanPercent, overIterations, reportedItem, tableMetrics, valueText } from './measure.js';
import { paperRows, type TableSet, tableSets } from './paperTable.js';

const convention = (
  counts: InputConvention['counts'],
  scale: InputConvention['scale'] = 'none',
  transform: InputConvention['transform'] = 'none',
  standardise = false,
): InputConvention => ({ counts, scale, transform, standardise });

/** Every convention that is compared (item K2), and its name. */
const conventions: { name: string; input: InputConvention }[] = [
  { name: 'total counts', input: convention('total') },
  { name: 'net counts', input: convention('net') },
  { name: 'net counts per ks', input: convention('net', 'rate') },
  { name: 'unit sum', input: convention('net', 'unit') },
  { name: 'unit sum x channels', input: convention('net', 'unit-channels') },
  { name: 'log1p of total counts', input: convention('total', 'none', 'log1p') },
  { name: 'square root of total counts', input: convention('total', 'none', 'sqrt') },
  { name: 'total counts, standardised', input: convention('total', 'none', 'none', true) },
  { name: 'unit sum, standardised', input: ownDefault },
];

interface Tried {
  name: string;
  input: InputConvention;
  bySet: Record<TableSet, VariantIteration[]>;
}

/** What the paper does not say: how spectra become inputs. */
export const inputs: Experiment = {
  id: 'inputs',
  title: 'Input conventions',
  place: 'Section 2.1 (not given)',
  // All but the main run's and the two that Table 1 has had.
  cost: (config) => variantCost(config) * (conventions.length - 3) * tableSets.length,
  async run(context) {
    const tried: Tried[] = conventions.map(({ name, input }) => ({ name, input, bySet: {} as Tried['bySet'] }));
    // One dataset after the other, as one at a time is kept.
    for (const set of tableSets) for (const one of tried) one.bySet[set] = await inputVariant(context, set, one.input);
    return {
      id: this.id,
      title: this.title,
      place: this.place,
      text: words(context, tried),
      items: tableSets.flatMap((set) => itemsOf(set, tried)),
      tables: tableSets.map((set) => tableOf(context, set, tried)),
      figures: [],
    };
  },
};

const accuracyOf = (one: Tried, set: TableSet) =>
  overIterations(one.bySet[set], ({ models }) => meanPercent(models, 'accuracy'));

const best = (tried: Tried[], set: TableSet): Tried =>
  tried.toSorted((a, b) => accuracyOf(b, set).value - accuracyOf(a, set).value)[0];

function itemsOf(set: TableSet, tried: Tried[]): ReportItem[] {
  const first = best(tried, set);
  const values = tried.map((one) => accuracyOf(one, set).value);
  return [
    reportedItem(
      `K2.${set}`,
      `${recipes[set].title}: accuracy under ${tried.length} input conventions, lowest to highest`,
      '%',
      `${Math.min(...values).toFixed(1)} to ${Math.max(...values).toFixed(1)} (${first.name}); the paper has ${valueText(paperRows[set].accuracy)}`,
    ),
  ];
}

function tableOf({ config }: Context, set: TableSet, tried: Tried[]): ReportTable {
  return {
    id: `inputs-${set}`,
    caption:
      `Table 1's row for ${recipes[set].title} under each input convention, in %: mean ± standard deviation over ${config.ablationIterations} iterations of ` +
      `${config.ablationModels} networks each, same spectra and first weights. Epochs: run, and those after which the weights were the best. ` +
      'Marked *: the convention of the other experiments.',
    columns: ['inputs', ...tableMetrics.map(([, name]) => name), 'balanced accuracy', 'epochs run', 'best epoch'],
    rows: tried.map(({ name, input, bySet }) => {
      const models = bySet[set].flatMap((iteration) => iteration.models);
      const mean = (of: 'epochsRun' | 'bestEpoch') => meanAndSd(models.map((model) => model[of])).mean.toFixed(0);
      return [
        `${name}${isSame(input, config.input) ? ' *' : ''}`,
        ...[...tableMetrics.map(([metric]) => metric), 'balancedAccuracy' as const].map((metric) =>
          valueText(overIterations(bySet[set], (iteration) => meanPercent(iteration.models, metric))),
        ),
        mean('epochsRun'),
        mean('bestEpoch'),
      ];
    }),
  };
}

function words({ config }: Context, tried: Tried[]): string[] {
  const find = (input: InputConvention) => tried.find((one) => isSame(one.input, input));
  const [own, raw, unit] = [find(ownDefault)!, tried[0], tried[3]];
  const gains = tableSets.map((set) => accuracyOf(own, set).value - accuracyOf(raw, set).value);
  const main = find(config.input)?.name ?? 'of the config';
  return [
    'The paper does not say whether the inputs are total or net counts, or rescaled. The other experiments use one convention ' +
      `(${main}); here each is tried on the same spectra.`,
    'Raw counts let a network use how bright a source is: at equal fluxes stars have more counts, which is a property of this sample and not ' +
      'of stars. The scale of the inputs also sets how strong the L1 term is: shares of counts that sum to 1 are about 1/527 each, and ' +
      `lambda = ${config.training.l1} then holds the weights near zero (accuracy ${valueText(accuracyOf(unit, 'reduced'))} % with reduced background).`,
    'The package by itself uses shares of the net counts, standardised: brightness is then no input, so that a classifier holds for samples of ' +
      'other depth; the background is taken off; and few epochs are needed. Against total counts its accuracy is ' +
      `${tableSets.map((set, i) => `${gains[i] >= 0 ? '+' : ''}${gains[i].toFixed(1)} (${recipes[set].title})`).join(', ')} points.`,
  ];
}
