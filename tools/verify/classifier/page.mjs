// docs/classifier.md from the numbers of a run: tables in the places of the template. Pure.
import { fillTemplate, markdownTable } from '../page.mjs';
import { names } from './contenders.mjs';
import { marksOf } from './judge.mjs';

/** A share in per cent; a dash for none. */
const percent = (value, digits = 1) => (value === null || value === undefined ? '–' : (100 * value).toFixed(digits));
const withError = (value, error) =>
  value === null ? '–' : `${value < 0 ? '−' : ''}${(100 * Math.abs(value)).toFixed(2)} ± ${(100 * error).toFixed(2)}`;
const grouped = (value) => value.toLocaleString('en');
const range = ({ low, high }) => (high === null ? `over ${grouped(low)}` : `${grouped(low)}–${grouped(high)}`);

const shown = /** @type {const} */ (['default', 'paper', 'bank']);
const find = (sets, response, background) =>
  sets.find((set) => set.response === response && set.background === background);

function summaryTable(sets) {
  const rows = sets.map(({ title, background, classifiers }) => [
    ...[title, background, grouped(classifiers.ceiling.bright.count)],
    ...['ceiling', ...shown].map((name) => percent(classifiers[name].bright?.accuracy, 2)),
    ...shown.map((name) => {
      const { bright } = classifiers[name];
      return bright ? withError(bright.balancedGap, bright.balancedError) : '–';
    }),
  ]);
  return markdownTable([
    [
      ...['response', 'background', 'spectra', 'ceiling', 'default', "paper's", 'bank'],
      ...['gap of default', "of paper's", 'of bank'],
    ],
    ...rows,
  ]);
}

/** Sets one after another, one line a bin of counts. */
function binsTable(sets, heads, cellsOf) {
  const rows = sets.flatMap(({ title, background, classifiers }) =>
    classifiers.ceiling.bins.map((ceiling, k) => [
      ...[title, background, range(ceiling), grouped(ceiling.count)],
      ...cellsOf((name) => classifiers[name].bins?.[k], ceiling),
    ]),
  );
  return markdownTable([['response', 'background', 'net counts', 'spectra', ...heads], ...rows]);
}

const gapsTable = (sets) =>
  binsTable(sets, ['ceiling', 'gap of default', "of paper's", 'of bank'], (binOf, ceiling) => [
    percent(ceiling.balancedAccuracy),
    ...shown.map((name) => {
      const bin = binOf(name);
      return bin ? withError(bin.balancedGap, bin.balancedError) : '–';
    }),
  ]);

const errorText = (bin) => (bin ? `${percent(bin.calibrationError)} (${percent(bin.perfect.mean)})` : '–');

const calibrationTable = (sets) =>
  binsTable(
    sets,
    ['default', "paper's", 'bank', 'Brier default', 'Brier bank', 'right above 0.95: default', 'bank'],
    (binOf) => [
      ...shown.map((name) => errorText(binOf(name))),
      ...['default', 'bank'].map((name) => binOf(name)?.brierScore?.toFixed(3) ?? '–'),
      ...['default', 'bank'].map((name) => percent(binOf(name)?.confident.balancedRight)),
    ],
  );

const evenTable = (sets) =>
  markdownTable([
    ['response', 'background', 'net counts', 'spectra', 'default', 'bank'],
    ...sets.flatMap(({ title, background, classifiers }) =>
      classifiers.bank.bins.map((bin, k) => [
        ...[title, background, range(bin), grouped(bin.count)],
        ...[errorText(classifiers.default.bins?.[k]), errorText(bin)],
      ]),
    ),
  ]);

function baselinesTable(sets) {
  const columns = /** @type {const} */ (['ceiling', 'bank', 'default', 'logistic', 'colours', 'hardness']);
  const rows = sets.flatMap(({ title, background, classifiers }) =>
    [
      { label: 'over 100', at: ({ bright }) => bright },
      ...classifiers.ceiling.bins.slice(0, 3).map((bin, k) => ({ label: range(bin), at: ({ bins }) => bins?.[k] })),
    ].map(({ label, at }) => [
      ...[title, background, label],
      ...columns.map((name) => percent(at(classifiers[name])?.balancedAccuracy)),
    ]),
  );
  return markdownTable([['response', 'background', 'net counts', ...columns.map((name) => names[name])], ...rows]);
}

