// Trains the default classifier (data/classifier/star-agn.json) on the embedded populations and response, and prints how it
// does on the held-out fifth: `npm run classifier`. Same package, same file: everything follows from the seed.
import { mkdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import {
  concatenate,
  createResponse,
  datasetFromSimulation,
  embeddedResponseTables,
  population,
  selectRows,
  simulate,
  splitBySource,
  train,
} from '../dist/index.js';
import { confusionMatrix, metricsOf, wilsonInterval } from '../dist/metrics/index.js';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '2023' },
    out: { type: 'string', default: 'data/classifier/star-agn.json' },
  },
});
const [count, seed] = [Number(values.count), Number(values.seed)];
const exposure = 1e6;

const { rmf, arf } = embeddedResponseTables('acis-i-cycle0');
const response = createResponse(rmf, arf);
const datasets = [];
for (const name of /** @type {const} */ (['star', 'agn'])) {
  datasets.push(datasetFromSimulation(await simulate(population(name), count, response, { exposure, seed })));
  console.log(`simulated ${count} of ${population(name).identity} with ${response.identity}, ${exposure} s`);
}
const dataset = concatenate(datasets);
const rows = splitBySource(dataset, 0.2, { seed });
const { classifier } = await train(selectRows(dataset, rows.train), {
  seed,
  onEpoch: ({ epoch, validationLoss, validationAccuracy }) =>
    console.log(`epoch ${epoch}  val_loss ${validationLoss.toFixed(4)}  val_accuracy ${validationAccuracy.toFixed(4)}`),
});
mkdirSync('data/classifier', { recursive: true });
classifier.save(values.out);

const test = selectRows(dataset, rows.validation);
const { verdicts, netCounts } = await classifier.predict(test);
const used = [...test.labels.keys()].filter((row) => netCounts[row] > classifier.model.training.minimumNetCounts);
const matrix = confusionMatrix(
  used.map((row) => test.labels[row]),
  used.map((row) => verdicts[row]),
);
const [low, high] = wilsonInterval(matrix.truePositive + matrix.trueNegative, used.length);
console.log(`${values.out}: tested on ${used.length} spectra of other sources with more than 100 net counts`);
for (const [name, value] of Object.entries(metricsOf(matrix))) console.log(`${name} ${(100 * value).toFixed(2)} %`);
console.log(`accuracy, 68 % Wilson interval: ${(100 * low).toFixed(2)} to ${(100 * high).toFixed(2)} %`);
