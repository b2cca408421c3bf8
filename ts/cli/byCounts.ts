import { pairedGap, reliabilityByCounts, rowsByCounts } from '../metrics/index.js';
import { formatTable } from './table.js';

/** A row of the table by net counts: measures with both classes weighted equally, shares from 0 to 1. */
export interface CountsRow {
  low: number;
  /** Infinity for none. */
  high: number;
  spectra: number;
  balancedAccuracy: number;
  brierScore: number;
  expectedCalibrationError: number;
  /** The calibration error of a perfect classifier for as many spectra. */
  perfectCalibrationError: { mean: number; sd: number };
  /** Balanced accuracy of the ceiling, and the paired difference to it with its standard error. */
  ceiling?: number;
  gap?: number;
  gapError?: number;
}

interface Classified {
  /** 1 for an AGN. */
  labels: ArrayLike<number>;
  /** Of an AGN. */
  probabilities: ArrayLike<number>;
  netCounts: ArrayLike<number>;
  threshold: number;
  /** The ceiling's probabilities of an AGN. */
  ceiling?: ArrayLike<number>;
}

const verdicts = (probabilities: ArrayLike<number>, threshold: number): Int16Array =>
  Int16Array.from(probabilities, (p) => (Number.isNaN(p) ? -1 : p >= threshold ? 1 : 0));

/** The rows of the table, one a bin of net counts. */
export function countsRows({ labels, probabilities, netCounts, threshold, ceiling }: Classified): CountsRow[] {
  const bins = rowsByCounts(netCounts);
  const best = ceiling && reliabilityByCounts(labels, ceiling, netCounts, { draws: 0 });
  return reliabilityByCounts(labels, probabilities, netCounts).map((bin, k) => {
    const { low, high, count, balancedAccuracy, brierScore, calibrationError, perfect } = bin;
    const { rows } = bins[k];
    const at = (values: ArrayLike<number>) => Float64Array.from(rows, (row) => values[row]);
    const paired = ceiling && pairedGap(at(labels), verdicts(at(ceiling), 0.5), verdicts(at(probabilities), threshold));
    return {
      ...{ low, high, spectra: count, balancedAccuracy, brierScore },
      ...{ expectedCalibrationError: calibrationError, perfectCalibrationError: perfect },
      ...(paired && { ceiling: best![k].balancedAccuracy, gap: paired.balancedGap, gapError: paired.balancedError }),
    };
  });
}

const percent = (value: number | undefined, digits = 1): string =>
  value === undefined || Number.isNaN(value) ? '-' : (100 * value).toFixed(digits);

/** The table for a terminal, in per cent. */
export function countsTable(rows: readonly CountsRow[]): string {
  const hasCeiling = rows.some(({ ceiling }) => ceiling !== undefined);
  return formatTable(
    [
      ...['net counts', 'spectra', 'accuracy'],
      ...(hasCeiling ? ['ceiling', 'gap', '+-'] : []),
      ...['calibration error', 'of a perfect one', 'Brier'],
    ],
    rows.map((row) => [
      row.high === Infinity ? `over ${row.low}` : `${row.low} to ${row.high}`,
      String(row.spectra),
      percent(row.balancedAccuracy),
      ...(hasCeiling ? [percent(row.ceiling), percent(row.gap, 2), percent(row.gapError, 2)] : []),
      ...[percent(row.expectedCalibrationError), percent(row.perfectCalibrationError.mean)],
      Number.isNaN(row.brierScore) ? '-' : row.brierScore.toFixed(3),
    ]),
  );
}
