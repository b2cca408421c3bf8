import * as v from 'valibot';
import { checkRunOptions, type RunOptions, readData, sha256, text } from '../base/index.js';
import { concatenate, datasetFromSimulation } from '../dataset/index.js';
import { train } from '../network/index.js';
import { population } from '../population/index.js';
import { embeddedBackground, embeddedResponse, simulate } from '../simulation/index.js';

/** What {@link selfTest} found. */
export interface SelfTest {
  /** Whether both parts are as they should be. */
  passed: boolean;
  /** A digest of the counts of simulated spectra: found, and what it must be on every machine. */
  counts: { spectra: number; digest: string; expected: string };
  /** Loss of the first and of the last epoch of a training on them: it must fall. */
  training: { epochs: number; firstLoss: number; lastLoss: number };
}

const spectra = 100;
const epochs = 10;
/** Written by tools/self-test.mjs. */
const stored = v.object({ expected: text });

/**
 * Computes something small of everything: simulates 100 stars and 100 AGN with a background, compares a digest of their counts
 * with the one that this version gives on every machine, and trains a small network on them.
 *
 * @returns what was found, and whether it is as it should be
 * @throws the signal's reason when aborted.
 */
export async function selfTest(options: RunOptions = {}): Promise<SelfTest> {
  checkRunOptions(options);
  const { signal, threads } = options;
  const response = embeddedResponse('acis-i-cycle0');
  const background = embeddedBackground('acis-i', response);
  const hash = sha256();
  const parts = [];
  for (const name of ['star', 'agn'] as const) {
    const settings = { exposure: 1e6, seed: 20, background, threads, signal };
    const simulated = await simulate(population(name), spectra, response, settings);
    // As numbers with their own byte order, so that the digest is that of the counts.
    for (const counts of [simulated.counts, simulated.backgroundCounts!]) {
      const bytes = new DataView(new ArrayBuffer(2 * counts.length));
      counts.forEach((count, i) => {
        bytes.setUint16(2 * i, count, true);
      });
      hash.update(bytes);
    }
    parts.push(datasetFromSimulation(simulated));
  }
  const settings = { epochs, patience: 0, minimumNetCounts: 0, validationShare: 0, seed: 1, threads, signal };
  const { history } = await train(concatenate(parts), settings);
  const digest = hash.digest('hex').slice(0, 32);
  const { expected } = readData('self-test.json', stored);
  const [firstLoss, lastLoss] = [history[0].loss, history[history.length - 1].loss];
  return {
    passed: digest === expected && lastLoss < firstLoss,
    counts: { spectra: 2 * spectra, digest, expected },
    training: { epochs: history.length, firstLoss, lastLoss },
  };
}
