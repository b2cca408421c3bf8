import { ParameterError } from '../native/index.js';

/**
 * How many spectra of each true class got which verdict; the positive class is AGN, the negative star (Hebbar & Heinke
 * 2023, section 2.2).
 */
export interface ConfusionMatrix {
  /** AGN called AGN. */
  truePositive: number;
  /** AGN called star. */
  falseNegative: number;
  /** Stars called star. */
  trueNegative: number;
  /** Stars called AGN. */
  falsePositive: number;
  /** Spectra without a verdict (no net counts). They are in none of the four numbers, so in no share below. */
  unclassified: number;
}

/**
 * @param labels true classes
 * @param verdicts verdict for each, the number of a class; -1 for none
 * @param positive number of the positive class; all others together are the negative one
 * @throws ParameterError when the lengths differ.
 */
export function confusionMatrix(labels: ArrayLike<number>, verdicts: ArrayLike<number>, positive = 1): ConfusionMatrix {
  if (labels.length !== verdicts.length)
    throw new ParameterError('verdicts', `there are ${verdicts.length} verdicts for ${labels.length} labels`);
  const matrix = { truePositive: 0, falseNegative: 0, trueNegative: 0, falsePositive: 0, unclassified: 0 };
  for (let i = 0; i < labels.length; i++) {
    const called = verdicts[i] === positive;
    if (verdicts[i] < 0) matrix.unclassified++;
    else if (labels[i] === positive) matrix[called ? 'truePositive' : 'falseNegative']++;
    else matrix[called ? 'falsePositive' : 'trueNegative']++;
  }
  return matrix;
}

/** (TP + TN) / all: share of right verdicts, eq. (2). NaN without spectra. */
export function accuracy({ truePositive, falseNegative, trueNegative, falsePositive }: ConfusionMatrix): number {
  return (truePositive + trueNegative) / (truePositive + falseNegative + trueNegative + falsePositive);
}

/** TP / (TP + FN): share of AGN that are called AGN, eq. (3). NaN without AGN. */
export const recall = ({ truePositive, falseNegative }: ConfusionMatrix): number =>
  truePositive / (truePositive + falseNegative);

/** TN / (TN + FP): true negative rate, share of stars that are called star, eq. (4). NaN without stars. */
export const tnr = ({ trueNegative, falsePositive }: ConfusionMatrix): number =>
  trueNegative / (trueNegative + falsePositive);

/** TP / (TP + FP): share of AGN among those called AGN, eq. (5). NaN when none is called AGN. */
export const precision = ({ truePositive, falsePositive }: ConfusionMatrix): number =>
  truePositive / (truePositive + falsePositive);

/** TN / (TN + FN): negative predictive value, share of stars among those called star, eq. (6). NaN when none is. */
export const npv = ({ trueNegative, falseNegative }: ConfusionMatrix): number =>
  trueNegative / (trueNegative + falseNegative);

/** (recall + TNR) / 2: accuracy as if both classes were equally many. NaN unless both classes are there. */
export const balancedAccuracy = (matrix: ConfusionMatrix): number => (recall(matrix) + tnr(matrix)) / 2;

/** Share of AGN among the classified spectra. Precision, NPV and accuracy depend on it; report it beside them. */
export function positiveShare({ truePositive, falseNegative, trueNegative, falsePositive }: ConfusionMatrix): number {
  return (truePositive + falseNegative) / (truePositive + falseNegative + trueNegative + falsePositive);
}

/** The numbers by which a classifier is judged, each a share from 0 to 1; NaN where nothing can be divided by. */
export interface Metrics {
  accuracy: number;
  recall: number;
  tnr: number;
  precision: number;
  npv: number;
  balancedAccuracy: number;
  positiveShare: number;
}

/** All metrics of a confusion matrix at once. */
export const metricsOf = (matrix: ConfusionMatrix): Metrics => ({
  accuracy: accuracy(matrix),
  recall: recall(matrix),
  tnr: tnr(matrix),
  precision: precision(matrix),
  npv: npv(matrix),
  balancedAccuracy: balancedAccuracy(matrix),
  positiveShare: positiveShare(matrix),
});
