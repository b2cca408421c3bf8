// A classifier for a telescope of your own: simulate what it would see, train, judge on sources that the network has not seen, and put the
// best that any classifier could do beside it.
//   node own-telescope.mjs s.rmf s.arf my-telescope.safetensors [spectra of each class, 20000]
import {
  agn,
  concatenate,
  createResponse,
  datasetFromSimulation,
  selectRows,
  simulate,
  splitBySource,
  stars,
  templateBank,
  train,
} from 'xsift';
import { writeModelCard } from 'xsift/exchange';
import { confusionMatrix, metricsOf } from 'xsift/metrics';
import { readArf, readRmf } from 'xsift/ogip';

const [rmf, arf, file, number = '20000'] = process.argv.slice(2);
if (!file) throw new Error('usage: node own-telescope.mjs RMF ARF MODEL.safetensors [SPECTRA]');
const response = createResponse(readRmf(rmf), readArf(arf));

const classes = [stars(), agn()];
const parts = [];
for (const population of classes)
  parts.push(datasetFromSimulation(await simulate(population, Number(number), response, { exposure: 1e6, seed: 1 })));
const dataset = concatenate(parts);

const { train: seen, validation: unseen } = splitBySource(dataset, 0.2, { seed: 1 });
const { classifier, history } = await train(selectRows(dataset, seen), { minimumNetCounts: 50, seed: 1 });
classifier.save(file);
writeModelCard(file, classifier);
console.log(`${file}: ${history.length} epochs`);

// A spectrum of fewer counts than those of the training is judged by the bank when the network is used (`xsift classify`).
const { netCounts } = await classifier.predict(selectRows(dataset, unseen));
const test = selectRows(
  dataset,
  unseen.filter((_, i) => netCounts[i] > 50),
);
const report = (name, verdicts) => {
  const { accuracy, recall, tnr } = metricsOf(confusionMatrix(test.labels, verdicts));
  const percent = [accuracy, recall, tnr].map((share) => `${(100 * share).toFixed(1)} %`);
  console.log(
    `${name}: right in ${percent[0]} of ${test.count}, of the AGN in ${percent[1]}, of the stars in ${percent[2]}`,
  );
};
report('network', (await classifier.predict(test)).verdicts);
const bank = await templateBank(classes).through(response);
const { probabilities } = await bank.classify(test, { parameters: false });
report('best possible (bank)', classifier.verdicts(probabilities));
