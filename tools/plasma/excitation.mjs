// Rates of electron impact: effective collision strengths from the scaled tables of Burgess & Tully (1992, A&A 254, 436)
// and the rate coefficients they give.
import { kB, rydberg } from './constants.mjs';
import { spline } from './interpolate.mjs';

/** Effective collision strength as a function of T (K), from a row of scups or splups. */
export function collisionStrength({ rydberg: energy, type, scale, x, y }) {
  const interpolated = spline(x, y);
  return (temperature) => {
    const t = (temperature * kB) / rydberg / energy;
    const scaled = type === 1 || type === 4 ? 1 - Math.log(scale) / Math.log(t + scale) : t / (t + scale);
    const value = interpolated(Math.min(Math.max(scaled, 0), 1));
    const unscaled = {
      1: () => value * Math.log(t + Math.E),
      2: () => value,
      3: () => value / (t + 1),
      4: () => value * Math.log(t + scale),
      5: () => value / t,
      6: () => 10 ** value,
    }[type];
    if (!unscaled) throw new Error(`collision strength of unknown type ${type}`);
    return Math.max(unscaled(), 0);
  };
}

/** cm3/s from a lower level of the given weight, as a function of T (K). */
export function excitationRate(row, weight) {
  const strength = collisionStrength(row);
  return (temperature) =>
    (8.629e-6 / Math.sqrt(temperature) / weight) *
    strength(temperature) *
    Math.exp((-row.rydberg * rydberg) / (kB * temperature));
}
