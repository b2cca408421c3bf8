// Makes the default classifier (data/classifier/star-agn.safetensors, and its card), `npm run classifier`: stars against AGN through any response of
// ACIS, distilled from the template bank of the embedded populations through 200 drawn members of the ACIS family and the response
// of 1999. Same package, same file: everything follows from the seeds. `npm run classifier:paper` makes the network of Hebbar &
// Heinke 2023 (data/classifier/paper.safetensors): 527-10-2 on one response, without background.
import { mkdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { writeModelCard } from '../dist/exchange/index.js';
import {
  acisResponses,
  agn,
  concatenate,
  datasetFromSimulation,
  distil,
  embeddedBackground,
  embeddedResponse,
  population,
  selectRows,
  simulate,
  splitBySource,
  stars,
  templateBank,
  train,
} from '../dist/index.js';

const { values } = parseArgs({
  options: {
    paper: { type: 'boolean', default: false },
    spectra: { type: 'string' },
    responses: { type: 'string', default: '200' },
    seed: { type: 'string', default: '2023' },
    out: { type: 'string' },
    threads: { type: 'string' },
  },
});
const seed = Number(values.seed);
const threads = values.threads === undefined ? undefined : Number(values.threads);
const out = values.out ?? `data/classifier/${values.paper ? 'paper' : 'star-agn'}.safetensors`;
const onEpoch = (/** @type {import('../dist/index.js').EpochLog} */ log) =>
  console.log(
    `epoch ${log.epoch}  val_loss ${log.validationLoss.toFixed(4)}  val_accuracy ${log.validationAccuracy.toFixed(4)}`,
  );

/** 100,000 sources a class through the response of 1999, as in the paper. */
async function trainPaper() {
  const count = Number(values.spectra ?? 100_000);
  const response = embeddedResponse('acis-i-cycle0');
  const datasets = [];
  for (const name of /** @type {const} */ (['star', 'agn'])) {
    const simulated = await simulate(population(name), count, response, { exposure: 1e6, seed, threads });
    datasets.push(datasetFromSimulation(simulated));
    console.log(`simulated ${count} of ${population(name).identity} with ${response.identity}`);
  }
  // A fifth of the sources is left for tests.
  const dataset = concatenate(datasets);
  return train(selectRows(dataset, splitBySource(dataset, 0.2, { seed }).train), { seed, threads, onEpoch });
}

async function trainDefault() {
  const spectra = Number(values.spectra ?? 500_000);
  const family = acisResponses(Number(values.responses), { seed });
  // Members of the family are seldom as clean and as wide in their lines as the response of 1999 on axis.
  const responses = [...family, ...new Array(8).fill(embeddedResponse('acis-i-cycle0'))];
  const backgrounds = responses.map((response) => embeddedBackground('acis-i', response));
  const bank = templateBank([stars(), agn()], { seed });
  const begin = Date.now();
  let next = begin;
  const onProgress = (/** @type {number} */ done) => {
    if (Date.now() < next) return;
    next = Date.now() + 30_000;
    console.log(`${done} of ${2 * spectra} spectra, ${Math.round((Date.now() - begin) / 1000)} s`);
  };
  return distil(bank, responses, { spectra, seed, backgrounds, threads, onProgress, onEpoch });
}

/** What the model files do not say. */
const notes = values.paper
  ? ['The network of Hebbar & Heinke (2023), `Classifier.embedded("paper")`, made by `npm run classifier:paper`.']
  : [
      'The default classifier, `Classifier.load()`, made by `npm run classifier`: the same package gives the same file. Its labels are',
      "posteriors of a template bank through each spectrum's own response (`distil`), both classes equally likely. How good it is, by",
      'response, background and counts beside the ceiling: [docs/classifier.md](../../docs/classifier.md), `npm run verify:classifier`.',
      'X-ray binaries and clusters look like the classes and are not noticed; what no template explains is `unlike-training`, which only',
      'the bank can say (`xsift classify --method bank`, which also does other instruments).',
    ];

const { classifier } = await (values.paper ? trainPaper() : trainDefault());
mkdirSync('data/classifier', { recursive: true });
classifier.save(out);
writeModelCard(out, classifier, notes);
console.log(`${out}: ${classifier.model.training.spectra.join(' and ')} spectra`);
