import { describe, expect, test } from 'vitest';
import { FileError, MismatchError, ParameterError } from '../../ts/base/index.js';
import { readArf, readRmf } from '../../ts/ogip/index.js';
import { stars } from '../../ts/population/index.js';
import {
  applyArf,
  applyResponse,
  applyResponseBatch,
  applyRmf,
  bindToResponse,
  createResponse,
  expectedCounts,
  simulate,
} from '../../ts/simulation/index.js';
import { model } from '../../ts/spectral/index.js';
import { hasShared, sharedFile } from '../shared.js';
import { smallArf, smallExpected, smallRmf } from './fixtures.js';

/** norm x E^-2 in the small instrument's bins. */
const flux = smallRmf().energLo.map((lo, e) => 0.01 * (1 / lo - 1 / smallRmf().energHi[e]));

const worst = (a: Float64Array, b: Float64Array) => Math.max(...a.map((x, i) => Math.abs(x - b[i]) / (1e-300 + b[i])));

describe('applying a response', () => {
  const response = createResponse(smallRmf(), smallArf());

  test('ARF and RMF in two steps or one give the closed form', () => {
    const expected = applyResponse(response, flux, 1000);
    expect(worst(expected, smallExpected(0.01, 2, 1000))).toBeLessThan(1e-12);
    expect(applyRmf(response, applyArf(response, flux, 1000))).toEqual(expected);
  });

  test('a batch is the same for any number of threads, spectrum by spectrum', async () => {
    const many = new Float64Array(60 * 200).map((_, i) => flux[i % 60] * (1 + Math.floor(i / 60)));
    const progress: number[] = [];
    const oneThread = await applyResponseBatch(response, many, 1000, { threads: 1 });
    const two = await applyResponseBatch(response, many, 1000, { threads: 2, onProgress: (n) => progress.push(n) });
    expect(two).toEqual(oneThread);
    expect(oneThread.slice(30 * 41, 30 * 42)).toEqual(applyResponse(response, many.slice(60 * 41, 60 * 42), 1000));
    expect(progress.at(-1)).toBe(200);
    const stop = AbortSignal.abort(new Error('enough'));
    await expect(applyResponseBatch(response, many, 1000, { signal: stop })).rejects.toThrow('enough');
  });

  test('a batch of floats is in single precision, and a spectrum of it depends on itself alone', async () => {
    const many = new Float64Array(60 * 100).map((_, i) => flux[i % 60] * (1 + Math.floor(i / 60)));
    const [double, single] = [
      await applyResponseBatch(response, many, 1000),
      await applyResponseBatch(response, Float32Array.from(many), 1000, { threads: 2 }),
    ];
    expect(single).toBeInstanceOf(Float32Array);
    const error = Math.max(...double.map((mean, i) => Math.abs(mean - single[i]) / mean));
    expect(error).toBeLessThan(1e-6);
    expect(error).toBeGreaterThan(0);
    const alone = await applyResponseBatch(response, Float32Array.from(many.slice(60 * 41, 60 * 42)), 1000);
    expect(alone).toEqual(single.slice(30 * 41, 30 * 42));
  });

  test('a flux transferred while a batch runs is an error or too late, never memory in use', async () => {
    const few = new Float64Array(60 * 100).map((_, i) => flux[i % 60]);
    const expected = applyResponse(response, flux, 1000);
    const copied = applyResponseBatch(response, few, 1000);
    structuredClone(few.buffer, { transfer: [few.buffer] });
    expect((await copied).slice(30 * 99)).toEqual(expected);
    const many = new Float64Array(60 * 3000).map((_, i) => flux[i % 60]);
    const work = applyResponseBatch(response, many, 1000);
    structuredClone(many.buffer, { transfer: [many.buffer] });
    await expect(work).rejects.toThrow('detached');
  });

  test('bad arguments are named', async () => {
    expect(() => applyResponse(response, flux.slice(1), 1)).toThrow(ParameterError);
    expect(() => applyResponse(response, flux.slice(1), 1)).toThrow('flux has 59 values; the response has 60 energy');
    expect(() => applyResponse(response, flux.with(7, Number.NaN), 1)).toThrow('flux[7] is NaN');
    expect(() => applyArf(response, flux, -1)).toThrow('exposure is -1; it must be a number, above 0 and at most 1e15');
    expect(() => applyRmf(response, flux.slice(1))).toThrow('photons has 59 values');
    await expect(applyResponseBatch(response, flux.slice(1), 1)).rejects.toThrow('flux has 59 values');
  });
});

