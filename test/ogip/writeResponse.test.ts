import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { ReadonlyFloat32Array, ReadonlyFloat64Array, ReadonlyInt32Array } from '../../ts/base/index.js';
import { createResponse, embeddedResponseTables, fakeIt } from '../../ts/index.js';
import { readArf, readFits, readPha, readRmf, writeArf, writePha, writeRmf } from '../../ts/ogip/index.js';

const folder = mkdtempSync(join(tmpdir(), 'xsift-response-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('a response that was written reads back the same, in the precision of the files', () => {
  const { rmf, arf } = embeddedResponseTables();
  writeRmf(join(folder, 'a.rmf'), rmf);
  writeArf(join(folder, 'a.arf'), arf);
  const back = { rmf: readRmf(join(folder, 'a.rmf')), arf: readArf(join(folder, 'a.arf')) };
  // As bytes: comparing 200,000 numbers one by one takes seconds.
  const bytes = (values: ReadonlyFloat64Array | ReadonlyFloat32Array | ReadonlyInt32Array) =>
    Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  for (const name of ['nGrp', 'fChan', 'nChan', 'channel'] as const)
    expect(bytes(back.rmf[name]).equals(bytes(rmf[name])), name).toBe(true);
  expect(bytes(back.rmf.matrix).equals(bytes(Float32Array.from(rmf.matrix as Iterable<number>))), 'matrix').toBe(true);
  for (const name of ['energLo', 'energHi', 'eMin', 'eMax'] as const)
    expect(bytes(back.rmf[name]).equals(bytes(Float64Array.from(rmf[name], Math.fround))), name).toBe(true);
  expect(back.arf.specResp).toEqual(Float64Array.from(arf.specResp, Math.fround));
  expect(createResponse(back.rmf, back.arf).identity).toBe(createResponse(rmf, arf).identity);
  expect(back.rmf).toMatchObject({
    firstChannel: 1,
    detChans: 1024,
    telescope: 'CHANDRA',
    detector: 'ACIS-I',
    includesArea: false,
  });
});

test('rows with several groups, one and none; channels from 0; a matrix with the area in it', () => {
  const rmf = {
    ...embeddedResponseTables().rmf,
    energLo: Float64Array.of(1, 2, 3),
    energHi: Float64Array.of(2, 3, 4),
    nGrp: Int32Array.of(2, 0, 1),
    fChan: Int32Array.of(0, 3, 1),
    nChan: Int32Array.of(1, 1, 2),
    matrix: Float32Array.of(10, 20, 30, 40),
    firstChannel: 0,
    detChans: 4,
    channel: Int32Array.of(0, 1, 2, 3),
    eMin: Float64Array.of(1, 2, 3, 4),
    eMax: Float64Array.of(2, 3, 4, 5),
    includesArea: true,
  };
  writeRmf(join(folder, 'b.rmf'), rmf);
  expect(readRmf(join(folder, 'b.rmf'))).toEqual({ ...rmf, file: join(folder, 'b.rmf'), warnings: [] });
});

test('CHANTYPE is kept, in RMF, response and spectrum', () => {
  const { rmf, arf } = embeddedResponseTables();
  for (const channelType of ['PHA', 'PI']) {
    writeRmf(join(folder, 'c.rmf'), { ...rmf, channelType });
    const back = readRmf(join(folder, 'c.rmf'));
    const response = createResponse(back, arf);
    const fake = fakeIt({ model: 'powerlaw', response, exposure: 1, seed: 1 });
    writePha(join(folder, 'c.pha'), fake);
    const types = [back.channelType, response.channelType, readPha(join(folder, 'c.pha')).channelType];
    expect(types).toEqual([channelType, channelType, channelType]);
    const ebounds = readFits(join(folder, 'c.rmf')).hdus.find(({ name }) => name === 'EBOUNDS');
    expect(ebounds?.header.get('CHANTYPE')).toBe(channelType);
  }
});
