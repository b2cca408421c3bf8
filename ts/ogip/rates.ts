/** Counts behind rates. */
export interface RateCounts {
  counts: Float64Array;
  /** s: what the rates are counts per. */
  exposure: number;
}

/** Rates are stored in single precision, some written with six digits: a number this close to a whole one, relatively, is it. */
const RELATIVE = 2e-6;
/** Differences of up to this number of counts are rounding, whatever the number. */
const ABSOLUTE = 1e-3;
/** The most counts that the smallest rate is tried as. */
const MOST = 20;

const isWhole = (value: number): boolean => {
  const whole = Math.round(value);
  // What rounds to nothing is nothing only if it is 0.
  return whole === 0 ? value === 0 : Math.abs(value - whole) <= ABSOLUTE + RELATIVE * Math.abs(whole);
};

/**
 * The whole counts of a spectrum of rates (counts/s), and the time that they were counted in: the exposure if rate x exposure are
 * whole counts; else by the Poisson errors, as (rate / error)^2 = N; else the shortest time in which all rates are whole counts, the
 * smallest of at most 20. Some programs write rates with an EXPOSURE of 1 s, or with one that is not that of the rates.
 *
 * @param errors STAT_ERR, counts/s
 * @param isGood whether to look at a channel (QUALITY)
 * @returns undefined where the rates are no whole counts of any time: expected, corrected or background-subtracted ones
 */
export function countsOfRates(
  rates: Float64Array,
  { exposure, errors, isGood }: { exposure: number; errors?: Float64Array; isGood: (position: number) => boolean },
): RateCounts | undefined {
  const positions = [...rates.keys()].filter((i) => isGood(i) && rates[i] !== 0);
  const wholeFor = (time: number): RateCounts | undefined => {
    if (!(time > 0 && time < Infinity) || !positions.every((i) => isWhole(rates[i] * time))) return undefined;
    const counts = rates.map((rate) => {
      const value = rate * time;
      return isWhole(value) ? Math.round(value) : value;
    });
    return { counts, exposure: time };
  };
  const asSaid = wholeFor(exposure);
  if (asSaid || positions.some((i) => rates[i] < 0)) return asSaid;
  const byErrors = errors && wholeFor(timeOfErrors(rates, errors, positions));
  if (byErrors) return byErrors;
  for (let number = 1; number <= MOST; number++) {
    const found = wholeFor(timeOfLeast(rates, positions, number));
    if (found) return found;
  }
  return undefined;
}

/** rate / error^2, the same in all channels: the mean over them, each weighted by its counts. */
function timeOfErrors(rates: Float64Array, errors: Float64Array, positions: number[]): number {
  let [sum, weights] = [0, 0];
  for (const i of positions) {
    if (!(errors[i] > 0)) return Number.NaN;
    const time = rates[i] / errors[i] ** 2;
    sum += time * rates[i];
    weights += rates[i];
  }
  const mean = sum / weights;
  const isSame = positions.every((i) => Math.abs(rates[i] / errors[i] ** 2 / mean - 1) < 1e-3);
  return isSame ? refined(rates, positions, mean) : Number.NaN;
}

/** The time in which the smallest rate is so many counts; rates of few channels are whole counts of some time by chance. */
function timeOfLeast(rates: Float64Array, positions: number[], number: number): number {
  const least = positions.reduce((least, i) => Math.min(least, rates[i]), Infinity);
  const isTold = positions.length > 3 && new Set(positions.map((i) => Math.fround(rates[i]))).size > 2;
  return isTold ? refined(rates, positions, number / least) : Number.NaN;
}

/** A time to the precision of all rates together, as the errors and a single rate are rounded. */
function refined(rates: Float64Array, positions: number[], time: number): number {
  let [counts, rate] = [0, 0];
  for (const i of positions.toSorted((i, j) => rates[i] - rates[j])) {
    const now = counts > 0 ? counts / rate : time;
    counts += Math.round(rates[i] * now);
    rate += rates[i];
  }
  return counts > 0 ? counts / rate : Number.NaN;
}
