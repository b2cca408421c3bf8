import { expect, test } from 'vitest';
import { addon, withControl } from '../../ts/native/index.js';

// Two energy rows, three channels: row 1 -> channels 0, 1 (0.75, 0.25), row 2 -> channels 1, 2 (0.5, 0.5); 10 and 20 cm2.
const make = () =>
  new (addon().Response)(
    Float64Array.of(1, 2),
    Float64Array.of(2, 3),
    Float64Array.of(10, 20),
    Int32Array.of(1, 1),
    Int32Array.of(0, 1),
    Int32Array.of(2, 2),
    Float64Array.of(0.75, 0.25, 0.5, 0.5),
    3,
    1,
  );

test('a response gives expected counts, in two steps or one', () => {
  const response = make();
  const flux = Float64Array.of(0.5, 0.25);
  const photons = new Float64Array(2);
  const expected = new Float64Array(3);
  response.applyArf(flux, 8, photons);
  expect(photons).toEqual(Float64Array.of(40, 40));
  response.applyRmf(photons, expected);
  expect(expected).toEqual(Float64Array.of(30, 30, 20));
  const once = new Float64Array(3);
  response.applyResponse(flux, 8, once);
  expect(once).toEqual(expected);
});

test('a batch counts its spectra, and stops when told', async () => {
  const response = make();
  const flux = new Float64Array(2 * 5000).map((_, i) => i % 13);
  const expected = new Float64Array(3 * 5000);
  const done: number[] = [];
  await withControl({ onProgress: (n) => done.push(n) }, (control) =>
    response.applyBatch(flux, 5000, 8, expected, 2, control),
  );
  expect(done.at(-1)).toBe(5000);
  const alone = new Float64Array(3);
  response.applyResponse(flux.subarray(2 * 4321, 2 * 4322), 8, alone);
  expect(expected.slice(3 * 4321, 3 * 4322)).toEqual(alone);

  const stop = new AbortController();
  const work = withControl({ signal: stop.signal }, (control) => {
    stop.abort();
    return response.applyBatch(flux, 5000, 8, expected, 2, control);
  });
  await expect(work).rejects.toThrow('aborted');
});

test('arguments are checked again in C++', () => {
  const response = make();
  const flux = new Float64Array(2);
  const expected = new Float64Array(3);
  expect(() => response.applyResponse(new Float64Array(3), 1, expected)).toThrow('flux has length 3, expected 2');
  expect(() => response.applyResponse(flux, 1, flux)).toThrow('expected has length 2, expected 3');
  expect(() => response.applyResponse(flux, 0, expected)).toThrow('exposure must be above 0');
  expect(() => response.applyResponse(flux, Number.NaN, expected)).toThrow('exposure must be above 0');
  expect(() => response.applyResponse(flux, 1.001e15, expected)).toThrow(
    'exposure must be above 0 and at most 1e+15 s',
  );
  expect(() => response.applyBatch(flux, 1, 1, expected, 1025)).toThrow(
    'threads must be a whole number from 1 to 1024',
  );
  expect(() => response.applyRmf([1, 2] as never, expected)).toThrow('photons must be a Float64Array');
  structuredClone(flux.buffer, { transfer: [flux.buffer] });
  expect(() => response.applyResponse(flux, 1, expected)).toThrow('flux has length 0, expected 2');
  expect(() => response.applyRmf.call({} as never, flux, expected)).toThrow();
});

test('the constructor names what does not fit', () => {
  const single = Float64Array.of(1);
  const index = Int32Array.of(1);
  const build = (matrix: Float64Array, channels: number) =>
    new (addon().Response)(single, Float64Array.of(2), single, index, Int32Array.of(0), index, matrix, channels, 0);
  expect(() => build(single, 1)).not.toThrow();
  expect(() => build(Float64Array.of(1, 2), 1)).toThrow('the matrix has 2 elements, its groups 1');
  expect(() => build(Float64Array.of(-1), 1)).not.toThrow();
  expect(() => build(Float64Array.of(Number.NaN), 1)).toThrow('energy row 1: a matrix element is');
  expect(() => build(single, 0)).toThrow('channels must be a whole number from 1');
});
