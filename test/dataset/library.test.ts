import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Dataset, FileError, ParameterError, readLibrary, writeLibrary } from '../../ts/index.js';
import { type FitsTableData, readFits, readPha, writeFits, writePha } from '../../ts/ogip/index.js';
import { hasShared, sharedFile } from '../shared.js';
import { example } from './example.js';

let folder: string;
const at = (name: string) => join(folder, name);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'xsift-library-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('write and read', () => {
  const awkward: Dataset = {
    ...example(5, { background: true, classes: ['star', 'agn', 'never seen'] }),
    firstChannel: 0,
    counts: Uint16Array.from({ length: 60 }, (_, i) => (i * 9973) % 65536),
    labels: Uint8Array.of(0, 1, 1, 0, 1),
    properties: {
      nH: Float64Array.of(0.1, NaN, 1e-300, -0, 3),
      kT1: Float64Array.of(1, 2, 3, 4, 5),
      Gamma: new Float64Array(5).fill(NaN),
    },
    source: Uint32Array.of(0, 4294967295, 7, 7, 1),
    provenance: [
      {
        seed: 2 ** 53 - 1,
        population: 'COUP "cleaned" 2, \\ and a long remark '.repeat(4),
        response: "d'été/réponse.rmf",
        version: '0.1.0',
      },
      { seed: 0, population: '', response: '& ', version: 'next' },
    ],
  };

  test.each([
    ['with a background, odd texts and extreme numbers', awkward],
    ['without background or properties', { ...example(3), properties: {} }],
    ['of one spectrum', example(1)],
    [
      'with response descriptors',
      {
        ...example(3),
        responseDescriptor: Float64Array.of(0.1, -1, 1e-300, 4, 5, 6),
        responseDescriptorNames: ['area at 0.7 keV', "l'écart"],
      },
    ],
  ])('a dataset %s comes back identical', (_, dataset) => {
    writeLibrary(at('a.xsl'), dataset);
    const back = readLibrary(at('a.xsl'));
    expect(back).toEqual(dataset);
    expect(back.counts).toBeInstanceOf(Uint16Array);
    writeLibrary(at('b.xsl'), back);
    expect(readFileSync(at('b.xsl')).equals(readFileSync(at('a.xsl')))).toBe(true);
    expect(readdirSync(folder).filter((name) => name.includes('tmp'))).toEqual([]);
  });

  test('gzip by name', () => {
    writeLibrary(at('a.xsl.gz'), awkward);
    expect([...readFileSync(at('a.xsl.gz')).subarray(0, 2)]).toEqual([0x1f, 0x8b]);
    expect(readLibrary(at('a.xsl.gz'))).toEqual(awkward);
  });

  test('each row is a type II spectrum that any OGIP reader reads', () => {
    writeLibrary(at('a.xsl'), awkward);
    const pha = readPha(at('a.xsl'), { row: 4 });
    expect([...pha.channel]).toEqual([...Array(12).keys()]);
    expect([...pha.counts]).toEqual([...awkward.counts.subarray(36, 48)]);
    expect(pha).toMatchObject({ exposure: 1003, row: 4, detChans: 12, channelType: 'PI', poissErr: true });
    const [, { table, header }] = readFits(at('a.xsl')).hdus;
    expect(header.string('HDUCLAS4')).toBe('TYPE:II');
    expect(table.column('nH').unit).toBe('10**22 cm**-2');
    expect(table.column('kT1').unit).toBe('keV');
    expect(table.column('CHANNEL')).toMatchObject({ tlMin: 0, tlMax: 11 });
  });

  test('channel numbers are stored once, not once a spectrum', () => {
    const size = (spectra: number) => {
      writeLibrary(at('size.xsl'), example(spectra, { channels: 1000 }));
      return statSync(at('size.xsl')).size;
    };
    // 2 bytes of counts a channel, and less than 80 bytes of everything else.
    expect(size(1010) - size(10)).toBeLessThan(1000 * (2 * 1000 + 80));
  });

  test('a numeric column that another program added is a property, its text is not', () => {
    writeLibrary(at('a.xsl'), example(2));
    const hdus = readFits(at('a.xsl')).hdus;
    const columns = hdus[1].table.columns;
    const rewritten = {
      name: 'SPECTRUM',
      columns: [
        { name: 'COUNTS', format: '12J', data: hdus[1].table.read('COUNTS') },
        { name: 'EXPOSURE', format: 'E', data: hdus[1].table.read('EXPOSURE') },
        { name: 'CLASS', format: '9A', data: hdus[1].table.strings('CLASS') },
        { name: 'SOURCE_ID', format: 'K', data: hdus[1].table.read('SOURCE_ID') },
        { name: 'offaxis', format: 'E', data: [1.5, 2.5] },
        { name: 'REMARK', format: 'A', data: ['good', 'bad'] },
      ],
      header: hdus[1].header.cards.flatMap(({ keyword, value }) =>
        /^(XSIFTLIB|N?CLASS\d*|NPROV|SEED1|POPU1|RESP1|VERS1)$/.test(keyword) ? [[keyword, value] as const] : [],
      ),
    };
    const energies: FitsTableData = {
      name: 'EBOUNDS',
      columns: ['CHANNEL', 'E_MIN', 'E_MAX'].map((name) => ({ name, format: 'D', data: hdus[2].table.read(name) })),
      header: [['HDUCLAS2', 'EBOUNDS']],
    };
    writeFits(at('edited.xsl'), [energies, rewritten]);
    expect(columns.map(({ name }) => name)).toContain('SPEC_NUM');
    expect(readLibrary(at('edited.xsl'))).toEqual({
      ...example(2),
      properties: { offaxis: Float64Array.of(1.5, 2.5) },
    });
  });
});

