// Numbers and tables of the bench, for the terminal.

const perSecond = { '/s': 1, 'k/s': 1e3, 'M/s': 1e6 };
const each = { ns: 1e9, us: 1e6, ms: 1e3, s: 1 };

/** Seconds an item in a case's unit. */
export const inUnit = (seconds, unit) => (unit in each ? seconds * each[unit] : 1 / seconds / perSecond[unit]);

export const figures = (value, digits = 3) => {
  const rounded = Number(value.toPrecision(digits));
  return rounded >= 1000 ? rounded.toLocaleString('en') : String(rounded);
};

export const withUnit = (seconds, { unit, item }) =>
  unit in each ? `${figures(inUnit(seconds, unit))} ${unit}/${item}` : `${figures(inUnit(seconds, unit))} ${unit}`;

export const ratio = ({ median, min, max }) => `${figures(median)} (${figures(min)}-${figures(max)})`;

/** Rows of text as columns; the first column is set left, the others right. */
export function columns(rows) {
  const widths = rows[0].map((_, i) => Math.max(...rows.map((row) => row[i].length)));
  return rows
    .map((row) => row.map((cell, i) => (i ? cell.padStart(widths[i]) : cell.padEnd(widths[i]))).join('  '))
    .join('\n');
}

export function tableOf(results) {
  const rows = [['', 'median', 'xsift is faster by (min-max)']];
  for (const result of results) {
    rows.push([result.name, withUnit(result.seconds.median, result), '']);
    for (const peer of result.peers)
      rows.push([`  ${peer.name} ${peer.version ?? ''}`, withUnit(peer.seconds.median, result), ratio(peer.times)]);
    for (const { name, reason } of result.skipped) rows.push([`  ${name}`, 'skipped', '']) && reason;
  }
  return columns(rows);
}
