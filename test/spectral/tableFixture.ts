import { type HeaderEntry, writeFits } from '../../ts/ogip/index.js';

/** A parameter of a table to be written; one without `values` is additional. */
export interface FixtureParameter {
  name: string;
  values?: number[];
  method?: number;
  initial?: number;
  delta?: number;
  min?: number;
  max?: number;
}

export interface Fixture {
  parameters: FixtureParameter[];
  edges: number[];
  /** INTPSPEC, then ADDSP001, ... of each row, one array a row. */
  rows: number[][];
  /** PARAMVAL of each row; by default the grid's points, the last parameter running fastest. */
  points?: number[][];
  header?: HeaderEntry[];
  keywords?: HeaderEntry[];
  /** E or D. */
  code?: string;
  /** Format of VALUE: a fixed width, or PE. */
  vector?: boolean;
  /** Spectra with as many errors behind their values. */
  withErrors?: boolean;
}

/** All points of a grid, the last axis running fastest. */
export const pointsOf = (axes: readonly number[][]): number[][] =>
  axes.reduce<number[][]>((points, axis) => points.flatMap((point) => axis.map((value) => [...point, value])), [[]]);

/** Writes a table model in the layout of OGIP 92-009. */
export function writeTable(file: string, fixture: Fixture): string {
  const { parameters, edges, rows, header = [], keywords = [], code = 'E', vector = false, withErrors } = fixture;
  const grid = parameters.flatMap(({ values }) => (values ? [values] : []));
  const points = fixture.points ?? pointsOf(grid);
  const bins = edges.length - 1;
  const additional = parameters.length - grid.length;
  const longest = Math.max(1, ...grid.map((values) => values.length));
  const column = (name: string, format: string, data: number[]) => ({ name, format, data });
  const first = ({ values }: FixtureParameter) => values?.[0] ?? 0;
  const last = ({ values }: FixtureParameter) => values?.[values.length - 1] ?? 10;
  const padded = parameters.map(({ values = [] }) => Array.from({ length: longest }, (_, k) => values[k] ?? 0));
  writeFits(
    file,
    [
      {
        name: 'PARAMETERS',
        columns: [
          { name: 'NAME', format: '12A', data: parameters.map(({ name }) => name) },
          column(
            'METHOD',
            'J',
            parameters.map(({ method = 0 }) => method),
          ),
          column(
            'INITIAL',
            'E',
            parameters.map((p) => p.initial ?? first(p)),
          ),
          column(
            'DELTA',
            'E',
            parameters.map(({ delta = 0.1 }) => delta),
          ),
          column(
            'MINIMUM',
            'E',
            parameters.map((p) => p.min ?? first(p)),
          ),
          column(
            'BOTTOM',
            'E',
            parameters.map((p) => p.min ?? first(p)),
          ),
          column(
            'TOP',
            'E',
            parameters.map((p) => p.max ?? last(p)),
          ),
          column(
            'MAXIMUM',
            'E',
            parameters.map((p) => p.max ?? last(p)),
          ),
          column(
            'NUMBVALS',
            'J',
            parameters.map(({ values }) => values?.length ?? 0),
          ),
          vector
            ? { name: 'VALUE', format: 'PE', data: parameters.map(({ values = [] }) => values) }
            : column('VALUE', `${longest}E`, padded.flat()),
        ],
        header: [['NINTPARM', grid.length], ['NADDPARM', additional], ...keywords],
      },
      {
        name: 'ENERGIES',
        columns: [column('ENERG_LO', 'E', edges.slice(0, -1)), column('ENERG_HI', 'E', edges.slice(1))],
      },
      {
        name: 'SPECTRA',
        columns: [
          ...(grid.length > 0 ? [column('PARAMVAL', `${grid.length}E`, points.flat())] : []),
          ...Array.from({ length: 1 + additional }, (_, k) =>
            column(
              k === 0 ? 'INTPSPEC' : `ADDSP${String(k).padStart(3, '0')}`,
              `${withErrors ? 2 * bins : bins}${code}`,
              rows.flatMap((row) => {
                const values = row.slice(k * bins, (k + 1) * bins);
                return withErrors ? [...values, ...values.map(() => 1e6)] : values;
              }),
            ),
          ),
        ],
      },
    ],
    {
      header: [
        ['HDUCLASS', 'OGIP'],
        ['HDUCLAS1', 'XSPEC TABLE MODEL'],
        ['HDUVERS', '1.0.0'],
        ['MODLNAME', 'fixture'],
        ['MODLUNIT', 'photons/cm^2/s'],
        ...header,
      ],
    },
  );
  return file;
}
