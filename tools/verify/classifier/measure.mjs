// The whole measurement: sets, out of distribution, real spectra. The result is plain data, from which the page is made.
import { agn, netCounts, packageVersion, stars, templateBank } from '../../../dist/index.js';
import { pairedGap, rowsByCounts } from '../../../dist/metrics/index.js';
import { byBaselines } from './baselines.mjs';
import { byBank, byNetwork, makeContenders } from './contenders.mjs';
import { progressOf } from './progress.mjs';
import { realTable } from './realSpectra.mjs';
import { testedResponses } from './responses.mjs';
import { scoresOf, verdictsOf } from './scores.mjs';
import { backgrounds, evenSet, seeds, simulatedSet } from './sets.mjs';
import { experimentCount, unlikeTable } from './unlike.mjs';

/** Sizes of the full run and of the quick one. */
export const sizes = {
  full: {
    ...{ sources: 12_000, realSources: 6_000, ceilingTemplates: 5120, manyTemplates: 20_480, unlikeSources: 1000 },
    draws: 100,
  },
  quick: {
    ...{ sources: 1500, realSources: 750, ceilingTemplates: 2560, manyTemplates: 5120, unlikeSources: 60 },
    draws: 20,
  },
};

/** Real files are tested with a background alone: without one there is no real spectrum. */
const backgroundsOf = ({ kind }) => (kind === 'embedded' ? backgrounds : backgrounds.slice(1));

/**
 * @param {typeof sizes.full} size
 * @param {{ isQuick?: boolean, folder?: string, spectra?: string }} options folder of more responses, folder of real spectra
 */
export async function measure(size, { isQuick = false, folder, spectra } = {}) {
  const { responses, missing } = testedResponses({ folder, areRealUsed: true });
  // The quick run goes through the embedded responses, one real file, and what the user gave.
  const used = isQuick
    ? responses.filter(({ kind, isOwn, id }) => kind === 'embedded' || isOwn || id === 'cycle18')
    : responses;
  const jobs = used.flatMap((tested) => backgroundsOf(tested).map((background) => ({ tested, background })));
  const evenJobs = jobs.filter(({ tested }) => tested.kind === 'embedded');
  const weightOf = ({ kind }) => (kind === 'embedded' ? 2 * size.sources : size.realSources);
  const unlikeWeight = 10 * size.unlikeSources;
  const total =
    jobs.reduce((sum, { tested }) => sum + weightOf(tested), 0) +
    evenJobs.length * size.sources +
    experimentCount * unlikeWeight +
    size.sources;
  const progress = progressOf(total);
  const contenders = makeContenders(size);
  const sets = [];
  for (const { tested, background } of jobs) {
    sets.push(await measureSet(contenders, tested, background, size));
    progress.step(`${tested.title}, background ${background}`, weightOf(tested));
  }
  const even = [];
  for (const { tested, background } of evenJobs) {
    even.push(await measureEven(contenders, tested, background, size));
    progress.step(`${tested.title}, background ${background}, even brightness`, size.sources);
  }
  const many = await compareTemplates(contenders, size);
  progress.step(`${size.manyTemplates} templates`, size.sources);
  const unlike = await unlikeTable(contenders, {
    sources: size.unlikeSources,
    onStep: () => progress.step('sources unlike the classes', unlikeWeight),
  });
  const real = await realTable(contenders, spectra);
  return { ...aboutRun(contenders, size, isQuick), missing, sets, even, many, unlike, real };
}

function aboutRun({ networks, bank }, size, isQuick) {
  const describe = ({ model }) => ({
    layers: model.network.sizes,
    input: model.input.convention,
    training: { spectra: model.training.spectra, background: model.training.background },
  });
  return {
    ...{ version: packageVersion, isQuick, size, seeds, templates: bank.templates },
    networks: { default: describe(networks.default), paper: describe(networks.paper) },
    isPaperDefault: JSON.stringify(networks.default.model) === JSON.stringify(networks.paper.model),
  };
}

async function measureSet(contenders, tested, background, { sources, realSources, draws }) {
  const isEmbedded = tested.kind === 'embedded';
  const response = tested.load();
  const count = isEmbedded ? sources : realSources;
  const test = await simulatedSet(response, background, { sources: count, seed: seeds.test });
  const [banked, ceiling] = [
    await byBank(contenders.bank, test, response),
    await byBank(contenders.ceiling, test, response, { goodness: false, parameters: false }),
  ];
  const results = /** @type {Record<string, any>} */ ({ bank: banked, ceiling });
  for (const [name, classifier] of Object.entries(contenders.networks))
    results[name] = await byNetwork(classifier, test);
  if (isEmbedded) {
    const training = await simulatedSet(response, background, { sources: count, seed: seeds.train });
    for (const [name, probabilities] of Object.entries(await byBaselines(training, test)))
      results[name] = { agn: probabilities };
  }
  const net = netCounts(test);
  const set = { labels: test.labels, netCounts: net };
  const { id, title, kind } = tested;
  return {
    ...{ response: id, title, kind, background, sources: count },
    classifiers: Object.fromEntries(
      Object.entries(results).map(([name, { agn: probabilities, reason }]) => [
        name,
        probabilities ? scoresOf(set, probabilities, ceiling.agn, { draws }) : { reason },
      ]),
    ),
    falseFlags: banked.unlike ? flaggedByCounts(banked.unlike, net) : null,
  };
}

/** How calibrated bank and default network are where the brightness is spread as they assume. */
async function measureEven({ bank, networks }, tested, background, { sources, draws }) {
  const response = tested.load();
  const test = await evenSet(response, background, { sources, seed: seeds.even });
  const set = { labels: test.labels, netCounts: netCounts(test) };
  const banked = (await byBank(bank, test, response, { goodness: false, parameters: false })).agn;
  const given = { bank: banked, default: (await byNetwork(networks.default, test)).agn };
  const { id, title, kind } = tested;
  return {
    ...{ response: id, title, kind, background, sources },
    classifiers: Object.fromEntries(
      Object.entries(given).map(([name, probabilities]) => [
        name,
        probabilities ? scoresOf(set, probabilities, banked, { draws }) : {},
      ]),
    ),
  };
}

/** Of the spectra of the classes themselves: how many are flagged. */
const flaggedByCounts = (unlike, net) =>
  rowsByCounts(net).map(({ low, high, rows }) => ({
    ...{ low, high: high === Infinity ? null : high, count: rows.length },
    flagged: rows.reduce((sum, row) => sum + (unlike[row] ? 1 : 0), 0),
  }));

/** What more templates would add to the bank, on the reduced set through the embedded response of 1999. */
async function compareTemplates({ bank }, { sources, manyTemplates }) {
  const response = testedResponses({ areRealUsed: false }).responses[0].load();
  const test = await simulatedSet(response, 'reduced', { sources, seed: seeds.test });
  const more = templateBank([stars(), agn()], { seed: seeds.many, templates: manyTemplates });
  const [few, many] = [
    await byBank(bank, test, response, { goodness: false, parameters: false }),
    await byBank(more, test, response, { goodness: false, parameters: false }),
  ];
  const net = netCounts(test);
  const bright = Array.from(net.keys()).filter((row) => net[row] > 100);
  const at = (values) => Float64Array.from(bright, (row) => values[row]);
  const { gap, error } = pairedGap(at(test.labels), verdictsOf(at(many.agn)), verdictsOf(at(few.agn)));
  return { templates: manyTemplates, count: bright.length, gap, error };
}