function unlikeTable(rows) {
  const levels = rows[0].levels.map(({ level }) => level);
  const cell = (entry) => (entry.flagged === null ? '–' : percent(entry.flagged / entry.spectra, 0));
  const last = (values) => values.at(-1);
  return markdownTable([
    [
      ...['sources', ...levels.map((level) => `flagged at ${grouped(level)}`)],
      ...[`called AGN at ${grouped(last(levels))}: default`, 'bank', 'above 0.95: default', 'bank'],
      `default has a flag at ${grouped(last(levels))}`,
    ],
    ...rows.map(({ name, levels: found }) => [
      ...[name, ...found.map(cell)],
      ...['networkAgn', 'bankAgn', 'networkConfident', 'bankConfident', 'networkFlagged'].map((key) =>
        percent(last(found)[key], 0),
      ),
    ]),
  ]);
}

function falseFlagsTable(sets) {
  const known = sets.filter(({ falseFlags }) => falseFlags);
  const bins = sets[0].classifiers.ceiling.bins;
  const cells = (falseFlags) => falseFlags.map(({ flagged, count }) => (count ? percent(flagged / count, 2) : '–'));
  return markdownTable([
    ['response', 'background', ...bins.map(range)],
    ...(known.length > 0
      ? known.map(({ title, background, falseFlags }) => [title, background, ...cells(falseFlags)])
      : [['not measured', 'this build has no such flag', ...bins.map(() => '–')]]),
  ]);
}

function realTable(rows) {
  const number = (value, digits) => (value === null || value === undefined ? '–' : value.toFixed(digits));
  const body = rows.map((row) => [
    ...[row.file, row.what, number(row.netCounts, 0)],
    row.error ?? row.verdict ?? 'none',
    ...[number(row.probability, 3), number(row.bank, 3), row.method, row.flags.join(', ') || 'none'],
    row.unlike === null ? '–' : row.unlike ? 'yes' : 'no',
    number(row.goodness, 1),
  ]);
  return markdownTable([
    [
      ...['file', 'what it is', 'net counts', 'verdict', 'P of AGN', 'P by the bank', 'method', 'flags'],
      ...['unlike', 'goodness, σ'],
    ],
    ...(body.length > 0 ? body : [['none', 'the reference files are not there', ...Array(8).fill('–')]]),
  ]);
}

const marksTable = (marks) =>
  markdownTable([['mark', 'found', ''], ...marks.map(({ mark, found, verdict }) => [mark, found, verdict])]);

const networkText = ({ layers, training }) =>
  `${layers.join('-')}, trained on ${grouped(training.spectra.reduce((sum, n) => sum + n, 0))} spectra ${training.background ? 'with' : 'without'} background`;

function aboutText({ networks, isPaperDefault, templates, size, isQuick, missing }) {
  return [
    `The default network is ${networkText(networks.default)}; the paper's ${isPaperDefault ? 'is the same' : networkText(networks.paper)}.`,
    `The bank has ${grouped(templates)} templates a class, the ceiling ${grouped(size.ceilingTemplates)} others.`,
    ...(missing.length > 0 ? [`Not there, and so left out: ${missing.join('; ')}.`] : []),
    ...(isQuick ? ['This is a quick run, with few sources: its errors are large.'] : []),
  ].join(' ');
}

/**
 * The page. @param {any} numbers what measure gives, as it comes back from JSON @param {string} template
 */
export function pageOf(numbers, template) {
  const { sets, even, size, unlike, real, many } = numbers;
  const embedded = sets.filter(({ kind }) => kind === 'embedded');
  const marks = marksOf(numbers);
  const reached = marks.filter(({ verdict }) => verdict === 'reached').length;
  return fillTemplate(template, {
    about: aboutText(numbers),
    sources: grouped(size.sources),
    'real-sources': grouped(size.realSources),
    reached: `${reached} of ${marks.length}`,
    marks: marksTable(marks),
    summary: summaryTable(sets),
    gaps: gapsTable(embedded),
    'gaps-real': gapsTable(sets.filter(({ kind }) => kind !== 'embedded')),
    calibration: calibrationTable(embedded),
    'even-calibration': evenTable(even),
    baselines: baselinesTable(embedded),
    templates: `${withError(many.gap, many.error)} points`,
    'many-templates': grouped(many.templates),
    'unlike-sources': grouped(size.unlikeSources),
    unlike: unlikeTable(unlike),
    'false-flags': falseFlagsTable(sets),
    real: realTable(real),
    ...brightText(find(sets, 'embedded-1999', 'reduced')),
  });
}

const brightText = ({ classifiers }) => ({
  'example-default': percent(classifiers.default.bright?.accuracy, 2),
  'example-ceiling': percent(classifiers.ceiling.bright.accuracy, 2),
});
