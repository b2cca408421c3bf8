// The response of an observed spectrum is described and identified without being built: by the same bits as the built one.
import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  instrumentNames,
  observedDescriptor,
  observedProvenance,
  observedResponse,
} from '../../ts/dataset/observedResponse.js';
import { createResponse, embeddedResponseTables, responseDescriptor } from '../../ts/index.js';
import { compareInstruments, instrumentsOf } from '../../ts/network/instrument.js';
import { encodeFits } from '../../ts/ogip/fits/write.js';
import { type Arf, type Pha, type Rmf, readArf, readPha, readRmf } from '../../ts/ogip/index.js';
import { smallArf, smallPha, smallRmf } from '../ogip/fixtures.js';
import { hasShared, sharedFile } from '../shared.js';

const pha = { ...smallPha(), file: 's.pha' } as unknown as Pha;

/** Bits, so that no two numbers pass for equal that are only close. */
const bits = (values: Float64Array) => [...new BigUint64Array(values.slice().buffer)];

function expectSame(rmf: Rmf, arf?: Arf): void {
  const built = createResponse(rmf, arf);
  expect(bits(observedDescriptor(pha, rmf, arf))).toEqual(bits(responseDescriptor(built)));
  const observed = observedResponse(pha, rmf, arf);
  const { native: _, ...numbers } = built;
  const { native: __, ...same } = { ...observed };
  expect(same).toEqual(numbers);
  expect(observedProvenance(pha, rmf, arf).response).toBe(built.identity);
}

/** Rows of 0.05 keV from 0.2 keV on, groups of any numbers, among them negative and tiny elements. */
function made(groupsOf: (row: number) => [first: number, elements: number[]][]): Rmf {
  const rows = Array.from({ length: 160 }, (_, e) => groupsOf(e));
  const edges = rows.map((_, e) => 0.2 + 0.05 * e);
  const channels = Float64Array.from({ length: 100 }, (_, c) => 0.1 * c);
  return {
    file: 'made.rmf',
    energLo: Float64Array.from(edges),
    energHi: Float64Array.from(edges, (edge) => edge + 0.05),
    nGrp: Int32Array.from(rows, (groups) => groups.length),
    fChan: Int32Array.from(rows.flat(), ([first]) => first + 1),
    nChan: Int32Array.from(rows.flat(), ([, elements]) => elements.length),
    matrix: Float64Array.from(rows.flatMap((groups) => groups.flatMap(([, elements]) => elements))),
    firstChannel: 1,
    detChans: 100,
    channel: Int32Array.from(channels, (_, c) => c + 1),
    eMin: channels,
    eMax: channels.map((edge) => edge + 0.1),
    includesArea: false,
    index: 1,
    matrices: 1,
  };
}
const share = (e: number, k: number) => Math.abs(Math.sin(e * 7.3 + k * 1.9)) / 9;
const line = (e: number): [number, number[]] => [
  Math.max(0, Math.floor(e / 2) - 4),
  [1, 2, 3, 4, 5, 6, 7, 8].map((k) => share(e, k)),
];

describe('described and identified as if built', () => {
  const area = ({ energLo, energHi }: Rmf): Arf => ({
    file: 'made.arf',
    energLo,
    energHi,
    specResp: energLo.map((energy) => 300 * Math.exp(-energy / 3)),
  });

  test('groups apart, groups that overlap, rows without groups, negative elements', () => {
    const apart = made((e) => (e % 5 === 4 ? [] : [[0, [share(e, 0) / 50]], line(e)]));
    const overlapping = made((e) => [line(e), [line(e)[0] + 3, [share(e, 9), -share(e, 10) / 100, 1e-25]]]);
    for (const rmf of [apart, overlapping]) {
      expectSame(rmf);
      expectSame(rmf, area(rmf));
    }
  });

  test('rows from high to low energies', () => {
    const rmf = made((e) => [line(e)]);
    const turned = { ...rmf, energLo: rmf.energLo.toReversed(), energHi: rmf.energHi.toReversed() };
    expectSame(turned, area(turned));
  });

  test('the embedded response', () => {
    const { rmf, arf } = embeddedResponseTables();
    expectSame(rmf, arf);
  });

  test('the identity of a response never changes: models and libraries hold it', () => {
    const rmf = readRmf(encodeFits(smallRmf()));
    const arf = readArf(encodeFits(smallArf()));
    expect(observedProvenance(pha, rmf, arf).response).toBe('unknown TEST unknown 6dfeab4ed3f6e757');
    expect(createResponse(rmf, arf).identity).toBe('unknown TEST unknown 6dfeab4ed3f6e757');
  });

  describe.skipIf(!hasShared)('real files', () => {
    const acis = hasShared ? readdirSync(sharedFile('responses/acis')).filter((name) => name.endsWith('.rmf.gz')) : [];
    test.each(acis)('%s', (name) => {
      const path = sharedFile(`responses/acis/${name}`);
      expectSame(readRmf(path), readArf(path.replace('.rmf.gz', '.arf')));
    });
    test.each(['xmm_pn', 'swift_xrt_pc', 'erosita_tm', 'athena_wfi'])('%s', (name) => {
      expectSame(
        readRmf(sharedFile(`responses/other/${name}.rmf.gz`)),
        readArf(sharedFile(`responses/other/${name}.arf`)),
      );
    });
    test('the spectra', () => {
      const folder = sharedFile('spectra/stars/acisf04487_001N02');
      const rmf = readRmf(`${folder}2_r0009_rmf3.fits.gz`);
      const arf = readArf(`${folder}2_r0009_arf3.fits.gz`);
      expectSame(rmf, arf);
      const { telescope, instrument } = readPha(`${folder}3_r0009_pha3.fits.gz`);
      expect([telescope, instrument]).toEqual(instrumentNames(observedProvenance(pha, rmf, arf)).slice(0, 2));
    });
  });
});

describe('comparison with the training', () => {
  const known = instrumentsOf([{ response: 'CHANDRA ACIS ACIS-I 0123456789abcdef' }]);
  /** Throws where the hash is asked for. */
  const unhashed = (names: string): { response: string } => {
    const rmf = readRmf(encodeFits(smallRmf()));
    const [telescope, instrument, detector] = names.split(' ');
    const provenance = observedProvenance(pha, { ...rmf, telescope, instrument, detector });
    Object.defineProperty(provenance, 'response', {
      get: () => {
        throw new Error('hashed');
      },
    });
    return provenance;
  };

  test('a network that is told the response needs no hash of one of its instrument', () => {
    expect(compareInstruments(unhashed('CHANDRA ACIS ACIS-0123'), known, true)).toBeUndefined();
    expect(() => compareInstruments(unhashed('CHANDRA ACIS ACIS-0123'), known)).toThrow('hashed');
    expect(() => compareInstruments(unhashed('CHANDRA HRC HRC-I'), known, true)).toThrow('hashed');
  });

  test.each([
    ['CHANDRA ACIS ACIS-I 0123456789abcdef', false, undefined],
    ['XMM EPN EPN 0123456789abcdef', true, undefined],
    ['CHANDRA ACIS ACIS-I fedcba9876543210', false, 'response-differs'],
    ['CHANDRA ACIS ACIS-I fedcba9876543210', true, undefined],
    ['XMM EPN EPN fedcba9876543210', true, 'instrument-mismatch'],
    ['XMM EPN EPN fedcba9876543210', false, 'instrument-mismatch'],
  ])('%s, told %s: %s', (response, isTold, flag) => {
    expect(compareInstruments({ response }, known, isTold)).toBe(flag);
  });
});
