// Lists of files and tables of counts, as other programs write them.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parquetWriteFile } from 'hyparquet-writer';
import { afterAll, describe, expect, test } from 'vitest';
import {
  type ClassifySource,
  type CountsSource,
  type ListSourcesOptions,
  listSources,
  type SourceList,
  type SpectrumSource,
} from '../../../ts/classify/inputs/index.js';
import { type Dataset, writeLibrary } from '../../../ts/dataset/index.js';
import { writeArf, writeFits, writeRmf } from '../../../ts/ogip/index.js';
import { embeddedResponseTables } from '../../../ts/simulation/index.js';
import { type Column, writeTable } from '../../../ts/table/index.js';
import { smallArf, smallRmf } from '../../ogip/fixtures.js';

const folder = mkdtempSync(join(tmpdir(), 'xsift-lists-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string) => join(folder, name);

async function sourcesOf(list: SourceList): Promise<ClassifySource[]> {
  const sources: ClassifySource[] = [];
  for await (const source of list.sources) sources.push(source);
  return sources;
}

function written(name: string, content: string | Uint8Array): string {
  writeFileSync(at(name), content);
  return at(name);
}

const files = (name: string, options: ListSourcesOptions = {}) => listSources([], { files: name, ...options });
async function* chunk(content: string | Uint8Array): AsyncGenerator<Uint8Array> {
  yield Buffer.from(content);
}

describe('lists that are tables', () => {
  test('columns that name files in any case, none and blanks; the others pass through', async () => {
    const rows = ['a.pi,10.5,A 1,r.rmf,NONE,', '"/x/b,c.pha{2}",,,,,b_bkg.pi', '00123,-1,C,,,'];
    const list = await files(written('l.csv', `pha,RA,ID,Rmf,arf,BKG\n${rows.join('\n')}\n`));
    expect(list.passedColumns).toEqual([
      { name: 'RA', type: 'float64' },
      { name: 'ID', type: 'string' },
    ]);
    expect(list.total).toBe(3);
    const none = { rmf: undefined, arf: undefined, background: undefined };
    expect(await sourcesOf(list)).toEqual([
      { ...none, file: at('a.pi'), rmf: at('r.rmf'), arf: 'NONE', passed: [10.5, 'A 1'] },
      { ...none, file: '/x/b,c.pha', row: 2, background: at('b_bkg.pi'), passed: [null, null] },
      { ...none, file: at('00123'), passed: [-1, 'C'] },
    ]);
  });

  const columns: Column[] = [
    { name: 'SOURCE', type: 'int32' },
    { name: 'PHA', type: 'string' },
    { name: 'RA', type: 'float64', unit: 'deg', ucd: 'pos.eq.ra' },
  ];
  const rows = [
    [7, 's/a.pi', 10.25],
    [8, 's/b.pi', -3],
  ];

  test.each(['ecsv', 'jsonl', 'fits', 'vot', 'parquet', 'csv'])(
    '%s, by its content, also on standard input',
    async (extension) => {
      const file = at(`list.${extension}`);
      await writeTable(file, { columns, rows: () => rows, meta: {} });
      const bytes = readFileSync(file);
      const named = written('list-without-extension', bytes);
      for (const [list, start] of [
        [await files(file), `${folder}/`],
        [await files(named), `${folder}/`],
        [await files('-', { stdin: chunk(gzipSync(bytes)) }), ''],
      ] as [SourceList, string][]) {
        expect(list.passedColumns.map(({ name }) => name)).toEqual(['SOURCE', 'RA']);
        expect(await sourcesOf(list)).toEqual([
          { file: `${start}s/a.pi`, passed: [7, 10.25] },
          { file: `${start}s/b.pi`, passed: [8, -3] },
        ]);
      }
    },
  );

  test('FILE stands for PHA where there is none, and is any other column beside it', async () => {
    expect(await sourcesOf(await files(written('f.tsv', 'FILE\tN\nx.pi\t1\n')))).toEqual([
      { file: at('x.pi'), passed: [1] },
    ]);
    const both = await files(written('f.csv', 'FILE,PHA\nevents.fits,x.pi\n'));
    expect(await sourcesOf(both)).toEqual([{ file: at('x.pi'), passed: ['events.fits'] }]);
    // A list of one column with its name, and one of names that look like a table's.
    expect((await files(written('one', 'PHA\nx.pi\n'))).total).toBe(1);
    expect((await files(written('two', 'a,b.pi\nc.pi\n'))).total).toBe(2);
  });

  test('what cannot be read is an error with the file and the row', async () => {
    const empty = written('e.csv', 'PHA,ID\na.pi,1\n,2\n');
    await expect(files(empty)).rejects.toThrow(`${empty}: row 2: PHA is empty; it must name a file`);
    const other = written('o.csv', 'NAME,RA\na.pi,1\n');
    await expect(files(other)).rejects.toThrow(
      `${other}: has no column PHA or FILE with the names of spectra; its columns are NAME, RA`,
    );
    await expect(files(written('p.parquet', 'PAR1 and no more'))).rejects.toThrow(at('p.parquet'));
    await expect(files('-', { stdin: chunk('PHA,ID\n,2\n') })).rejects.toThrow('(standard input): row 1: PHA is empty');
    await expect(files(written('z.csv', gzipSync('PHA\na.pi\n'.repeat(99)).subarray(0, 30)))).rejects.toThrow(
      'damaged or cut short',
    );
  });

  test('the cells are of the identity', async () => {
    const identity = async (text: string) => (await files(written('i.csv', text))).identity;
    expect(await identity('PHA,ID\na.pi,1\n')).not.toBe(await identity('PHA,ID\na.pi,2\n'));
  });

  test('passed columns of a list stand beside inputs that have none', async () => {
    const list = await listSources(['first.pi'], { files: written('b.csv', 'PHA,ID\na.pi,1\n') });
    expect(await sourcesOf(list)).toEqual([
      { file: 'first.pi', passed: [undefined] },
      { file: at('a.pi'), passed: [1] },
    ]);
  });
});

/** The counts of a block, row by row. */
const rowsOf = ({ count, channels, counts }: Dataset) =>
  Array.from({ length: count }, (_, i) => Array.from(counts.subarray(i * channels, (i + 1) * channels)));

describe('tables of counts', () => {
  writeFits(at('r.rmf'), smallRmf());
  writeFits(at('a.arf'), smallArf());
  const response = { rmf: at('r.rmf'), arf: at('a.arf') };
  const spectra = [
    [1, 2, 3, 4],
    [0, 0, 70_000, 1],
    [5, 0, 0, 0],
  ];
  type ParquetOptions = Parameters<typeof parquetWriteFile>[0];
  const parquet = (
    name: string,
    columnData: ParquetOptions['columnData'],
    { schema, rowGroupSize = 2 }: Pick<ParquetOptions, 'schema' | 'rowGroupSize'> = {},
  ) => {
    parquetWriteFile({ filename: at(name), columnData, schema, rowGroupSize });
    return at(name);
  };
  /** A column of lists in a schema, as pyarrow writes it. */
  const listOf = (name: string): NonNullable<ParquetOptions['schema']> => [
    { name, repetition_type: 'OPTIONAL', num_children: 1, converted_type: 'LIST' },
    { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
    { name: 'element', repetition_type: 'OPTIONAL', type: 'INT32' },
  ];
  const open = async (file: string, options: ListSourcesOptions = response) => {
    const list = await listSources([file], options);
    const sources = (await sourcesOf(list)) as CountsSource[];
    const datasets = await Promise.all(sources.map((source) => source.open()));
    return { list, sources, datasets };
  };

  test('Parquet: lists of counts in row groups, background, exposure, and what passes through', async () => {
    const columnData = [
      { name: 'id', data: ['x', 'y', 'z'] },
      { name: 'Counts', data: spectra },
      { name: 'EXPOSURE', data: [100, 200, 300] },
      { name: 'BKG_COUNTS', data: spectra.map((row) => row.map((count) => count + 1)) },
      { name: 'BKG_SCALE', data: [0.1, 0.2, 0.3] },
      { name: 'z', data: [1, 2, 3] },
    ];
    const schema: ParquetOptions['schema'] = [
      { name: 'root', num_children: columnData.length },
      { name: 'id', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' },
      ...listOf('Counts'),
      { name: 'EXPOSURE', type: 'DOUBLE', repetition_type: 'REQUIRED' },
      ...listOf('BKG_COUNTS'),
      { name: 'BKG_SCALE', type: 'DOUBLE', repetition_type: 'REQUIRED' },
      { name: 'z', type: 'INT32', repetition_type: 'REQUIRED' },
    ];
    const file = parquet('c.parquet', columnData, { schema });
    const { list, sources, datasets } = await open(file);
    expect([list.total, list.passedColumns.map(({ name }) => name)]).toEqual([3, ['id', 'z']]);
    expect(sources.map(({ first, count, passed }) => [first, count, passed])).toEqual([
      [
        0,
        2,
        [
          ['x', 1],
          ['y', 2],
        ],
      ],
      [2, 1, [['z', 3]]],
    ]);
    expect(datasets.flatMap(rowsOf)).toEqual(spectra);
    expect(datasets.map(({ exposure, backgroundScale }) => [[...exposure], [...backgroundScale!]])).toEqual([
      [
        [100, 200],
        [0.1, 0.2],
      ],
      [[300], [0.3]],
    ]);
    expect([...datasets[1].backgroundCounts!]).toEqual([6, 1, 1, 1]);
    const [{ eMin, firstChannel, provenance, responseDescriptor }] = datasets;
    expect([[...eMin], firstChannel, responseDescriptor!.length > 0]).toEqual([[0.5, 1.5, 2.5, 3.5], 1, true]);
    expect(provenance[0].response).toBe(sources[0].response!.identity);
    // No more of a block than there is: a number of 16 bits where all are.
    expect(datasets.map(({ counts }) => counts.constructor.name)).toEqual(['Uint32Array', 'Uint16Array']);
  });

  test('a row group of several blocks, opened in any order', async () => {
    const columnData = [{ name: 'COUNTS', data: Array.from({ length: 2500 }, (_, i) => [i, 1, 2, 3]) }];
    const schema: ParquetOptions['schema'] = [{ name: 'root', num_children: 1 }, ...listOf('COUNTS')];
    const file = parquet('g.parquet', columnData, { schema, rowGroupSize: 1500 });
    const sources = (await sourcesOf(await listSources([file], response))) as CountsSource[];
    expect(sources.map(({ first, count }) => [first, count])).toEqual([
      [0, 1024],
      [1024, 476],
      [1500, 1000],
    ]);
    for (const { first, count, open: read } of sources.reverse()) {
      const rows = rowsOf(await read());
      expect([rows.length, rows[0], rows[count - 1]]).toEqual([count, [first, 1, 2, 3], [first + count - 1, 1, 2, 3]]);
    }
  });

  test('a column a channel, by its number, in Parquet and CSV; the channels of a network in place of a response', async () => {
    const columnData = [3, 1, 10, 2].map((number) => ({
      name: `counts_${number}`,
      data: spectra.map((row) => row[[1, 2, 3, 10].indexOf(number)]),
      type: 'INT32' as const,
    }));
    const channels = { eMin: [1, 2, 3, 4], eMax: [2, 3, 4, 5], firstChannel: 0 };
    const { datasets, sources } = await open(parquet('n.parquet', columnData), { channels });
    expect(datasets.flatMap(rowsOf)).toEqual(spectra);
    expect([datasets[0].firstChannel, datasets[0].provenance, sources[0].response]).toEqual([0, [], undefined]);
    expect([...datasets[0].exposure]).toEqual([NaN, NaN]);
    const lines = spectra.map(([a, b, c, d], i) => `s${i},${c},${a},${d},${b}`);
    const csv = written('n.csv', `NAME,COUNTS3,COUNTS1,COUNTS10,COUNTS2\n${lines.join('\n')}\n`);
    const { datasets: ofCsv, sources: blocks } = await open(csv, { channels });
    expect(ofCsv.flatMap(rowsOf)).toEqual(spectra);
    expect(blocks[0].passed).toEqual([['s0'], ['s1'], ['s2']]);
  });

  test('text: numbers in one cell; blocks of many rows', async () => {
    const lines = Array.from({ length: 2500 }, (_, i) => `"[${i}, 1, 2, 3]",${i + 0.5}`);
    const { list, sources, datasets } = await open(written('t.csv', `COUNTS,EXPOSURE\n${lines.join('\n')}\n`));
    expect(list.total).toBe(2500);
    expect(sources.map(({ first, count }) => [first, count])).toEqual([
      [0, 1024],
      [1024, 1024],
      [2048, 452],
    ]);
    expect(rowsOf(datasets[2])[1]).toEqual([2049, 1, 2, 3]);
    expect(datasets[1].exposure[0]).toBe(1024.5);
    const blanks = await open(written('b.csv', 'COUNTS\n1 2 3 4\n'));
    expect(rowsOf(blanks.datasets[0])).toEqual([[1, 2, 3, 4]]);
  });

  test.each([
    ['a fraction', 'COUNTS\n1 2 3 4\n1 2.5 3 4\n', 'row 2: COUNTS is 2.5 in channel index 1'],
    ['below 0', 'COUNTS\n1 2 -3 4\n', 'row 1: COUNTS is -3 in channel index 2'],
    ['a word', 'COUNTS\n1 2 x 4\n', 'row 1: COUNTS is NaN in channel index 2'],
    ['rows of other lengths', 'COUNTS\n1 2 3 4\n1 2 3\n', 'row 2: COUNTS has 3 values, those before it 4'],
    ['other channels', 'COUNTS\n1 2 3\n', 'row 1: COUNTS has 3 channels, its response 4'],
    ['no exposure', 'COUNTS,EXPOSURE\n1 2 3 4,5\n1 2 3 4,\n', 'row 2: EXPOSURE is NaN; it must be above 0'],
  ])('%s is an error with file and row', async (_, text, message) => {
    const file = written('bad.csv', text);
    await expect(open(file)).rejects.toThrow(`${file}: ${message}`);
  });

  test.each([
    [
      'ID,RA\n1,2\n',
      'has no counts, neither a column COUNTS nor columns COUNTS_1, COUNTS_2 ...; its columns are ID, RA',
    ],
    ['PHA,RA\nx.pi,2\n', 'it is a list of files: give it with --files (option files)'],
    ['COUNTS,BKG_COUNTS\n1 2,3 4\n', 'has background counts, but no column BACKGROUND_SCALE'],
    ['COUNTS,BKG_SCALE\n1 2,3\n', 'has a column BKG_SCALE, but no BACKGROUND_COUNTS'],
  ])('what is no table of counts: %j', async (text, message) => {
    await expect(listSources([written('no.csv', text)], response)).rejects.toThrow(message);
  });

  test('without a response or channels the remedy is named', async () => {
    const file = written('q.csv', 'COUNTS\n1 2 3 4\n');
    await expect(listSources([file])).rejects.toThrow(
      `${file}: is a table of counts, whose channels have no energies: name its response with --rmf and --arf`,
    );
    await expect(listSources([file], { arf: at('a.arf') })).rejects.toThrow('name the RMF too');
  });

  test('passed columns of two tables become one set; a text and a number of one name do not', async () => {
    const [one, two] = ['COUNTS,ID,N\n1 2 3 4,7,a\n', 'COUNTS,ID,M\n1 2 3 4,7.5,b\n'].map((text, i) =>
      written(`u${i}.csv`, text),
    );
    const list = await listSources([one, two], response);
    expect(list.passedColumns.map(({ name, type }) => [name, type])).toEqual([
      ['ID', 'float64'],
      ['N', 'string'],
      ['M', 'string'],
    ]);
    const sources = (await sourcesOf(list)) as CountsSource[];
    expect(sources.map(({ passed }) => passed)).toEqual([[[7, 'a', undefined]], [[7.5, undefined, 'b']]]);
    const three = written('u3.csv', 'COUNTS,ID\n1 2 3 4,x\n');
    await expect(listSources([one, three], response)).rejects.toThrow(
      'column ID is of type int32 in one table and string in another',
    );
  });
});

describe('libraries', () => {
  const { rmf, arf } = embeddedResponseTables();
  const channels = rmf.detChans;
  const count = 1500;
  const counts = new Uint16Array(count * channels);
  for (let i = 0; i < count; i++) counts[i * channels] = i;
  const library: Dataset = {
    ...{ count, channels, firstChannel: rmf.firstChannel, eMin: rmf.eMin, eMax: rmf.eMax, counts },
    exposure: Float64Array.from({ length: count }, (_, i) => i + 1),
    classes: ['star', 'agn'],
    labels: Uint8Array.from({ length: count }, (_, i) => i % 2),
    properties: {},
    source: Uint32Array.from({ length: count }, (_, i) => i),
    provenance: [{ seed: 1, population: 'p', response: 'r', version: '0' }],
  };
  writeRmf(at('l.rmf'), rmf);
  writeArf(at('l.arf'), arf);

  test.each(['lib.fits', 'lib.xsl', 'lib.fits.gz'])('%s: blocks of rows', async (name) => {
    writeLibrary(at(name), library);
    const list = await listSources([at(name)]);
    expect([list.total, list.passedColumns]).toEqual([count, []]);
    const [first, second, ...others] = (await sourcesOf(list)) as CountsSource[];
    expect([first.count, second.first, second.count, others]).toEqual([1024, 1024, 476, []]);
    const dataset = await second.open();
    expect([dataset.count, dataset.counts[3 * channels], dataset.exposure[0], dataset.labels[1]]).toEqual([
      476, 1027, 1025, 1,
    ]);
    expect(dataset.provenance).toEqual(library.provenance);
  });

  test('the response that is named for it must have its channels', async () => {
    writeLibrary(at('r.fits'), library);
    const options = { rmf: at('l.rmf'), arf: at('l.arf') };
    const [source] = (await sourcesOf(await listSources([at('r.fits')], options))) as CountsSource[];
    expect((await source.open()).count).toBe(1024);
    expect(source.response?.channels).toBe(channels);
    writeFits(at('small.rmf'), smallRmf());
    const [other] = (await sourcesOf(await listSources([at('r.fits')], { rmf: at('small.rmf') }))) as CountsSource[];
    await expect(other.open()).rejects.toThrow('the RMF 4 from 1');
  });

  test('another FITS file is a spectrum, whose result will say what it is', async () => {
    const sources = (await sourcesOf(await listSources([at('l.rmf')]))) as SpectrumSource[];
    expect(sources).toEqual([{ file: at('l.rmf') }]);
  });
});