describe('createResponse', () => {
  test('carries grid, channels and identity', () => {
    const response = createResponse(smallRmf(), smallArf());
    expect(response).toMatchObject({
      energies: 60,
      channels: 30,
      firstChannel: 1,
      rmfFile: 'small.rmf',
      arfFile: 'small.arf',
    });
    expect(response.identity).toMatch(/^TEST SMALL unknown [0-9a-f]{16}$/);
    expect(createResponse({ ...smallRmf(), file: 'copy.rmf' }, smallArf()).identity).toBe(response.identity);
    expect(createResponse(smallRmf()).identity).not.toBe(response.identity);
    const shifted = { ...smallRmf(), eMin: smallRmf().eMin.map((e) => e + 0.01) };
    expect(createResponse(shifted, smallArf()).identity).not.toBe(response.identity);
  });

  test('channels counted from 0 or 1 give the same counts', () => {
    const from0 = { ...smallRmf(), firstChannel: 0, fChan: smallRmf().fChan.map((c) => c - 1) };
    const response = createResponse(from0, smallArf());
    expect(response.firstChannel).toBe(0);
    expect(applyResponse(response, flux, 10)).toEqual(applyResponse(createResponse(smallRmf(), smallArf()), flux, 10));
  });

  test('without ARF the area is what the RMF holds', () => {
    const bare = applyResponse(createResponse(smallRmf()), flux, 1000);
    expect(worst(bare, smallExpected(0.01, 2, 10))).toBeLessThan(1e-12);
  });

  test('the two grids must agree, up to float32 rounding', () => {
    const rounded = { ...smallArf(), energLo: new Float64Array(new Float32Array(smallArf().energLo)) };
    expect(createResponse(smallRmf(), rounded).energies).toBe(60);
    const moved = { ...smallArf(), energHi: smallArf().energHi.with(11, 1.73) };
    expect(() => createResponse(smallRmf(), moved)).toThrow(MismatchError);
    expect(() => createResponse(smallRmf(), moved)).toThrow(
      /small\.arf is on another energy grid than small\.rmf: row 12 is 1\.6\d* to 1\.73 keV/,
    );
    const arf = smallArf();
    const short = { ...arf, energLo: arf.energLo.slice(0, 50), energHi: arf.energHi.slice(0, 50) };
    expect(() => createResponse(smallRmf(), short)).toThrow('it has 50 rows, the RMF 60; row 51');
    const unknown = { ...arf, energLo: arf.energLo.with(3, Number.NaN) };
    expect(() => createResponse(smallRmf(), unknown)).toThrow('row 4 is NaN to');
  });

  test('an area counted twice is refused, a matrix of probabilities that is only declared so is not', () => {
    const declared = { ...smallRmf(), includesArea: true };
    expect(createResponse(declared, smallArf()).energies).toBe(60);
    const full = { ...declared, matrix: declared.matrix.map((p) => 100 * p) };
    expect(() => createResponse(full, smallArf())).toThrow(MismatchError);
    expect(() => createResponse(full, smallArf())).toThrow(
      'sums to 100.0), so that small.arf would count the area twice',
    );
    expect(worst(applyResponse(createResponse(full), flux, 1000), smallExpected(0.01, 2, 1000))).toBeLessThan(1e-12);
  });

  test('a grid from 0 keV: models begin at a thousandth of the upper edge or at lowestEnergy; it makes no other response', () => {
    const rmf = smallRmf();
    const from0 = { ...rmf, energLo: rmf.energLo.with(0, 0) };
    const response = createResponse(from0);
    expect(response.energLo[0]).toBe(0.0006);
    expect(createResponse({ ...rmf, energLo: rmf.energLo.with(0, -0.1) }).energLo[0]).toBe(0.0006);
    expect(applyResponse(response, flux, 1)).toEqual(applyResponse(createResponse(rmf), flux, 1));
    expect(expectedCounts({ model: 'powerlaw(2)', response, exposure: 1 }).every(Number.isFinite)).toBe(true);

    const raised = createResponse(from0, { ...smallArf(), energLo: from0.energLo }, { lowestEnergy: 0.001 });
    expect(raised.energLo[0]).toBe(0.001);
    expect(createResponse(from0, undefined, { lowestEnergy: 0.001 }).identity).toBe(response.identity);
    expect(() => createResponse(from0, undefined, { lowestEnergy: 0.7 })).toThrow(
      'lowestEnergy is 0.7; it must be a number, above 0 and below 0.6',
    );
  });

  test('models refuse gaps and overlaps, by file and row', async () => {
    const rmf = smallRmf();
    const gap = createResponse({ ...rmf, energHi: rmf.energHi.with(9, 1.45) });
    const message =
      /small\.rmf: row 11: the energy bin from 1\.5 to 1\.6\d* keV .*leaves a gap after .* ends at 1\.45 keV/;
    expect(() => expectedCounts({ model: 'powerlaw', response: gap, exposure: 1 })).toThrow(message);
    await expect(simulate(stars(), 2, gap, { exposure: 1e3, seed: 1 })).rejects.toThrow(message);
    const overlap = createResponse({ ...rmf, energHi: rmf.energHi.with(9, 1.55) });
    expect(() => bindToResponse(model('powerlaw'), overlap)).toThrow(
      'overlaps the one before it, which ends at 1.55 keV',
    );
  });

  test('bad numbers are named with their file', () => {
    const [rmf, arf] = [smallRmf(), smallArf()];
    const infinite = { ...rmf, matrix: rmf.matrix.with(4, Number.POSITIVE_INFINITY) };
    expect(() => createResponse(infinite)).toThrow(FileError);
    expect(() => createResponse(infinite)).toThrow(
      'small.rmf: not a usable response: energy row 3: a matrix element is inf',
    );
    expect(() => createResponse({ ...rmf, matrix: rmf.matrix.with(0, Number.NaN) })).toThrow('energy row 1');
    const noArea = { ...arf, specResp: arf.specResp.with(9, Number.NaN) };
    expect(() => createResponse(rmf, noArea)).toThrow('small.arf: row 10: SPECRESP is NaN cm2');
    const outside = { ...rmf, fChan: rmf.fChan.with(59, 31) };
    expect(() => createResponse(outside)).toThrow('energy row 60, group 1: channels 30 to 30 (counted from 0)');
  });
});

