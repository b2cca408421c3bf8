// What bad channels cost the default network, which is given what the others lead to expect, and the bank, which leaves them out:
// `npm run verify:bad-channels` prints the table of docs/classify.md.
import {
  agn,
  Classifier,
  defaultBand,
  embeddedResponse,
  netCounts,
  selectRows,
  stars,
  templateBank,
} from '../../dist/index.js';
import { simulatedSet } from './classifier/sets.mjs';
import { markdownTable } from './page.mjs';

const response = embeddedResponse('acis-i-cycle0');
const within = (low, high) => (energy) => energy >= low && energy < high;
/** Whether a channel is bad, by its middle (keV) and number. */
const choices = {
  none: () => false,
  'every tenth': (_, c) => c % 10 === 0,
  'every fifth': (_, c) => c % 5 === 0,
  '1.0-1.8 keV': within(1, 1.8),
  '1.7-2.5 keV': within(1.7, 2.5),
  '3.0-4.5 keV': within(3, 4.5),
  '0.8-2.3 keV': within(0.8, 2.3),
  '5.0-8.0 keV': within(5, 8),
};

const test = await simulatedSet(response, 'reduced', { sources: 3000, seed: 97001 });
const net = netCounts(test);
const chosen = [...net.keys()].filter((row) => net[row] > 20 && net[row] < 5000);
const dataset = selectRows(test, chosen);
const network = Classifier.embedded('star-agn');
const bank = await templateBank([stars(), agn()]).through(response);
const middle = (c) => (dataset.eMin[c] + dataset.eMax[c]) / 2;

/** The spectra with bad channels, in which nothing is counted. */
function spoiled(isBad) {
  const { channels, count } = dataset;
  const bad = Array.from({ length: channels }, (_, c) => isBad(middle(c), c));
  const cleared = (counts) => counts.map((value, i) => (bad[i % channels] ? 0 : value));
  const quality = Int16Array.from({ length: count * channels }, (_, i) => (bad[i % channels] ? 5 : 0));
  const counts = cleared(dataset.counts);
  return {
    ...dataset,
    counts,
    backgroundCounts: cleared(dataset.backgroundCounts),
    quality,
    expectedCounts: undefined,
  };
}

/** Share of right verdicts, and of wrong ones among those above 0.95, %. */
function scores(probabilities) {
  let [right, sure, wrong] = [0, 0, 0];
  for (let row = 0; row < dataset.count; row++) {
    const p = probabilities[2 * row + 1];
    const isRight = p >= 0.5 === (dataset.labels[row] === 1);
    if (isRight) right++;
    if (Math.max(p, 1 - p) <= 0.95) continue;
    sure++;
    if (!isRight) wrong++;
  }
  return [(100 * right) / dataset.count, (100 * wrong) / sure].map((share) => share.toFixed(1));
}

const inBand = Array.from({ length: dataset.channels }, (_, c) => c).filter((c) => within(...defaultBand)(middle(c)));
const rows = [];
for (const [name, isBad] of Object.entries(choices)) {
  const spectra = spoiled(isBad);
  const share = inBand.filter((c) => isBad(middle(c), c)).length / inBand.length;
  const [right, wrong] = scores((await network.predict(spectra)).probabilities);
  const [bankRight, bankWrong] = scores(
    (await bank.classify(spectra, { goodness: false, parameters: false })).probabilities,
  );
  rows.push([`${name}${share > 0 ? ` (${(100 * share).toFixed(0)} %)` : ''}`, right, bankRight, wrong, bankWrong]);
}
console.log(`${dataset.count} spectra`);
console.log(
  markdownTable([
    [
      'bad channels in 0.3-8 keV',
      'network, right in %',
      'bank, right in %',
      'network: wrong above 0.95, % of those',
      'bank',
    ],
    ...rows,
  ]),
);
