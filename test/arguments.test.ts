import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import * as catalog from '../ts/catalog/index.js';
import * as classify from '../ts/classify/index.js';
import * as doctor from '../ts/doctor/index.js';
import * as fit from '../ts/fit/index.js';
import type { ClassifierModel, Population, Spectra, TrainingOptions } from '../ts/index.js';
import * as root from '../ts/index.js';
import * as metrics from '../ts/metrics/index.js';
import * as ogip from '../ts/ogip/index.js';
import * as paper from '../ts/paper/index.js';
import * as report from '../ts/report/index.js';
import * as tables from '../ts/table/index.js';
import { example } from './dataset/example.js';
import { smallArf, smallRmf } from './simulation/fixtures.js';
import { writeTable as writeTableModel } from './spectral/tableFixture.js';

/** All public names, of every entry point. */
const xsift = {
  ...catalog,
  ...classify,
  ...doctor,
  ...fit,
  ...metrics,
  ...ogip,
  ...paper,
  ...report,
  ...tables,
  ...root,
};

const folder = mkdtempSync(join(tmpdir(), 'xsift-arguments-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const out = join(folder, 'out');

const [rmf, arf] = [smallRmf(), smallArf()];
const response = xsift.createResponse(rmf, arf);
const flux = new Float64Array(response.energies);
const pha = { channel: rmf.channel, counts: new Float64Array(rmf.detChans), exposure: 10 };
xsift.writePha(join(folder, 'a.pha'), pha);
xsift.writeRmf(join(folder, 'a.rmf'), rmf);
xsift.writeArf(join(folder, 'a.arf'), arf);
writeTableModel(join(folder, 'table.fits'), {
  parameters: [{ name: 'a', values: [1, 2] }],
  edges: [1, 2],
  rows: [[1], [2]],
});
const spectrum = xsift.loadSpectrum(join(folder, 'a.pha'), { rmf: join(folder, 'a.rmf') });
const dataset = example(40);
const sources: Population = {
  name: 'agn',
  identity: 'two power laws',
  sample: (count) => ({
    count,
    properties: {},
    groups: [{ model: 'powerlaw', index: Uint32Array.of(0, 1), parameters: Float64Array.of(1, 1, 2, 1) }],
  }),
};
const simulated = await xsift.simulate(sources, 2, response, { exposure: 1, seed: 1 });
const classifier = xsift.Classifier.load();
const model = xsift.model('tbabs*powerlaw');
const bound = model.bind(response.energLo, response.energHi);
const bank = xsift.templateBank([sources, { ...sources, name: 'star' }], { templates: 2, band: [0, 100] });
const responseBank = await bank.through(response);
const fitted = { response, exposure: 10, counts: new Float64Array(response.channels).fill(2) };
const table = { name: 'A', columns: [{ name: 'x', format: 'D', data: [1] }] };
const curves = [{ name: 'a', mean: [1], probabilities: [0.5], flux: [1] }];
const training = { epochs: 1, minimumNetCounts: 0, band: [0, 100], countBand: [0, 100] };

const tableColumns = [{ name: 'x', type: 'float64' }] as const;
await xsift.writeTable(join(folder, 'table.parquet'), { columns: tableColumns, rows: () => [[1]] });

/** Every public function with arguments that are right, so that each can be replaced by a wrong one. */
const run = { machine: 'm', threads: 1, instructionSet: 'serial', seconds: 1, peakMemory: 1, resumed: false };
const reproduction: report.Report = {
  ...{ title: 't', version: '1', config: {}, repeat: '', results: [], run },
  opening: { text: [], tables: [], figures: [], differences: [] },
};

const sourceList = await classify.listSources([join(folder, 'a.pha')]);
const calls: Record<string, unknown[]> = {
  abundances: ['wilm'],
  acisResponse: [{ chip: 'front', year: 2000 }],
  acisResponses: [1, { seed: 1 }],
  agn: [[], {}],
  applyArf: [response, flux, 1],
  applyPrior: [[0.5, 0.5], ['star', 'agn'], { agn: 0.1 }],
  applyResponse: [response, flux, 1],
  applyResponseBatch: [response, flux, 1, {}],
  applyRmf: [response, flux],
  atomicWrite: [out, 'text'],
  bandChannels: [rmf.eMin, rmf.eMax, [0, 100]],
  bindToResponse: [model, response, {}],
  bootstrapInterval: [2, (rows: Uint32Array) => rows[0], {}],
  balancedReliability: [[0, 1], [0.1, 1], {}],
  brierScore: [[0, 1], [0.1, 1], 1],
  calibration: [[0, 1], [0.1, 1], {}],
  classifyAsText: [sourceList, classifier, { format: 'csv' }],
  classifyCatalogue: [sourceList, classifier, join(folder, 'verdicts.csv'), {}],
  classifyStream: [[], classifier, {}],
  mergeShards: [join(folder, 'merged.csv'), [join(folder, 'table.csv')], {}],
  placed: [{ out: 'v.csv' }, {}],
  shardRange: [10, { index: 1, count: 2 }],
  classifyFiles: [
    [],
    { network: classifier, bank: xsift.templateBank([xsift.stars(), xsift.agn()], { templates: 1 }) },
    {},
  ],
  concatenate: [[dataset]],
  confusionMatrix: [[0, 1], [1, 1], 1],
  createResponse: [rmf, arf, {}],
  cstat: [[1], [1], [1]],
  crossValidate: [dataset, { ...training, splits: 2 }],
  csvTable: [['a'], [[1]]],
  cvSplits: [dataset, 2, {}],
  describeFile: [join(folder, 'a.rmf')],
  checkConfig: [xsift.quickConfig()],
  datasetFromPha: [[spectrum], {}],
  warningText: [{ name: 'energy-row', file: 'a.rmf', message: 'm' }],
  datasetFromSimulation: [simulated],
  embeddedBackground: ['acis-i', response, {}],
  distil: [bank, [response], { spectra: 100 }],
  embeddedPlasma: [],
  embeddedResponse: ['acis-i-cycle0'],
  embeddedResponseTables: ['acis-i-cycle0'],
  expectedCstat: [[1]],
  estimatePrior: [
    [0.5, 0.5],
    ['star', 'agn'],
  ],
  expectedCounts: ['powerlaw', response, { exposure: 1 }],
  fakeIt: ['powerlaw', response, { exposure: 1, seed: 1 }],
  filterCdfs: [[]],
  filterCoup: [[]],
  findColumn: [[{ name: 'a' }], ['A']],
  isAppendable: ['csv'],
  installation: [],
  instructionSet: [],
  fitModel: [fitted, 'powerlaw', { band: [0, 100] }],
  fullConfig: [{}],
  groupChannels: [spectrum.pha],
  groupMin: [[1, 2], 1],
  loadPlasma: [{ line: 'a', coco: 'b' }],
  loadSpectrum: [join(folder, 'a.pha'), {}],
  meanAndSd: [[1, 2]],
  meanSpectra: [dataset, { band: [0, 100] }],
  metricsOf: [xsift.confusionMatrix([0], [0])],
  model: ['powerlaw'],
  netCounts: [dataset, [0, 100]],
  normalQuantile: [0.5],
  observedBackground: [spectrum, response, {}],
  parquetLayout: [join(folder, 'table.parquet')],
  pairedGap: [
    [0, 1],
    [0, 1],
    [1, 1],
  ],
  plotChart: [
    {
      title: 'a chart',
      x: { label: 'x', type: 'linear' },
      y: { label: 'y', type: 'linear' },
      series: [{ type: 'line', name: 'a line', x: [1, 2], y: [1, 2] }],
    },
    {},
  ],
  plotFit: [await fit.fitModel(fitted, 'powerlaw', { band: [0, 100] }), {}],
  plotMeanSpectra: [curves, { eMin: [1], eMax: [2] }, {}],
  plotModel: [curves, { energLo: [1], energHi: [2] }, {}],
  plotProbabilities: [curves, {}],
  poissonLogLikelihood: [Uint16Array.of(1, 2), [1, 2], 2, {}],
  population: ['agn', {}],
  precisionRecallCurve: [[0, 1], [0.1, 1], 1],
  quickConfig: [{}],
  readArf: [join(folder, 'a.arf')],
  readTableModel: [join(folder, 'table.fits')],
  readCdfs: [join(folder, 'a.arf'), {}],
  readCoup: [join(folder, 'a.arf')],
  readFits: [join(folder, 'a.arf')],
  readLibrary: [join(folder, 'a.arf')],
  readParquetColumns: [join(folder, 'table.parquet'), ['x'], {}],
  readTable: [join(folder, 'table.fits'), {}],
  openSpectra: [join(folder, 'a.pha')],
  readPha: [join(folder, 'a.pha'), {}],
  spectrumRows: [join(folder, 'a.pha')],
  listSources: [[join(folder, 'a.pha')], {}],
  readRmf: [join(folder, 'a.rmf'), {}],
  // Observed spectra that are not there: whatever options do no harm end with them.
  reproduce: [xsift.quickConfig({ observed: { ...xsift.quickConfig().observed, folder: 'nowhere' } }), {}],
  responseDescriptor: [response],
  rocCurve: [[0, 1], [0.1, 1], 1],
  reliabilityByCounts: [[0, 1], [0.1, 1], [10, 100], {}],
  rowsByCounts: [
    [10, 100],
    [8, 21],
  ],
  sampleRows: [Uint32Array.of(1, 2), 1, 1],
  savePicture: [out, { svg: '', png: new Uint8Array(1) }],
  selfTest: [{}],
  selectRows: [dataset, [0]],
  simulate: [sources, 2, response, { exposure: 1, seed: 1 }],
  simulateShards: [sources, 2, response, { exposure: 1, seed: 1 }],
  splitBySource: [dataset, 0.5, {}],
  stars: [[], {}],
  tableFormatOf: ['a.csv'],
  tableHeader: ['csv', tableColumns, {}],
  tableRows: ['csv', tableColumns, [[1]]],
  sumGroups: [[1], Int32Array.of(0)],
  templateBank: [[sources, { ...sources, name: 'star' }], { templates: 2 }],
  thresholdFor: [[0, 1], [0.1, 1], { recall: 0.5 }, 1],
  thresholdForPurity: [[0.1, 1], 0.9],
  threadBudget: [1],
  train: [dataset, training],
  uniforms: [1, 0, 0, 1, 1],
  validateDataset: [dataset],
  wilsonInterval: [1, 2, 1],
  writeArf: [out, arf],
  writeFits: [out, [table], {}],
  writeLibrary: [out, dataset],
  writeLibraryStream: [out, 40, [dataset]],
  writePha: [out, pha, {}],
  writeRmf: [out, rmf],
  writeTable: [join(folder, 'out.csv'), { columns: tableColumns, rows: () => [[1]] }],
  writeReport: [reproduction, join(folder, 'report'), {}],
  wstat: [[1], [1], [1], 1],
};

const methods: Record<string, [(...args: never[]) => unknown, unknown[]]> = {
  'Classifier.embedded': [xsift.Classifier.embedded, ['paper']],
  'Classifier.load': [xsift.Classifier.load, [undefined]],
  'new Classifier': [(given: ClassifierModel) => new xsift.Classifier(given), [classifier.model]],
  'classifier.check': [(spectra: Spectra) => classifier.check(spectra), [dataset]],
  'classifier.predict': [classifier.predict.bind(classifier), [dataset, {}]],
  'classifier.verdicts': [classifier.verdicts.bind(classifier), [[0.4, 0.6], 0.5]],
  'classifier.save': [classifier.save.bind(classifier), [out]],
  'TemplateBank.through': [bank.through.bind(bank), [response, {}]],
  'ResponseBank.classify': [responseBank.classify.bind(responseBank), [dataset, {}]],
  'SpectralModel.bind': [model.bind.bind(model), [response.energLo, response.energHi, {}]],
  'BoundModel.evaluate': [bound.evaluate.bind(bound), [model.values]],
  'agn().sample': [xsift.agn().sample, [1, { seed: 1 }]],
  'stars().sample': [xsift.stars().sample, [1, { seed: 1 }]],
};

const exported = Object.entries(xsift).filter(([, value]) => typeof value === 'function' && !/^class/.test(`${value}`));
const cases = [
  ...exported.map(([name, call]) => [name, call as (...args: never[]) => unknown, calls[name]] as const),
  ...Object.entries(methods).map(([name, [call, args]]) => [name, call, args] as const),
];
const wrong = [undefined, null, 7.5, true, 'nonsense', {}, [1, 2, 3], new Float32Array(3), () => 1, Promise.resolve()];

/** What a function that answers by a promise must never do: its callers wait for a rejection. */
class ThrownAtOnce extends Error {}

/** Whether a function answers by a promise, as it does with right arguments, whatever comes of them. */
async function isAsync(call: (...args: never[]) => unknown, right: readonly unknown[]): Promise<boolean> {
  try {
    const answer = call(...(right as never[]));
    if (answer instanceof Promise) await answer.catch(() => undefined);
    return answer instanceof Promise;
  } catch {
    return false;
  }
}

function answerOf(call: (...args: never[]) => unknown, args: never[], isPromised: boolean): unknown {
  try {
    return call(...args);
  } catch (error) {
    throw isPromised ? new ThrownAtOnce(String(error)) : error;
  }
}

const promised: string[] = [];
const unhandled: unknown[] = [];
process.on('unhandledRejection', (reason) => unhandled.push(reason));

test.each(cases)('%s: a wrong argument is refused by name, or does no harm', async (name, call, right) => {
  expect(right, 'give it right arguments in the list above').toBeDefined();
  process.chdir(folder);
  const isPromised = await isAsync(call, right);
  if (isPromised) promised.push(name);
  for (let place = 0; place < right.length; place++)
    for (const value of wrong) {
      const args = right.with(place, value) as never[];
      try {
        const result = await answerOf(call, args, isPromised);
        if (result && typeof result === 'object' && Symbol.asyncIterator in result)
          for await (const row of result as AsyncIterable<unknown>) expect(row).toBeDefined();
      } catch (error) {
        const said = `argument ${place + 1} ${String(value)}: ${error}`;
        expect(error, said).toBeInstanceOf(xsift.XsiftError);
        expect(said).not.toMatch(/Cannot read|is not a function|not iterable/);
      }
    }
});

test('whatever answers by a promise was called so, and none was left without a listener', async () => {
  await new Promise((done) => setTimeout(done, 50));
  expect(unhandled).toEqual([]);
  expect(promised.sort()).toEqual(
    [
      ...[
        'ResponseBank.classify',
        'TemplateBank.through',
        'applyResponseBatch',
        'bootstrapInterval',
        'classifyCatalogue',
        'classifier.predict',
        'crossValidate',
        'distil',
        'fitModel',
        'listSources',
        'mergeShards',
        'plotChart',
        'plotFit',
        'plotMeanSpectra',
        'plotModel',
      ],
      ...[
        'parquetLayout',
        'plotProbabilities',
        'readTable',
        'writeTable',
        'poissonLogLikelihood',
        'reproduce',
        'selfTest',
        'simulate',
        'train',
        'writeLibraryStream',
      ],
      'writeReport',
    ].sort(),
  );
});

test('what a callback throws comes through as a rejection, and stops the work', async () => {
  const fails = () => {
    throw new Error('mine');
  };
  const long = {
    epochs: 1e6,
    patience: 0,
    minimumNetCounts: 0,
    validationShare: 0,
    band: [0, 100],
    countBand: [0, 100],
  };
  const options = long as unknown as TrainingOptions;
  await expect(xsift.train(dataset, { ...options, onEpoch: fails })).rejects.toThrow('mine');
  await expect(xsift.train(dataset, { ...options, onProgress: fails })).rejects.toThrow('mine');
  await expect(xsift.simulate(sources, 2, response, { exposure: 1, seed: 1, onProgress: fails })).rejects.toThrow(
    'mine',
  );
  await expect(xsift.bootstrapInterval(2, (rows) => rows[0], { onProgress: fails })).rejects.toThrow('mine');
});
