// Files on disk, classified by networks made by hand and small banks of templates.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ResponseBank } from '../../ts/bank/index.js';
import {
  agn,
  bandChannels,
  Classifier,
  type ClassifyFilesOptions,
  type ClassifyUsing,
  classifyFiles,
  createResponse,
  datasetFromPha,
  defaultSettings,
  type ExtraInput,
  embeddedResponseTables,
  fakeIt,
  loadSpectrum,
  MismatchError,
  responseDescriptor,
  responseDescriptorNames,
  type SourceVerdict,
  stars,
  templateBank,
} from '../../ts/index.js';
import { estimatePrior, type PriorEstimate } from '../../ts/metrics/index.js';
import { parameterCount } from '../../ts/native/index.js';
import { inputConvention } from '../../ts/network/inputs.js';
import { type PhaData, writeArf, writePha, writeRmf } from '../../ts/ogip/index.js';

const folder = mkdtempSync(join(tmpdir(), 'xsift-classify-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string) => join(folder, name);

const { rmf, arf } = embeddedResponseTables();
/** As after years of contamination: less area below 1.5 keV. */
const aged = { ...arf, specResp: arf.specResp.map((area, e) => (arf.energHi[e] < 1.5 ? 0.3 * area : area)) };
const response = createResponse(rmf, arf);
const descriptors = { new: responseDescriptor(response), aged: responseDescriptor(createResponse(rmf, aged)) };
const bank = templateBank([stars(), agn()], { templates: 1000 });

beforeAll(() => {
  writeRmf(at('s.rmf'), rmf);
  writeArf(at('s.arf'), arf);
  writeArf(at('aged.arf'), aged);
  // A detector of 120 channels of 0.1 keV, each seen by its photons alone: the bank can use it, no network of 527 channels.
  const energies = rmf.energLo.length;
  const wide = Int32Array.from({ length: 120 }, (_, c) => c + 1);
  writeRmf(at('wide.rmf'), {
    ...rmf,
    ...{ detChans: 120, firstChannel: 1, channel: wide },
    eMin: Float64Array.from(wide, (c) => (c - 1) / 10),
    eMax: Float64Array.from(wide, (c) => c / 10),
    nGrp: new Int32Array(energies).fill(1),
    fChan: Int32Array.from(rmf.energLo, (energy) => Math.floor(10 * energy) + 1),
    nChan: new Int32Array(energies).fill(1),
    matrix: new Float64Array(energies).fill(1),
  });
  const { channel, telescope, instrument, detector } = rmf;
  const exposure = 1e5;
  const counts = Float64Array.from(
    fakeIt({ model: 'tbabs(0.05)*powerlaw(1.9, 3e-4)', response, exposure, seed: 1 }).counts,
  );
  const common: PhaData = { channel, counts, exposure, telescope, instrument, detector };
  writePha(at('new.pha'), { ...common, respFile: 's.rmf', ancrFile: 's.arf' });
  writePha(at('aged.pha'), { ...common, respFile: 's.rmf', ancrFile: 'aged.arf' });
  writePha(at('no-area.pha'), { ...common, respFile: 's.rmf' });
  const inWide = { ...common, channel: wide, counts: Float64Array.from(wide, (c) => (c < 40 ? 40 - c : 0)) };
  writePha(at('wide.pha'), { ...inWide, respFile: 'wide.rmf', ancrFile: 's.arf' });
  writePha(at('wide-no-area.pha'), { ...inWide, respFile: 'wide.rmf' });
  mkdirSync(at('copy'));
  writeRmf(at('copy/s.rmf'), rmf);
  writeArf(at('copy/s.arf'), arf);
  writePha(at('copy/new.pha'), { ...common, respFile: 's.rmf', ancrFile: 's.arf' });
});

const channels = bandChannels(response.eMin, response.eMax);

/**
 * A network without hidden layers for which ln(p_agn / p_star) is `logit`, plus `slope` x (log10 of the area at 0.7 keV over
 * 2 keV) if it is told the response.
 */
function madeNetwork(logit: number, { slope = 0, extra = [] as ExtraInput[], responses = [response.identity] } = {}) {
  const { input: _, hiddenLayers: __, activation, ...settings } = defaultSettings;
  const names = extra.includes('response') ? responseDescriptorNames : [];
  const inputs = channels.length + names.length;
  const weights = new Float32Array(parameterCount([inputs, 2]));
  if (names.length > 0) weights[2 * (channels.length + 1) + 1] = slope;
  weights[2 * inputs + 1] = logit;
  return new Classifier({
    version: '0',
    classes: ['star', 'agn'],
    input: {
      convention: { ...inputConvention, extra },
      channels: Array.from(channels, (c) => c + rmf.firstChannel),
      eMin: Float64Array.from(channels, (c) => response.eMin[c]),
      eMax: Float64Array.from(channels, (c) => response.eMax[c]),
      ...(names.length > 0 && {
        // Trained on the new response alone.
        extraInputs: names.map((name, k) => ({ name, min: descriptors.new[k] - 0.01, max: descriptors.new[k] + 0.01 })),
      }),
      mean: new Float64Array(inputs),
      deviation: new Float64Array(inputs).fill(1),
    },
    network: { sizes: [inputs, 2], activation, weights },
    training: { ...settings, epochsRun: 1, bestEpoch: 1, aborted: false, spectra: [1, 1], background: false },
    provenance: responses.map((identity) => ({ seed: 1, population: 'none', response: identity, version: '0' })),
  });
}

async function verdictsOf(names: string[], using: ClassifyUsing, options: ClassifyFilesOptions = {}) {
  const rows: SourceVerdict[] = [];
  for await (const row of classifyFiles(names.map(at), using, options)) rows.push(row);
  return rows;
}
const logistic = (x: number) => 1 / (1 + Math.exp(-x));
const sure = madeNetwork(3);

describe('a network alone', () => {
  test('is told the response of each file', async () => {
    const told = madeNetwork(1, { slope: 2, extra: ['response'] });
    const [fresh, aged] = await verdictsOf(['new.pha', 'aged.pha'], told);
    expect(fresh.probabilities[1]).toBeCloseTo(logistic(1 + 2 * descriptors.new[1]), 5);
    expect(aged.probabilities[1]).toBeCloseTo(logistic(1 + 2 * descriptors.aged[1]), 5);
    expect(descriptors.aged[1]).toBeLessThan(descriptors.new[1] - 0.4);
    expect([fresh.method, aged.method]).toEqual(['network', 'network']);
    // Another response of the same names: the network knows it by its numbers, which here are beyond the training.
    expect(fresh.flags).not.toContain('outside-training');
    expect(aged.flags).toContain('outside-training');
    expect(aged.flags).not.toContain('response-differs');
  });

  test('needs no area unless the response is among its inputs', async () => {
    const [plain] = await verdictsOf(['no-area.pha'], sure);
    expect(plain.probabilities[1]).toBeCloseTo(logistic(3), 6);
    for (const using of [madeNetwork(1, { extra: ['response'] }), bank]) {
      const [row] = await verdictsOf(['no-area.pha'], using);
      expect(row.error).toContain('s.rmf holds none; name the ARF with --arf (option arf)');
      expect([row.method, row.verdict, row.exposure]).toEqual([undefined, undefined, 1e5]);
    }
    const [named] = await verdictsOf(['no-area.pha'], bank, { arf: at('s.arf') });
    expect(named).toMatchObject({ method: 'bank', verdict: 'agn' });
  });
});

describe('a bank alone', () => {
  test('gives its posteriors through the file its own response', async () => {
    const rows = await verdictsOf(['new.pha', 'aged.pha'], bank);
    for (const [i, name] of ['new.pha', 'aged.pha'].entries()) {
      const spectrum = loadSpectrum(at(name));
      const through = await bank.through(createResponse(spectrum.rmf!, spectrum.arf));
      const { probabilities } = await through.classify(datasetFromPha([spectrum]));
      expect(rows[i].probabilities).toEqual([...probabilities]);
      expect(rows[i].method).toBe('bank');
    }
    expect(rows[0].flags).toEqual(['no-background']);
    // Bright, and not through the response that it was seen with.
    expect(rows[1].flags).toEqual(['unlike-training', 'no-background']);
    expect(rows[0].probabilities).not.toEqual(rows[1].probabilities);
  });

  test('the templates are folded once for all files of a response, and for copies of it', async () => {
    const own = templateBank([stars(), agn()], { templates: 8 });
    const made: ResponseBank[] = [];
    const original = own.through.bind(own);
    own.through = async (...args) => {
      const through = await original(...args);
      made.push(through);
      return through;
    };
    await verdictsOf(['new.pha', 'copy/new.pha', 'new.pha', 'aged.pha', 'new.pha'], own);
    // One by one and in chunks, of which the last has both.
    expect(made.length).toBeGreaterThan(2);
    expect(new Set(made).size).toBe(2);
    // Nor is the response made again.
    const { provenance } = datasetFromPha([loadSpectrum(at('new.pha'))]);
    expect(provenance[0].response).toBe(made[0].response);
  });
});

describe('both', () => {
  const both = (network: Classifier) => ({ network, bank });

  test('the network in its range and sure, else the bank', async () => {
    const names = ['new.pha', 'aged.pha', 'wide.pha', 'no-area.pha'];
    const methods = async (network: Classifier) =>
      (await verdictsOf(names, both(network))).map(({ method, flags }) => [method, ...flags].join(' '));
    expect(await methods(sure)).toEqual([
      'network no-background',
      'bank unlike-training no-background',
      expect.stringMatching(/^bank/),
      'network response-differs no-background',
    ]);
    expect(await methods(madeNetwork(0.5))).toEqual([
      'bank no-background',
      'bank unlike-training no-background',
      expect.stringMatching(/^bank/),
      'network few-counts response-differs no-background',
    ]);
    // Told the response, and trained on such: another one of the same instrument is in its range.
    const told = madeNetwork(3, { extra: ['response'] });
    expect((await verdictsOf(['new.pha'], both(told)))[0].method).toBe('network');
    expect((await verdictsOf(['aged.pha'], both(told)))[0].method).toBe('bank');
  });

  test('with neither an area nor the channels of the network, both remedies are named', async () => {
    const [row] = await verdictsOf(['wide-no-area.pha'], both(sure));
    expect(row.error).toContain('120 channels from 0 to 12 keV; the 527 channels');
    expect(row.error).toContain('for the bank no effective area is known');
    expect(row.error).toContain('name the ARF with --arf (option arf)');
  });

  test("the bank's flag is on every verdict, whoever decides", async () => {
    const unlike = (flag: number) => {
      const asked = templateBank([stars(), agn()], { templates: 8 });
      const original = asked.through.bind(asked);
      asked.through = async (...args) => {
        const through = await original(...args);
        const classify = through.classify.bind(through);
        through.classify = async (...given) => Object.assign(await classify(...given), { unlike: Uint8Array.of(flag) });
        return through;
      };
      return asked;
    };
    const flags = async (using: ClassifyUsing) =>
      (await verdictsOf(['new.pha', 'aged.pha'], using)).map((row) => row.flags);
    const yes = ['unlike-training', 'no-background'];
    expect(await flags({ network: sure, bank: unlike(1) })).toEqual([yes, yes]);
    expect(await flags({ network: sure, bank: unlike(0) })).toEqual([['no-background'], ['no-background']]);
    // Sources of neither class do not count in the estimate of the shares.
    let estimate: PriorEstimate | undefined;
    const onPrior = (given: PriorEstimate) => {
      estimate = given;
    };
    await verdictsOf(['new.pha'], { network: sure, bank: unlike(1) }, { prior: 'estimate', onPrior });
    expect(estimate).toBeUndefined();
  });

  test('classes are matched by name; others are refused', async () => {
    const turned = templateBank([agn(), stars()], { templates: 64 });
    const [row] = await verdictsOf(['aged.pha'], { network: sure, bank: turned });
    const [straight] = await verdictsOf(['aged.pha'], { network: sure, bank });
    expect(row.method).toBe('bank');
    expect(row.probabilities[1]).toBeCloseTo(straight.probabilities[1], 9);
    const other = templateBank([stars(), { ...agn(), name: 'qso' }], { templates: 8 });
    await expect(verdictsOf([], { network: sure, bank: other })).rejects.toThrow(MismatchError);
    await expect(verdictsOf([], {} as ClassifyUsing)).rejects.toThrow(
      'a Classifier, a bank (templateBank) or { network',
    );
  });
});

describe('priors', () => {
  test('re-weight network and bank alike', async () => {
    const names = ['new.pha', 'aged.pha'];
    const using = { network: sure, bank };
    const [equal, weighted] = [await verdictsOf(names, using), await verdictsOf(names, using, { prior: { agn: 0.2 } })];
    expect(equal.map(({ method }) => method)).toEqual(['network', 'bank']);
    for (const [i, { probabilities }] of equal.entries()) {
      const [star, other] = [0.8 * probabilities[0], 0.2 * probabilities[1]];
      expect(weighted[i].probabilities[1]).toBeCloseTo(other / (star + other), 9);
    }
    await expect(verdictsOf([], using, { prior: { galaxy: 0.2 } })).rejects.toThrow('prior names the class galaxy');
  });

  test('estimated from all files, given before the first verdict; rows stay in order', async () => {
    const names = ['copy/new.pha', 'nothing.pha', 'new.pha'];
    const using = { network: sure, bank };
    const equal = await verdictsOf(names, using);
    const wanted = estimatePrior([...equal[0].probabilities, ...equal[2].probabilities], ['star', 'agn']);
    const events: unknown[] = [];
    const options: ClassifyFilesOptions = {
      ...{ prior: 'estimate', onPrior: (estimate) => events.push(estimate), onProgress: (done) => events.push(done) },
    };
    const rows: SourceVerdict[] = [];
    for await (const row of classifyFiles(names.map(at), using, options)) {
      events.push(row.file);
      rows.push(row);
    }
    expect(events).toEqual([1, 2, 3, wanted, ...names.map(at)]);
    expect(wanted.prior.agn).toBeGreaterThan(0.6);
    expect(rows[1].error).toContain('no such file');
    const given = await verdictsOf(names, using, { prior: wanted.prior });
    expect(rows).toEqual(given);
    expect(rows[2].probabilities[1]).toBeGreaterThan(equal[2].probabilities[1]);
  });

  test('a run in which nothing can be classified still gives its rows', async () => {
    const rows = await verdictsOf(['nothing.pha'], sure, {
      prior: 'estimate',
      onPrior: () => expect.fail('no estimate'),
    });
    expect(rows[0].error).toContain('no such file');
  });
});
