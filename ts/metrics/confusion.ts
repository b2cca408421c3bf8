import { checkList, checkObject, checkWhole, ParameterError } from '../base/index.js';

/**
 * Numbers of spectra by true class and verdict; AGN are the positive class, stars the negative one (Hebbar & Heinke
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
  /**
   * Spectra without a verdict (no net counts). They are in none of the four numbers, and so in none of the {@link
   * Metrics}.
   */
  unclassified: number;
}

/**
 * @param labels true classes
 * @param verdicts verdict for each, the number of a class, or -1 for none
 * @param positive number of the positive class; all other classes together are the negative one
 * @throws ParameterError when the lengths differ.
 */
export function confusionMatrix(labels: ArrayLike<number>, verdicts: ArrayLike<number>, positive = 1): ConfusionMatrix {
  checkList('labels', labels, 'an array of class numbers');
  checkList('verdicts', verdicts, 'an array of class numbers');
  checkWhole('positive', positive);
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

/**
 * The measures of a classifier's performance (Hebbar & Heinke 2023, equations 2 to 6), shares from 0 to 1; NaN where
 * the denominator is 0. T and F: true and false; P and N: called AGN and called star.
 */
export interface Metrics {
  /** (TP + TN) / (TP + TN + FP + FN): share of right verdicts, eq. (2). */
  accuracy: number;
  /** TP / (TP + FN): share of AGN that are called AGN, eq. (3). */
  recall: number;
  /** TN / (TN + FP): true negative rate, share of stars that are called star, eq. (4). */
  tnr: number;
  /** TP / (TP + FP): share of AGN among those called AGN, eq. (5). */
  precision: number;
  /** TN / (TN + FN): negative predictive value, share of stars among those called star, eq. (6). */
  npv: number;
  /** (recall + TNR) / 2: the accuracy for equal numbers of both classes. */
  balancedAccuracy: number;
  /**
   * Matthews' correlation coefficient of true classes and verdicts, -1 to 1 (Matthews 1975, Biochim. Biophys. Acta 405,
   * 442).
   */
  mcc: number;
  /** Share of AGN among the classified spectra: precision, NPV and accuracy depend on it, so report it with them. */
  positiveShare: number;
}

/**
 * All metrics of a confusion matrix. A metric whose denominator is 0 is NaN: recall without AGN, TNR without stars,
 * precision if no spectrum was called AGN, NPV if none was called star, accuracy and positiveShare without spectra,
 * balancedAccuracy if a class has no spectra, and mcc if a class has no spectra or no verdicts.
 *
 * @throws ParameterError unless `matrix` is a confusion matrix.
 */
export function metricsOf(matrix: ConfusionMatrix): Metrics {
  checkObject('matrix', matrix, 'what confusionMatrix gives', 'truePositive', 'falseNegative', 'trueNegative');
  const { truePositive, falseNegative, trueNegative, falsePositive } = matrix;
  const [positives, negatives] = [truePositive + falseNegative, trueNegative + falsePositive];
  const recall = truePositive / positives;
  const tnr = trueNegative / negatives;
  return {
    accuracy: (truePositive + trueNegative) / (positives + negatives),
    recall,
    tnr,
    precision: truePositive / (truePositive + falsePositive),
    npv: trueNegative / (trueNegative + falseNegative),
    balancedAccuracy: (recall + tnr) / 2,
    mcc:
      (truePositive * trueNegative - falsePositive * falseNegative) /
      Math.sqrt((truePositive + falsePositive) * positives * negatives * (trueNegative + falseNegative)),
    positiveShare: positives / (positives + negatives),
  };
}
