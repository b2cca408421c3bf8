import type { Metrics } from '../../../metrics/index.js';
import type { ReportValue } from '../../../report/index.js';
import { claims } from '../../claims/claims.js';
import { report, valueText } from '../../claims/judging.js';
import { recipes } from '../../run/recipes.js';
import { coupShare } from '../../run/responses.js';
import type { Judgement } from '../../run/section.js';
import { gainOver, type Iteration, percentOver } from '../../statistics/iterations.js';
import { type OwnFieldNumbers, type TestSet, type TrainingSet, testSets, trainingSets } from './compute.js';

const trainedOn: Record<TrainingSet, string> = { reduced: 'one response', 'own-field': 'own-field responses' };

/** Reports item J13: whether networks recognise the class by its response, if each class has a response of its own. */
export function judge(numbers: OwnFieldNumbers): Judgement {
  const iterations = (set: TrainingSet, test: TestSet): Iteration[] =>
    numbers[set].map((applied) => ({ models: applied[test] }));
  const percent = (set: TrainingSet, test: TestSet, metric: keyof Metrics = 'accuracy'): ReportValue =>
    percentOver(iterations(set, test), metric);
  const leak = (set: TrainingSet): ReportValue =>
    gainOver(iterations(set, 'test-own-field'), iterations(set, 'test-swapped'), 'accuracy');
  return {
    text: paragraphs((test) => percent('own-field', test)),
    items: [
      report(claims['J13.leak'], leak('own-field'), {
        why:
          `Models trained with one response have ${valueText(leak('reduced'), 2)} points between the same two test sets: that much is what ` +
          'the responses do to the spectra. What is beyond it, if more than the scatter of the iterations, is what the network learnt of the ' +
          'instrument.',
      }),
      report(claims['J13.gain'], {
        value: percent('own-field', 'test-own-field').value - percent('reduced', 'test-shared').value,
      }),
    ],
    tables: [
      {
        id: 'own-field',
        caption:
          'Reduced background, test spectra of other sources than those of the training, in %: mean ± standard deviation over the iterations compared.',
        columns: ['trained on', 'tested on', 'accuracy', 'recall', 'TNR', 'balanced accuracy'],
        rows: trainingSets.flatMap((set) =>
          testSets.map((test) => [
            trainedOn[set],
            recipes[test].title.replace('test set, ', ''),
            ...(['accuracy', 'recall', 'tnr', 'balancedAccuracy'] as const).map((metric) =>
              valueText(percent(set, test, metric)),
            ),
          ]),
        ),
      },
    ],
  };
}

const paragraphs = (accuracy: (test: TestSet) => ReportValue): string[] => [
  'The paper simulates each class with the responses of its own field (COUP of January 2003, CDFS of 1999-2000), and elsewhere says that ' +
    'the models are trained on the COUP responses. If each class has an instrument of its own, a network may learn the instrument. All ' +
    'main experiments here use one response for both classes.',
  `The field responses are not embedded. For COUP the effective area is taken ${(100 * coupShare).toFixed(0)} % of the way from that of 2000 ` +
    'to that of 2018, as if the contamination of the filter had grown evenly; it grew faster at first, so that the true leak may be larger. ' +
    'Backgrounds are the same for both classes here, those of the two fields are not.',
  `Trained with own-field responses, the accuracy is ${valueText(accuracy('test-own-field'))} % on own-field test spectra, ` +
    `${valueText(accuracy('test-shared'))} % with one response and ${valueText(accuracy('test-swapped'))} % with the responses swapped.`,
];
