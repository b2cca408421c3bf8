// Ionisation equilibrium: CHIANTI's fractions of each ion, interpolated in the logarithm.
import { join } from 'node:path';
import { readIonFractions } from './chianti.mjs';
import { spline } from './interpolate.mjs';

export function ionFractions(root, name = 'ioneq/chianti.ioneq') {
  const table = readIonFractions(join(root, name));
  /** Fractions of an ion (stage 1: neutral) at each log10 T. */
  return (element, stage, logT) => {
    const fractions = table.fractionsOf(element, stage);
    if (!fractions) return logT.map(() => 0);
    const logs = fractions.map((fraction) => Math.log(Math.max(fraction, 1e-30)));
    const at = spline(table.logT, logs);
    return logT.map((value) => Math.exp(at(value)));
  };
}
