// One point of the scaling runs, in a process of its own, so that its peak memory is its own:
// node scaling-point.mjs WORK N THREADS -> { seconds, peak } (s without the preparation, bytes resident at most).
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  Classifier,
  classifyFiles,
  concatenate,
  createResponse,
  crossValidate,
  cvSplits,
  datasetFromSimulation,
  embeddedResponseTables,
  fakeIt,
  population,
  simulate,
  simulateShards,
  writeLibraryStream,
} from '../dist/index.js';
import { writeArf, writePha, writeRmf } from '../dist/ogip/index.js';

const [work, size, threadsText] = process.argv.slice(2);
const [n, threads] = [Number(size), Number(threadsText)];
const exposure = 1e6;
const { rmf, arf } = embeddedResponseTables('acis-i-cycle0');
const response = createResponse(rmf, arf);
const run = { exposure, seed: 1, threads };
const shards = () => simulateShards(population('star'), n, response, run);
async function* datasets() {
  for await (const shard of shards()) yield datasetFromSimulation(shard);
}
const folder = mkdtempSync(join(tmpdir(), 'xsift-scaling-'));
const at = (name) => join(folder, name);

/** Each prepares, then gives what is measured. */
const works = {
  // A library in parts that are not kept.
  'simulate in shards': () => async () => {
    for await (const _ of shards());
  },
  // As xsift simulate does.
  'simulate to a file': () => () => writeLibraryStream(at('library.xsl'), n, datasets()),
  predict: async () => {
    const spectra = datasetFromSimulation(await simulate(population('star'), Math.min(n, 10_000), response, run));
    const classifier = Classifier.load();
    return async () => {
      for (let done = 0; done < n; done += spectra.count) await classifier.predict(spectra, { threads });
    };
  },
  // Ten networks of a cross-validation, two epochs each.
  'train ten networks': async () => {
    const classes = /** @type {const} */ (['star', 'agn']).map((name) =>
      simulate(population(name), n / 2, response, run),
    );
    const dataset = concatenate((await Promise.all(classes)).map((part) => datasetFromSimulation(part)));
    const splits = cvSplits(dataset, 10);
    return () => crossValidate(dataset, { splits, epochs: 2, patience: 0, minimumNetCounts: 0, threads });
  },
  // As xsift classify does, on one file under n names.
  'classify files': () => {
    writeRmf(at('s.rmf'), rmf);
    writeArf(at('s.arf'), arf);
    const counts = Float64Array.from(
      fakeIt({ model: 'tbabs(0.1)*powerlaw(1.7, 1e-6)', response, exposure, seed: 1 }).counts,
    );
    writePha(at('s.pha'), { channel: rmf.channel, counts, exposure, respFile: 's.rmf', ancrFile: 's.arf' });
    const classifier = Classifier.load();
    return async () => {
      const names = (function* () {
        for (let i = 0; i < n; i++) yield at('s.pha');
      })();
      for await (const { error } of classifyFiles(names, classifier)) if (error) throw new Error(error);
    };
  },
};

try {
  const measured = await works[work]();
  const start = performance.now();
  await measured();
  const seconds = (performance.now() - start) / 1000;
  // In kilobytes on every system but macOS, where Node gives bytes.
  const peak = process.resourceUsage().maxRSS * (process.platform === 'darwin' ? 1 : 1024);
  console.log(JSON.stringify({ seconds, peak }));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
