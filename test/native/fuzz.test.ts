import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Runs a script with the addon as `native` and a few makers of its objects, in a process that may crash. */
function inChild(script: string, ...args: string[]): { signal: string | null; output: string } {
  const source = `
    const native = require('node-gyp-build')(${JSON.stringify(root)});
    const f64 = (...values) => Float64Array.of(...values), i32 = (...values) => Int32Array.of(...values);
    const response = () => new native.Response(f64(1, 2), f64(2, 3), f64(1, 1), i32(1, 1), i32(0, 1), i32(2, 2),
      f64(0.5, 0.5, 0.5, 0.5), 3, 1);
    const bound = (program, offsets, limits) =>
      new native.Model(f64(1, 2), f64(2, 3), program, offsets, limits, new Float64Array(limits.length / 2));
    const powerlaw = () => bound(['powerlaw'], i32(0), f64(0, 3, 0, 100));
    const job = (change) => ({ sizes: [2, 3, 2], train: Uint32Array.of(0, 1, 2, 3), validation: Uint32Array.of(4, 5),
      weights: new Float32Array(17), mean: new Float64Array(2), deviation: new Float64Array(2),
      history: new Float64Array(12), stages: [{ epochs: 3, learningRate: 1e-3 }], batchSize: 2, patience: 0, l1: 1e-3, seed: 1,
      standardise: true, ...change });
    (async () => { ${script} })().then((text) => console.log(text), (error) => console.log('threw', error.message));`;
  const child = spawnSync(process.execPath, ['-e', source, '--', ...args], {
    cwd: root,
    encoding: 'utf8',
    timeout: 60000,
  });
  return { signal: child.signal, output: (child.stdout + child.stderr).trim() };
}

test.each([
  [
    'a parameter offset whose end overflows',
    "bound(['powerlaw'], i32(2147483647), f64(0, 1, 0, 1));",
    'its parameters do not exist',
  ],
  [
    'the values of a convolution beyond the end of all values',
    "bound(['powerlaw', 'cflux'], i32(0, 2147483647), f64(0, 1, 0, 1));",
    'values do not exist',
  ],
  [
    'a band so far away that the energies would have no end',
    "new native.Model(f64(1, 1.00001), f64(1.00001, 1.00002), ['powerlaw', 'cflux'], i32(0, 2), new Float64Array(10), f64(1, 1, 1, Infinity, 1));",
    'takes more than 100000 bins',
  ],
  [
    'a C++ exception that is not for JavaScript (out of memory)',
    `const n = 3e5, lo = new Float64Array(1e5).map((_, k) => 1 + k);
     const model = new native.Model(lo, lo.map((x) => x + 1), [...Array(n).fill('powerlaw'), ...Array(n - 1).fill('+')],
       new Int32Array(2 * n - 1), f64(0, 1, 0, 1), f64(1, 1));
     model.evaluate(f64(1, 1), new Float64Array(1e5));`,
    'bad_alloc',
  ],
  [
    'row numbers that change while they are in use',
    `const change = { batchSize: 1, stages: [{ epochs: 20000, learningRate: 1e-3 }], history: new Float64Array(80000), train: new Uint32Array(64) };
     const one = job(change), work = native.trainNetworks(new Float32Array(12), { labels: new Uint8Array(6) }, [one], 1);
     one.train.fill(4e9);
     return 'ran ' + (await work)[0].epochsRun;`,
    'ran 20000',
  ],
  [
    'a count that overflows with the number of bins',
    'await response().applyBatch(f64(), 2 ** 40, 1, f64(), 1);',
    'count must be a whole number from 0 to 1073741824',
  ],
  [
    'an object of another class behind a prototype',
    `const fake = Object.setPrototypeOf(new native.Control(), native.Response.prototype);
     await native.simulateCounts(powerlaw(), fake, f64(1, 1), Uint32Array.of(0), 0, 1, 0, 0, new Uint16Array(3), 1);`,
    'response must be a native Response',
  ],
  [
    'a buffer that may shrink while a worker writes to it',
    `const out = new Float64Array(new ArrayBuffer(24, { maxByteLength: 48 }));
     await response().applyBatch(f64(1, 1), 1, 1, out, 1);`,
    'expected lies in a resizable ArrayBuffer',
  ],
  [
    'a getter that detaches an array already looked at',
    `const one = job();
     Object.defineProperty(one, 'history', { get() { structuredClone(one.weights.buffer, { transfer: [one.weights.buffer] });
       return new Float64Array(12); } });
     await native.trainNetworks(new Float32Array(12), { labels: new Uint8Array(6) }, [one], 1);`,
    'weights has length 0, expected 17',
  ],
  [
    'parameters out of their limits',
    'await native.simulateCounts(powerlaw(), response(), f64(1, NaN), Uint32Array.of(0), 0, 1, 0, 0, new Uint16Array(3), 1);',
    'parameters[1] is out of its limits',
  ],
  [
    'two spectra for one row of the output',
    `await native.simulateCounts(powerlaw(), response(), f64(1, 1, 1, 1), Uint32Array.of(1, 1), 0, 1, 0, 0,
       new Uint16Array(6), 2);`,
    'row 1 occurs twice',
  ],
  [
    'a table of a model whose rows are not all there, and one whose numbers are no number',
    `const table = new native.TableModel(f64(1, 2), f64(1, 2), i32(2), i32(0), i32(0), false, false, 1);
     table.fill(i32(0), Float32Array.of(1));
     try { table.fill(i32(1), Float32Array.of(NaN)); } catch (error) { console.log(error.message); }
     try { table.fill(i32(0), Float32Array.of(1)); } catch (error) { console.log(error.message); }
     new native.Model(f64(1), f64(2), ['atable'], i32(0), f64(0, 3, 0, 9), f64(1, 1), undefined, undefined, undefined,
       [{ table, low: NaN, high: NaN }]);`,
    /a number is not finite\nrow 0 is written twice\nthrew the table is not complete/,
  ],
  [
    'a plasma table with a step beyond count, and one with NaN',
    `const make = (logT, line) => new native.Plasma(logT, f64(1, 2), i32(1), new Float32Array(4).fill(line),
       new Float32Array(4), new Float64Array(30));
     try { make(f64(1, 2, 3, Infinity), 1); } catch (error) { console.log(error.message); }
     make(f64(5, 6, 7, 8), NaN);`,
    /log10 K from 2 to 11\nthrew element 1, temperature 1, bin 1 of a plasma table/,
  ],
  [
    'abundances and deviations that are no such thing',
    `try { new native.Absorber(new Float64Array(30).fill(NaN)); } catch (error) { console.log(error.message); }
     await native.predictNetwork(new Float32Array(2), [2, 2], new Float32Array(6), f64(0, 0), f64(1, 0), new Float32Array(2), 1);`,
    /abundances\[0\] is .*nan.*\nthrew input 1: mean must be finite, deviation finite and above 0/,
  ],
])('%s is refused', (_, script, message) => {
  const { signal, output } = inChild(script);
  expect(signal).toBe(null);
  expect(output).toMatch(message);
});