describe.skipIf(!hasShared)('real responses', () => {
  const files: Record<string, string | undefined> = {
    'responses/acisi_aimpt_cy0.rmf.gz': 'responses/acisi_aimpt_cy0.arf',
    'responses/acisi_aimpt_cy18.rmf.gz': 'responses/acisi_aimpt_cy19.arf',
    'spectra/agn/3c273.rmf.gz': 'spectra/agn/3c273.arf',
    'spectra/stars/acisf04487_001N022_r0009_rmf3.fits.gz': 'spectra/stars/acisf04487_001N022_r0009_arf3.fits.gz',
    'formats/cosi_response.rmf.gz': 'formats/cosi_area.arf',
    'formats/PCU2.rsp.gz': undefined,
    'formats/threeml_gbm_gbm_bat_joint_NAI_06.rsp.gz': undefined,
    'formats/nustar_diag.rmf.gz': undefined,
    'formats/ixpe_d3_obssim_v012.rmf.gz': 'formats/ixpe_d1_obssim20220702_v013.arf',
  };
  test.each(Object.entries(files))('%s: a flat flux gives the sums of area x matrix rows', (rmfFile, arfFile) => {
    const rmf = readRmf(sharedFile(rmfFile));
    const arf = arfFile ? readArf(sharedFile(arfFile)) : undefined;
    const response = createResponse(rmf, arf);
    const counts = applyResponse(response, new Float64Array(response.energies).fill(1), 1);
    let [group, element, total] = [0, 0, 0];
    for (let e = 0; e < response.energies; e++) {
      for (let g = 0; g < rmf.nGrp[e]; g++, group++) {
        for (let i = 0; i < rmf.nChan[group]; i++) total += rmf.matrix[element++] * (arf ? arf.specResp[e] : 1);
      }
    }
    expect(counts.reduce((sum, c) => sum + c, 0) / total).toBeCloseTo(1, 12);
  });

  test('an ARF of another grid is refused by its first row', () => {
    const rmf = readRmf(sharedFile('responses/acisi_aimpt_cy0.rmf.gz'));
    const arf = readArf(sharedFile('responses/acisi_aimpt_cy19.arf'));
    expect(() => createResponse(rmf, arf)).toThrow(/acisi_aimpt_cy19\.arf is on another energy grid .*: row 1 is/);
  });

  test('an RXTE response that holds its area takes no ARF', () => {
    const rmf = readRmf(sharedFile('formats/PCU2.rsp.gz'));
    const { energLo, energHi } = rmf;
    const arf = { file: 'x.arf', energLo, energHi, specResp: new Float64Array(energLo.length).fill(1) };
    expect(() => createResponse(rmf, arf)).toThrow('leave out the ARF');
  });
});

test('a model is bound to a response once, whoever asks, and again for other values or options', () => {
  const response = createResponse(smallRmf(), smallArf());
  const first = bindToResponse(model('powerlaw(2, 1)'), response);
  expect(bindToResponse(model('powerlaw(2, 1)'), response)).toBe(first);
  expect(bindToResponse(model('powerlaw(3, 1)'), response)).not.toBe(first);
  expect(bindToResponse(model('powerlaw(2, 1)'), createResponse(smallRmf(), smallArf()))).not.toBe(first);
  const absorbed = bindToResponse(model('tbabs*powerlaw'), response);
  expect(bindToResponse(model('tbabs*powerlaw'), response, { abundances: 'angr' })).not.toBe(absorbed);
});
