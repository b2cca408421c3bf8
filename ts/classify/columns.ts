import { ParameterError } from '../base/index.js';
import type { Column, Row, TableCell } from '../table/index.js';
import type { SourceVerdict } from './verdict.js';

/** A column of the table of verdicts. */
export interface VerdictColumn extends Column {
  /** Its cell; `passed` are the cells of the list that named the source. */
  cell(verdict: SourceVerdict, passed: Row): TableCell;
}

/** Seven digits are enough for all of these numbers: probabilities are in single precision. */
const rounded = (value: number): number => Number(value.toPrecision(7));

type Described = Omit<VerdictColumn, 'name'>;

/** Of the file and the source; a list's column of the same name comes first, and the file's own value where it has none. */
const described: Record<string, Described> = {
  FILE: { type: 'string', ucd: 'meta.id;meta.file', description: 'The file as it was named', cell: (row) => row.file },
  ROW: {
    ...{ type: 'int32', ucd: 'meta.number' },
    description: 'Number of the spectrum in a type II file, a library or a table of counts, from 1',
    cell: (row) => row.row,
  },
  OBJECT: { type: 'string', ucd: 'meta.id', description: 'Object by the header', cell: (row) => row.object },
  OBS_ID: { type: 'string', ucd: 'meta.id', description: 'Observation', cell: (row) => row.obsId },
  REGION_ID: {
    ...{ type: 'string', ucd: 'meta.id;src' },
    description: 'Source region in its observation (REGIONID of the Chandra Source Catalog)',
    cell: (row) => row.regionId,
  },
  RA: {
    ...{ type: 'float64', unit: 'deg', ucd: 'pos.eq.ra;meta.main' },
    description: 'Right ascension of the source, not of the pointing',
    cell: (row) => row.ra,
  },
  DEC: {
    ...{ type: 'float64', unit: 'deg', ucd: 'pos.eq.dec;meta.main' },
    description: 'Declination of the source, not of the pointing',
    cell: (row) => row.dec,
  },
  DATE_OBS: {
    ...{ type: 'string', ucd: 'time.start;obs.exposure' },
    description: 'Begin of the observation (DATE-OBS)',
    cell: (row) => row.dateObs,
  },
  TELESCOP: { type: 'string', ucd: 'instr.tel', description: 'Telescope', cell: (row) => row.telescope },
  INSTRUME: { type: 'string', ucd: 'instr', description: 'Instrument', cell: (row) => row.instrument },
  DETNAM: { type: 'string', ucd: 'instr.det', description: 'Detector', cell: (row) => row.detector },
};

/** Of what was measured. */
const measured: Record<string, Described> = {
  EXPOSURE: {
    ...{ type: 'float64', unit: 's', ucd: 'time.duration;obs.exposure' },
    description: 'Exposure',
    cell: (row) => rounded(row.exposure),
  },
  COUNTS: {
    ...{ type: 'float64', unit: 'count', ucd: 'phot.count' },
    description: 'Counts in the source region, in the band of the methods, in good channels',
    cell: (row) => row.counts,
  },
  BACKGROUND: {
    ...{ type: 'float64', unit: 'count', ucd: 'phot.count;instr.background' },
    description: 'Background counts, scaled to the source region',
    cell: (row) => rounded(row.backgroundCounts),
  },
  NET_COUNTS: {
    ...{ type: 'float64', unit: 'count', ucd: 'phot.count;arith.diff' },
    description: 'COUNTS - BACKGROUND',
    cell: (row) => rounded(row.netCounts),
  },
  BAD_CHANNELS: {
    ...{ type: 'float32', ucd: 'meta.code.qual;arith.ratio' },
    description: 'Share of the channels in the band that are bad by QUALITY and were left out',
    cell: (row) => rounded(row.badChannels),
  },
};

/** Of the verdict, after the probabilities. */
const judged: Record<string, Described> = {
  VERDICT: { type: 'string', ucd: 'meta.code.class', description: 'Class', cell: (row) => row.verdict },
  METHOD: {
    ...{ type: 'string', ucd: 'meta.code' },
    description: 'What the probabilities are by: network or bank',
    cell: (row) => row.method,
  },
  SELECTED: {
    ...{ type: 'int32', ucd: 'meta.code' },
    description: '1 for the sources of the sample of the wanted purity, else 0',
    cell: (row) => (row.selected === undefined ? undefined : Number(row.selected)),
  },
  FLAGS: {
    ...{ type: 'string', ucd: 'meta.code.qual' },
    description: 'What to know before trusting the verdict, blanks between',
    cell: (row) => row.flags.join(' '),
  },
  PLOT: { type: 'string', ucd: 'meta.ref.url', description: 'The picture of the spectrum', cell: (row) => row.plot },
  ERROR: { type: 'string', ucd: 'meta.code.error', description: 'Why there is no verdict', cell: (row) => row.error },
};

