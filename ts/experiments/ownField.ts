import { confusionMatrix, type Metrics, metricsOf } from '../metrics/index.js';
import type { ReportValue } from '../report/types.js';
import { mainRun, variantCost } from './ablation.js';
import type { Context, Experiment } from './context.js';
import { recipes, type SetName } from './data.js';
import { coupShare } from './instrument.js';
import { meanPercent, overIterations, reportedItem, valueText } from './measure.js';
import { trainIteration } from './trained.js';

const trainingSets = ['reduced', 'own-field'] as const;
const testSets = ['test-shared', 'test-own-field', 'test-swapped'] as const satisfies readonly SetName[];

/** Each iteration's mean metrics on each test set. */
type Applied = Record<(typeof testSets)[number], { metrics: Metrics }[]>;

/** Item J13: do responses of their own, one for each class, give the class away? */
export const ownField: Experiment = {
  id: 'own-field',
  title: 'Responses of the two fields: does the instrument give the class away?',
  place: 'Section 2 and 3.6 (contradictory)',
  cost: (config) => variantCost(config) + config.ablationIterations * config.responseSpectra * 2e-4,
  async run(context) {
    await mainRun(context, 'reduced'); // its models are needed below, and are steps of their own
    const results = {} as Record<(typeof trainingSets)[number], Applied[]>;
    for (const set of trainingSets) results[set] = await applied(context, set);
    const of = (
      set: (typeof trainingSets)[number],
      test: (typeof testSets)[number],
      metric: keyof Metrics,
    ): ReportValue => overIterations(results[set], (iteration) => meanPercent(iteration[test], metric));
    const accuracy = (set: (typeof trainingSets)[number], test: (typeof testSets)[number]) => of(set, test, 'accuracy');
    // Iteration by iteration, as the networks of one are the same for both test sets.
    const between = (set: (typeof trainingSets)[number]): ReportValue =>
      overIterations(
        results[set],
        (iteration) =>
          meanPercent(iteration['test-own-field'], 'accuracy') - meanPercent(iteration['test-swapped'], 'accuracy'),
      );
    const [leak, control] = [between('own-field'), between('reduced')];
    return {
      id: this.id,
      title: this.title,
      place: this.place,
      text: [
        'The paper simulates each class with the responses of its own field (COUP of January 2003, CDFS of 1999-2000), and elsewhere says that ' +
          'the models are trained on the COUP responses. If each class has an instrument of its own, a network may learn the instrument. All ' +
          'main experiments here use one response for both classes.',
        `The field responses are not embedded. For COUP the effective area is taken ${(100 * coupShare).toFixed(0)} % of the way from that of 2000 ` +
          'to that of 2018, as if the contamination of the filter had grown evenly; it grew faster at first, so that the true leak may be larger. ' +
          'Backgrounds are the same for both classes here, those of the two fields are not.',
        `Trained with own-field responses, the accuracy is ${valueText(accuracy('own-field', 'test-own-field'))} % on own-field test spectra, ` +
          `${valueText(accuracy('own-field', 'test-shared'))} % with one response and ${valueText(accuracy('own-field', 'test-swapped'))} % with the responses swapped.`,
      ],
      items: [
        reportedItem(
          'J13.leak',
          'Accuracy on own-field minus swapped test spectra, models trained with own-field responses',
          '% points',
          leak,
          `Models trained with one response have ${valueText(control, 2)} points between the same two test sets: that much is what the responses do to ` +
            'the spectra. What is beyond it, if more than the scatter of the iterations, is what the network learnt of the instrument.',
        ),
        reportedItem(
          'J13.gain',
          'Accuracy trained and tested with own-field responses minus trained and tested with one response',
          '% points',
          { value: accuracy('own-field', 'test-own-field').value - accuracy('reduced', 'test-shared').value },
        ),
      ],
      tables: [
        {
          id: 'own-field',
          caption:
            'Reduced background, test spectra of other sources than those of the training, in %: mean ± standard deviation over the iterations compared.',
          columns: ['trained on', 'tested on', 'accuracy', 'recall', 'TNR', 'balanced accuracy'],
          rows: trainingSets.flatMap((set) =>
            testSets.map((test) => [
              set === 'reduced' ? 'one response' : 'own-field responses',
              recipes[test].title.replace('test set, ', ''),
              ...(['accuracy', 'recall', 'tnr', 'balancedAccuracy'] as const).map((metric) =>
                valueText(of(set, test, metric)),
              ),
            ]),
          ),
        },
      ],
      figures: [],
    };
  },
};

async function applied(context: Context, set: (typeof trainingSets)[number]): Promise<Applied[]> {
  const { ablationIterations, ablationModels, cvSplits, iterations } = context.config;
  const out: Applied[] = [];
  for (let i = 0; i < Math.min(ablationIterations, iterations); i++) {
    const trained =
      set === 'reduced' ? (await context.trained(set, i)).classifiers.slice(0, ablationModels) : undefined;
    out.push(
      await context.step<Applied>(`own-field-${set}-${i}`, async () => {
        const models = Math.min(ablationModels, cvSplits);
        const classifiers = trained ?? (await trainIteration(context, set, i, {}, models)).classifiers;
        const result = {} as Applied;
        for (const test of testSets) {
          const { dataset } = await context.data.get(test);
          result[test] = [];
          for (const classifier of classifiers) {
            const { verdicts } = await classifier.predict(dataset, {
              threads: context.threads,
              signal: context.signal,
            });
            result[test].push({ metrics: metricsOf(confusionMatrix(dataset.labels, verdicts)) });
          }
        }
        return result;
      }),
    );
  }
  return out;
}