describe('refusals', () => {
  test('a dataset that cannot be written leaves no file and does not touch an old one', () => {
    writeFileSync(at('old.xsl'), 'precious');
    const bad: [Dataset, string][] = [
      [
        {
          ...example(2),
          count: 0,
          counts: new Uint16Array(0),
          exposure: new Float64Array(0),
          labels: new Uint8Array(0),
          source: new Uint32Array(0),
          properties: {},
        },
        'there are no spectra to write',
      ],
      [{ ...example(2), properties: { counts: new Float64Array(2) } }, "the property 'counts' cannot be a column"],
      [
        { ...example(2), properties: { nH: new Float64Array(2), NH: new Float64Array(2) } },
        "the property 'NH' cannot be a column",
      ],
      [{ ...example(2), labels: Uint8Array.of(0, 2) }, 'dataset.labels row 1 is 2'],
      [{ ...example(2), properties: { température: new Float64Array(2) } }, 'ASCII'],
    ];
    for (const [dataset, message] of bad) {
      expect(() => writeLibrary(at('old.xsl'), dataset)).toThrow(ParameterError);
      expect(() => writeLibrary(at('old.xsl'), dataset)).toThrow(message);
    }
    expect(readFileSync(at('old.xsl'), 'utf8')).toBe('precious');
    expect(() => writeLibrary(at('no/such/folder/a.xsl'), example(1))).toThrow(FileError);
  });

  test('truncated files, wherever they end', () => {
    writeLibrary(at('a.xsl'), example(40, { channels: 100 }));
    const bytes = readFileSync(at('a.xsl'));
    for (let length = 0; length < bytes.length; length += 2880) {
      const cut = bytes.subarray(0, Math.max(0, length - 7));
      expect(() => readLibrary(cut), `cut to ${cut.length} bytes`).toThrow(FileError);
    }
  });

  test('a spectrum that is no library: says so, and what to do', () => {
    writePha(at('s.pha'), { channel: Int32Array.of(1, 2), counts: Float64Array.of(3, 4), exposure: 10 });
    expect(() => readLibrary(at('s.pha'))).toThrow(
      `${at('s.pha')}: is not a library of labelled spectra: it is a type I PHA file without classes; to sort its spectra, use xsift classify`,
    );
    expect(() => readLibrary(Buffer.from('{"format": "a model"}'))).toThrow('is not a FITS file');
  });

  /** The header cards of a library with one changed, as bytes. */
  function altered(card: string, replacement: string): Uint8Array {
    writeLibrary(at('a.xsl'), example(4));
    const latin1 = readFileSync(at('a.xsl')).toString('latin1');
    expect(latin1.split(card)).toHaveLength(2);
    return Buffer.from(latin1.replace(card, replacement.padEnd(card.length)), 'latin1');
  }

  test.each([
    ['a newer format', 'XSIFTLIB=                    1', 'XSIFTLIB=                    2', 'update xsift'],
    [
      'a class that is not listed',
      "CLASS2  = 'agn     '",
      "CLASS2  = 'nova    '",
      "CLASS is 'agn' in row 2; its classes are star, nova",
    ],
    ['a class keyword that is gone', "CLASS2  = 'agn     '", "REMARK  = 'agn     '", 'keyword CLASS2 is missing'],
    ['no energies', "HDUCLAS2= 'EBOUNDS '", "HDUCLAS2= 'GTI     '", 'has no EBOUNDS extension'],
  ])('%s', (_, card, replacement, message) => {
    expect(() => readLibrary(altered(card, replacement))).toThrow(FileError);
    expect(() => readLibrary(altered(card, replacement))).toThrow(message);
  });
});

describe.skipIf(!hasShared)('third-party files are told apart', () => {
  test.each([
    ['responses/acisi_aimpt_cy0.rmf.gz', 'it is a redistribution matrix; give it to --rmf'],
    ['responses/acisi_aimpt_cy0.arf', 'it is an effective area; give it to --arf'],
  ])('%s', (path, message) => {
    expect(() => readLibrary(sharedFile(path))).toThrow(message);
  });
});
