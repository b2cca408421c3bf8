import { mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { atomicWrite } from '../../ts/base/index.js';
import { encodeFits } from '../../ts/ogip/fits/write.js';
import { type PhaData, readFits, readPha, writeFits, writePha } from '../../ts/ogip/index.js';

const folder = mkdtempSync(join(tmpdir(), 'xsift-'));
const path = (name: string) => join(folder, name);

describe('tables', () => {
  const numbers: [format: string, data: number[]][] = [
    ['B', [0, 255]],
    ['I', [-32768, 32767]],
    ['J', [-(2 ** 31), 2 ** 31 - 1]],
    ['K', [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER]],
    ['U', [0, 65535]],
    ['V', [0, 2 ** 32 - 1]],
    ['E', [1.5, -(2 ** 100)]],
    ['D', [Math.PI, Number.NaN]],
    ['L', [1, 0]],
    ['2J', [1, 2, 3, 4]],
    ['0E', []],
  ];

  test('every number format comes back as it went', () => {
    for (const [format, data] of numbers.filter(([format]) => format !== '0E')) {
      const { table } = readFits(encodeFits([{ name: 'T', columns: [{ name: 'V', format, data }] }])).hdus[1];
      expect([...table.read('V')], format).toEqual(data);
    }
  });

  test('text, vectors of varying length, nulls, units and limits side by side', () => {
    const bytes = encodeFits([
      {
        name: 'MIX',
        columns: [
          { name: 'NAME', format: 'A', data: ['star', '', "O'Neil 1"] },
          { name: 'V', format: 'PE', data: [[1, 2, 3], [], Float32Array.of(4)], unit: 'keV' },
          { name: 'N', format: 'J', data: [1, Number.NaN, 3], blank: -9, tlMin: 0, tlMax: 5 },
          { name: 'U', format: '2U', data: Uint16Array.of(1, 2, 3, 4, 65535, 0) },
          { name: 'Q', format: 'QI', data: [[], [7, 8], [9]] },
        ],
        header: [
          ['LONG', "a long text with it's quotes ".repeat(8).trim(), 'not shown'],
          ['TINY', 1e-7],
          ['FLAG', false],
          ['LEFTOUT', undefined],
        ],
      },
    ]);
    expect(bytes.length % 2880).toBe(0);
    const { table, header } = readFits(bytes).hdus[1];
    expect(table.strings('NAME')).toEqual(['star', '', "O'Neil 1"]);
    expect(table.ragged('V')).toEqual({ start: Uint32Array.of(0, 3, 3, 4), values: Float64Array.of(1, 2, 3, 4) });
    expect(table.ragged('Q')).toEqual({ start: Uint32Array.of(0, 0, 2, 3), values: Float64Array.of(7, 8, 9) });
    expect([...table.read('N')]).toEqual([1, Number.NaN, 3]);
    expect([...table.read('U', Uint16Array)]).toEqual([1, 2, 3, 4, 65535, 0]);
    expect(table.column('V')).toMatchObject({ unit: 'keV', form: '1PE(3)' });
    expect(table.column('N')).toMatchObject({ tlMin: 0, tlMax: 5 });
    expect(header.get('LONG')).toBe("a long text with it's quotes ".repeat(8).trim());
    expect([header.get('TINY'), header.get('FLAG'), header.get('LEFTOUT')]).toEqual([1e-7, false, undefined]);
  });

  test('the bytes are those of the standard', () => {
    const bytes = encodeFits([{ name: 'T', columns: [{ name: 'U', format: 'U', data: [0, 65535, 32768] }] }]);
    const cardAt = (from: number) => Buffer.from(bytes.subarray(from, from + 80)).toString('latin1');
    expect(cardAt(0)).toBe('SIMPLE  =                    T'.padEnd(80));
    expect(cardAt(2880)).toBe("XTENSION= 'BINTABLE'".padEnd(80));
    const header = Buffer.from(bytes.subarray(2880, 5760)).toString('latin1');
    expect(header).toContain("TFORM1  = '1I      '".padEnd(80));
    expect(header).toContain('TZERO1  =                32768 / unsigned integers'.padEnd(80));
    expect([...bytes.subarray(5760, 5768)]).toEqual([0x80, 0, 0x7f, 0xff, 0, 0, 0, 0]);
  });

  test('what does not fit is refused by column and row', () => {
    const write = (format: string, data: number[] | string[]) =>
      encodeFits([{ name: 'T', columns: [{ name: 'V', format, data }] }]);
    expect(() => write('I', [0, 40000])).toThrow('column V: the format I cannot hold 40000 of row 2');
    expect(() => write('2U', [0, 1, 2, -1])).toThrow('cannot hold -1 of row 2');
    expect(() => write('J', [Number.NaN])).toThrow('cannot hold NaN of row 1');
    expect(() => write('J', [0.5])).toThrow('cannot hold 0.5 of row 1');
    expect(() => write('3J', [1, 2])).toThrow('2 numbers do not make rows of 3');
    expect(() => write('2A', ['abc'])).toThrow('the text of row 1 is longer than 2 characters');
    expect(() => write('A', ['é'])).toThrow('FITS allows plain ASCII text only');
    expect(() => write('PZ', [])).toThrow('PZ is no column format');
    const uneven = [
      { name: 'A', format: 'J', data: [1] },
      { name: 'B', format: 'J', data: [1, 2] },
    ];
    expect(() => encodeFits([{ name: 'T', columns: uneven }])).toThrow('column B has 2 rows, column A 1');
    expect(() => encodeFits([{ name: 'T', columns: [], header: [['EXPOSURE', Number.NaN]] }])).toThrow(
      'EXPOSURE cannot be NaN',
    );
  });

  test('a table of many pieces', () => {
    const rows = 3000;
    const counts = Uint16Array.from({ length: rows * 1024 }, (_, i) => (i * 7919) % 65536);
    const vectors = Array.from({ length: rows }, (_, row) => counts.subarray(row, row + (row % 400)));
    writeFits(path('large.fits'), [
      {
        name: 'T',
        columns: [
          { name: 'COUNTS', format: '1024U', data: counts },
          { name: 'V', format: 'PJ', data: vectors },
        ],
      },
    ]);
    const { table } = readFits(path('large.fits')).hdus[1];
    expect(Buffer.compare(Buffer.from(table.read('COUNTS', Uint16Array).buffer), Buffer.from(counts.buffer))).toBe(0);
    const { start, values } = table.ragged('V');
    for (const row of [0, 1, 399, 400, 2999])
      expect([...values.subarray(start[row], start[row + 1])]).toEqual([...vectors[row]]);
  });
});

describe('atomicWrite', () => {
  test('leaves the old file and no other behind when it fails', () => {
    const file = path('kept.txt');
    atomicWrite(file, 'old');
    const failing = function* () {
      yield new Uint8Array(10);
      throw new Error('stopped half way');
    };
    expect(() => atomicWrite(file, failing())).toThrow('stopped half way');
    expect(readFileSync(file, 'utf8')).toBe('old');
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    expect(() => atomicWrite(path('none/file'), 'x')).toThrow('cannot be written: no such file or folder');
    expect(() => atomicWrite(folder, 'x')).toThrow('is a folder, not a file');
  });

  test('a symbolic link stays a link; a device is written to', () => {
    writeFileSync(path('target'), 'old');
    symlinkSync(path('target'), path('link'));
    atomicWrite(path('link'), 'new');
    expect(readFileSync(path('target'), 'utf8')).toBe('new');
    expect(() => atomicWrite('/dev/null', 'x')).not.toThrow();
  });
});

describe('writePha', () => {
  const channel = Int32Array.of(1, 2, 3, 4);
  const full: PhaData = {
    channel,
    counts: Float64Array.of(0, 5, 70000, 1),
    exposure: 29715.734470358,
    backScal: 2.8405338525772e-7,
    areaScal: Float64Array.of(1, 0.9, 0.8, 1),
    grouping: Int16Array.of(1, -1, 1, 1),
    quality: Int16Array.of(0, 0, 5, 0),
    statErr: Float64Array.of(1, 2, 3, 1),
    poissErr: false,
    isRate: false,
    respFile: 'r.rmf',
    ancrFile: `${'long-folder-name/'.repeat(6)}a.arf`,
    telescope: 'CHANDRA',
    instrument: 'ACIS',
    detector: 'ACIS-0123',
    object: "Barnard's star",
    channelType: 'PI',
    detChans: 4,
    content: 'TOTAL',
  };
  const background: PhaData = { ...full, content: 'BKG', backScal: 3e-6, respFile: undefined, ancrFile: undefined };

  test.each(['s.pha', 's.pha.gz'])('%s reads back identical', (name) => {
    const file = path(name);
    writePha(file, { ...full, background }, { header: [['SEED', 1, 'of the simulation']] });
    const pha = readPha(file);
    expect(pha).toMatchObject(full);
    expect(pha.background).toMatchObject(background);
    expect(pha.background!.respFile).toBeUndefined();
    expect(pha.header.get('SEED')).toBe(1);
    expect(
      readFileSync(file)
        .subarray(0, 2)
        .equals(Buffer.from([0x1f, 0x8b])),
    ).toBe(name.endsWith('gz'));
  });

  test('has every keyword that OGIP/92-007 makes mandatory', () => {
    const file = path('least.pha');
    writePha(file, { channel, counts: Float64Array.of(1, 2, 3, 4), exposure: 100 });
    const { header } = readPha(file);
    for (const keyword of (
      'EXTNAME TELESCOP INSTRUME FILTER EXPOSURE BACKFILE BACKSCAL CORRFILE CORRSCAL RESPFILE ANCRFILE AREASCAL ' +
      'HDUCLASS HDUCLAS1 HDUVERS POISSERR CHANTYPE DETCHANS QUALITY GROUPING SYS_ERR'
    ).split(' '))
      expect(header.get(keyword), keyword).toBeDefined();
    expect(header.get('TLMIN1')).toBe(1);
    expect(readPha(file)).toMatchObject({ poissErr: true, backScal: 1, respFile: undefined, object: undefined });
  });

  test('a rate stays a rate, fractions of counts stay what they are', () => {
    const file = path('rate.pha');
    writePha(file, { channel, counts: Float64Array.of(1, 2, 3, 4), exposure: 8, isRate: true });
    expect(readPha(file)).toMatchObject({ isRate: true, counts: Float64Array.of(1, 2, 3, 4) });
    writePha(file, { channel, counts: Float64Array.of(0.1, 2, 3, 4), exposure: 8 });
    expect(readPha(file)).toMatchObject({ isRate: false, counts: Float64Array.of(0.1, 2, 3, 4) });
  });

  test('arrays of another length are refused', () => {
    expect(() => writePha(path('x.pha'), { ...full, counts: Float64Array.of(1) })).toThrow(
      'there are 4 channels, but 1 values of COUNTS',
    );
    expect(() => writePha(path('x.pha'), { ...full, exposure: Number.NaN })).toThrow(
      'exposure is NaN; it must be a number, above 0',
    );
  });
});
