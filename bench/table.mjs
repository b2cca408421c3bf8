// Numbers and tables of the bench, for the terminal.
import { limitOf } from './machine.mjs';

const perSecond = { '/s': 1, 'k/s': 1e3, 'M/s': 1e6 };
const unitsPerSecond = { ns: 1e9, us: 1e6, ms: 1e3, s: 1 };

/** Seconds an item in a case's unit. */
export const inUnit = (seconds, unit) =>
  unit in unitsPerSecond ? seconds * unitsPerSecond[unit] : 1 / seconds / perSecond[unit];

export const figures = (value, digits = 3) => {
  const rounded = Number(value.toPrecision(digits));
  return rounded >= 1000 ? rounded.toLocaleString('en') : String(rounded);
};

export const withUnit = (seconds, { unit, item }) =>
  unit in unitsPerSecond
    ? `${figures(inUnit(seconds, unit))} ${unit}/${item}`
    : `${figures(inUnit(seconds, unit))} ${unit}`;

export const ratio = ({ median, min, max }) => `${figures(median)} (${figures(min)}-${figures(max)})`;

/** Rows of text as columns; the first column is set left, the others right. */
export function columns(rows) {
  const widths = rows[0].map((_, i) => Math.max(...rows.map((row) => row[i].length)));
  return rows
    .map((row) => row.map((cell, i) => (i ? cell.padStart(widths[i]) : cell.padEnd(widths[i]))).join('  '))
    .join('\n');
}

export function tableOf({ results, roofline }) {
  const rows = [['', 'median', 'of the limit', 'xsift is faster by (min-max)']];
  for (const result of results) {
    const limit = result.roofline && limitOf(result.roofline, result.threads, roofline);
    const share = limit ? `${Math.round((100 * limit.seconds) / result.seconds.median)} % (${limit.by})` : '';
    rows.push([result.name, withUnit(result.seconds.median, result), share, '']);
    for (const peer of result.peers)
      rows.push([`  ${peer.name} ${peer.version ?? ''}`, withUnit(peer.seconds.median, result), '', ratio(peer.times)]);
    for (const { name } of result.skipped) rows.push([`  ${name}`, 'skipped', '', '']);
  }
  return columns(rows);
}