/** What a table of verdicts is of. */
export interface TableShape {
  classes: readonly string[];
  /** Columns of the list of sources. */
  passed: readonly Column[];
  /** Whether there is a selection (column SELECTED). */
  isSelection: boolean;
  /** Whether there are pictures (column PLOT). */
  hasPlots?: boolean;
}

export const probabilityName = (className: string): string => `P_${className.toUpperCase()}`;

/**
 * The columns of a table of verdicts. Columns of the list that named the sources come after those of the files; one that is named like
 * a column of the file (RA, OBS_ID) takes its place, one that is named like a result (COUNTS) gets LIST_ before its name.
 */
export function verdictColumns({ classes, passed, isSelection, hasPlots }: TableShape): VerdictColumn[] {
  const results = new Set([
    ...Object.keys(measured),
    ...Object.keys(judged),
    ...classes.map(probabilityName),
    'FILE',
    'ROW',
  ]);
  const taken = new Set<number>();
  const ofFile = Object.entries(described).map(([name, column]): VerdictColumn => {
    const place = results.has(name) ? -1 : passed.findIndex((other) => other.name.toUpperCase() === name);
    if (place < 0) return { name, ...column };
    taken.add(place);
    const { unit, ucd, description, type } = passed[place];
    return {
      ...{ ...column, name, type, unit: unit ?? column.unit, ucd: ucd ?? column.ucd },
      description: description ?? column.description,
      cell: (row, cells) => (isMissing(cells[place]) ? asType(type, column.cell(row, cells)) : cells[place]),
    };
  });
  const ofList = passed.flatMap((column, place): VerdictColumn[] => {
    if (taken.has(place)) return [];
    const name = results.has(column.name.toUpperCase()) ? `LIST_${column.name}` : column.name;
    return [{ ...column, name, cell: (_, cells) => cells[place] }];
  });
  const probabilities = classes.map(
    (name, k): VerdictColumn => ({
      ...{ name: probabilityName(name), type: 'float32', ucd: 'stat.probability' },
      description: `Probability of the class ${name}`,
      cell: ({ probabilities }) => rounded(probabilities[k]),
    }),
  );
  const named = (columns: Record<string, Described>) =>
    Object.entries(columns).map(([name, column]): VerdictColumn => ({ name, ...column }));
  return [
    ...ofFile,
    ...ofList,
    ...named(measured),
    ...probabilities,
    ...named(judged).filter(({ name }) => (isSelection || name !== 'SELECTED') && (hasPlots || name !== 'PLOT')),
  ];
}

const isMissing = (cell: TableCell): boolean =>
  cell === undefined || cell === null || cell === '' || Number.isNaN(cell);

/** A header's value in a column that the list gives another type; nothing where it is none of it. */
function asType(type: Column['type'], cell: TableCell): TableCell {
  if (isMissing(cell)) return undefined;
  if (type === 'string') return String(cell);
  return typeof cell === 'number' || Number.isFinite(Number(cell)) ? Number(cell) : undefined;
}

/**
 * The places of chosen columns.
 *
 * @param names in any case; without them all columns in their order
 * @throws ParameterError for a name that is none, or is named twice
 */
export function chosenColumns(columns: readonly Column[], names?: readonly string[]): number[] {
  if (names === undefined) return columns.map((_, i) => i);
  const places = names.map((name) => {
    const place = columns.findIndex((column) => column.name.toUpperCase() === name.trim().toUpperCase());
    if (place >= 0) return place;
    throw new ParameterError(
      'columns',
      `columns names ${name}; the columns are ${columns.map((column) => column.name).join(', ')}`,
    );
  });
  const twice = names.find((_, i) => places.indexOf(places[i]) < i);
  if (twice !== undefined) throw new ParameterError('columns', `columns names ${twice} twice`);
  if (places.length === 0) throw new ParameterError('columns', 'columns is empty; name one or more');
  return places;
}