/** Valid calls with one or two arguments replaced by anything: each must return or throw an Error. */
const fuzz = `
  let state = Number(process.argv.at(-1)) >>> 0;
  const random = (n) => { state = (Math.imul(state, 1664525) + 1013904223) >>> 0; return Math.floor((state / 2 ** 32) * n); };
  const pick = (list) => list[random(list.length)];
  const kinds = [Float64Array, Float32Array, Int32Array, Uint32Array, Uint16Array, Uint8Array, BigInt64Array, DataView];
  const numbers = [NaN, -1, -0.5, 0, 0.5, 1, 2, 3, 255, 256, 65536, 2 ** 20, 2 ** 24, 2 ** 31 - 1, 2 ** 31, 2 ** 32, 2 ** 40,
    2 ** 53 - 1, 2 ** 53, 1e308, Infinity, -Infinity, 5e-324];
  const absorber = new native.Absorber(new Float64Array(30).fill(1e-4));
  const rows = () => {
    const made = pick([() => new native.CountRows(2, 1), () => new native.FloatRows({ channels: 2, transform: 'sqrt' }, 1),
      () => new native.CountRows({ channels: 2, group: 2, extra: ['logTotalCounts'] }, 1)])();
    made.append(new Uint16Array([1, 2, 300, 4]), undefined, undefined, Uint32Array.of(0, 1), 2, 0);
    return made;
  };
  const rule = () => {
    const one = { channels: 2, group: 1 + random(3), counts: pick(['net', 'total']), transform: pick(['none', 'none', 'sqrt']),
      scale: pick(['none', 'unit', 'unit-floor', 'rate', 'unit-channels']), extra: pick([[], ['response', 'logNetCounts']]), descriptors: random(3) };
    if (random(4) === 0) one[pick(Object.keys(one))] = anything();
    return one;
  };
  const table = () => {
    const made = new native.TableModel(f64(1, 2, 3), f64(1, 2), i32(2), i32(1), i32(0), false, false, 1);
    if (random(4)) made.fill(i32(1, 0), new Float32Array(4).fill(1));
    return made;
  };
  const handles = () => [table(), new native.Control(), response(), powerlaw(), absorber, rows()];
  const array = () => {
    const Kind = pick(kinds), length = pick([0, 1, 2, 3, 4, 6, 17, 30]), bytes = length * (Kind.BYTES_PER_ELEMENT ?? 1);
    const buffer = pick([() => new ArrayBuffer(bytes), () => new SharedArrayBuffer(bytes),
      () => new ArrayBuffer(bytes, { maxByteLength: bytes + 64 })])();
    const made = new Kind(buffer);
    if (Kind !== DataView && Kind !== BigInt64Array) for (let i = 0; i < length; i++) made[i] = pick(numbers);
    if (buffer instanceof ArrayBuffer && random(6) === 0) structuredClone(buffer, { transfer: [buffer] });
    return made;
  };
  const anything = () => pick([() => undefined, () => null, () => true, () => 'apec', () => Symbol('s'), () => 7n, () => ({}), () => [],
    () => [2, 3, 2], () => () => 1, () => new Proxy({}, {}), () => Object.create(native.Response.prototype),
    () => Object.setPrototypeOf(pick(handles().slice(1, 4)), pick([native.Model, native.Plasma, native.Response, native.Control]).prototype),
    () => pick(handles()), () => ({ get length() { throw new Error('getter'); } }),
    () => pick(numbers), () => pick(numbers), array, array, array])();
  const model = powerlaw(), rmf = response(), plasmaTable = () => [f64(5, 6, 7, 8), f64(1, 2, 3), i32(1, 26),
    new Float32Array(16).fill(1), new Float32Array(16), new Float64Array(30)];
  const extras = () => {
    const one = { fluxScale: 2, expected: new Float32Array(6), second: { model, response: rmf, weight: f64(0.5, 1) }, background: { shapes: f64(1, 2, 3),
      shape: new Uint32Array(2), level: f64(1, 0), scale: f64(1, 2), stream: 9, counts: new Uint16Array(6), expected: new Float32Array(6) } };
    const part = pick([one, one.second, one.background]);
    if (random(2)) part[pick(Object.keys(part))] = anything();
    return one;
  };
  const simulation = (out) => [model, rmf, f64(1, 1, 2, 1), Uint32Array.of(0, 1), 0, 10, 1, 0, out, 2, new native.Control(), extras()];
  const construct = (Class) => (...args) => new Class(...args);
  const calls = [
    [construct(native.Response), () => [f64(1, 2), f64(2, 3), f64(1, 1), i32(1, 1), i32(0, 1), i32(2, 2), f64(0.5, 0.5, 0.5, 0.5), 3, 1]],
    [construct(native.Absorber), () => [new Float64Array(30).fill(1e-4), [{ z: 1 + random(40), first: random(3), last: random(4),
      sigma: f64(0, random(2), 1e-20) }, pick([{}, anything()])].slice(0, random(3))]],
    [construct(native.Absorber), () => [anything()]],
    [construct(native.Plasma), plasmaTable],
    [construct(native.PlasmaElements), plasmaTable],
    [construct(native.Model), () => [f64(1, 2), f64(2, 3), ['powerlaw', 'gaussian', '+'], i32(0, 2, 0),
      f64(0, 3, 0, 9, 0, 9, 0, 9, 0, 9), f64(1, 1, 1, 1, 1), undefined, undefined, undefined]],
    [construct(native.Model), () => [f64(1, 2), f64(2, 3), ['powerlaw', 'cflux'], i32(3, 0),
      f64(0, 3, 0, 9, 0, 9, 0, 9, 0, 9), f64(random(3), random(20), 1, 1, 1), undefined, undefined, undefined]],
    [construct(native.Model), () => [f64(1, 2), f64(2, 3), ['atable', 'zashift'], i32(1, 0), f64(0, 3, 0, 9, 0, 9), f64(random(3), 1, 1),
      undefined, undefined, undefined, [{ table: pick([table(), anything()]), low: pick(numbers), high: 1 }]]],
    [(edges, ...args) => new native.TableModel(edges, ...args).fill(i32(0, 1, 2), new Float32Array(3 * (edges.length - 1))),
      () => [f64(1, 2, 3), f64(1, 2, 3), i32(3), i32(random(2)), i32(0), false, true, 1]],
    [(...args) => new native.TableModel(f64(1, 2, 3), f64(1, 2), i32(2), i32(1), i32(-1, 0), true, true, 1).fill(...args),
      () => [i32(1, random(3)), new Float32Array(8).fill(2)]],
    [construct(native.Control), () => []],
    [rmf.applyArf.bind(rmf), () => [f64(1, 2), 3, new Float64Array(2)]],
    [rmf.applyRmf.bind(rmf), () => [f64(1, 2), new Float64Array(3)]],
    [rmf.applyResponse.bind(rmf), () => [f64(1, 2), 3, new Float64Array(3)]],
    [rmf.applyBatch.bind(rmf), () => [new Float64Array(8), 4, 3, new Float64Array(12), 2, new native.Control()]],
    [model.evaluate.bind(model), () => [f64(1, 2, 1, 2), new Float64Array(4)]],
    [model.check.bind(model), () => [f64(1, 2, 1, 2)]],
    [model.range.bind(model), () => []],
    [native.uniforms, () => [1, 2, 3, 4, 5, new Float64Array(20)]],
    [native.poissonCounts, () => [f64(1, 20), 1, 2, 3, new Uint32Array(2)]],
    [native.simulateCounts, () => simulation(new Uint16Array(6))],
    [construct(native.CountRows), () => [pick([3, rule()]), 5]],
    [construct(native.FloatRows), () => [pick([3, rule()]), 5]],
    [(Kind, rule, ...args) => new Kind(rule, 2, true).append(...args), () => [pick([native.CountRows, native.FloatRows, native.ExpectedRows]),
      rule(), new (pick([Uint8Array, Float32Array, Float32Array, Float64Array]))(8).fill(3), undefined, f64(1, 0.5), Uint32Array.of(1, 0, 1),
      4, 2, f64(1, 2), new Float32Array(2 * random(3))]],
    [(...args) => rows().extras(...args), () => [random(2), new Float32Array(1)]],
    [(...args) => new native.CountRows(2, 4).append(...args), () => [new Uint16Array(8).fill(300), new Uint16Array(8), f64(1, 0.5),
      Uint32Array.of(1, 0, 1), 4, 2]],
    [construct(native.ExpectedRows), () => [3, 5, random(2) === 1]],
    [(...args) => new native.ExpectedRows(2, 4, true).append(...args), () => [new Float32Array(8).fill(3), new Float32Array(8), f64(1, 0.5),
      Uint32Array.of(1, 0, 1), 4, 2]],
    [native.poissonLogLikelihood, () => [rows(), f64(1, 2, 3, 0), new Float64Array(4), 2, new native.Control()]],
    [native.predictNetwork, () => [pick([new Float32Array(4), rows()]), [2, 2], new Float32Array(6), f64(0, 0), f64(1, 1), new Float32Array(4), 2, new native.Control(), undefined, pick([undefined, Uint32Array.of(1, 0)])]],
    [construct(native.Predictor), () => [3, [3, 2], new Float32Array(8), f64(0, 0, 0), f64(1, 1, 1)]],
    [(rule, ...args) => new native.Predictor(rule, [2, 2], new Float32Array(6), f64(0, 0), f64(1, 1)).predict(...args), () => [2,
      new (pick([Uint8Array, Uint16Array, Uint32Array, Float32Array, Float64Array]))(8).fill(3), undefined, f64(1, 0.5), undefined, 4, 2,
      undefined, undefined, random(2), 2, 1, 3, new Float32Array(4), new Float32Array(random(2)), new Float64Array(4), 2]],
    [native.trainNetworks, () => {
      const one = job(), name = pick(Object.keys(one));
      if (random(2)) one[name] = anything();
      const answers = { labels: new Uint8Array(6), targets: pick([undefined, new Float32Array(12).fill(0.5)]),
        sampleWeights: pick([undefined, new Float32Array(6).fill(1)]) };
      if (random(3) === 0) answers[pick(Object.keys(answers))] = anything();
      return [new Float32Array(12), answers, [one, job()], 2, new native.Control()];
    }],
  ];
  let returned = 0, threw = 0;
  for (let n = 0; n < 6000; n++) {
    const [call, valid] = pick(calls), args = valid();
    for (let k = random(3); k > 0 && args.length; k--) args[random(args.length)] = anything();
    if (random(10) === 0) args.length = random(args.length + 1);
    try {
      await call(...args);
      returned++;
    } catch (error) {
      if (!(error instanceof Error) || error.message === '') throw new Error('threw ' + String(error));
      threw++;
    }
  }
  return returned > 1500 && threw > 1500 ? 'survived' : returned + ' returned, ' + threw + ' threw';`;

test.each([1, 2])('random arguments throw and never crash (seed %i)', (seed) => {
  expect(inChild(fuzz, String(seed))).toEqual({ signal: null, output: 'survived' });
});
