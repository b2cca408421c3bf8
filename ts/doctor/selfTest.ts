import * as v from 'valibot';
import { checkRunOptions, type RunOptions, readData, sha256, string } from '../base/index.js';
import { concatenate, datasetFromSimulation } from '../dataset/index.js';
import { train } from '../network/index.js';
import { population } from '../population/index.js';
import { embeddedBackground, embeddedResponse, simulate } from '../simulation/index.js';

/** Result of {@link selfTest}. */
export interface SelfTest {
  /** Whether both the counts and the training are right. */
  passed: boolean;
  /** Number of simulated spectra, the digest of their counts, and the digest expected on every machine. */
  counts: { spectra: number; digest: string; expected: string };
  /** Loss of the first and of the last epoch of a training on these spectra: it must fall. */
  training: { epochs: number; firstLoss: number; lastLoss: number };
}

const spectra = 100;
const epochs = 10;
/** Content of data/self-test.json, which tools/self-test.mjs writes. */
const stored = v.object({ expected: string });

/**
 * Tests the installation: simulates 100 stars and 100 AGN with a background, compares a digest of their counts with the
 * one that this version gives on every machine, and trains a small network on them.
 *
 * @returns what was found, and whether it is right
 * @throws the signal's reason when aborted.
 */
export async function selfTest(options: RunOptions = {}): Promise<SelfTest> {
  checkRunOptions(options);
  const { signal, threads } = options;
  const response = embeddedResponse('acis-i-cycle0');
  const background = embeddedBackground('acis-i', response);
  const hash = sha256();
  const datasets = [];
  for (const name of ['star', 'agn'] as const) {
    const settings = { exposure: 1e6, seed: 20, background, threads, signal };
    const simulated = await simulate(population(name), spectra, response, settings);
    // Written in a fixed byte order, so that the digest is the same on every machine.
    for (const counts of [simulated.counts, simulated.backgroundCounts!]) {
      const bytes = new DataView(new ArrayBuffer(2 * counts.length));
      counts.forEach((count, i) => {
        bytes.setUint16(2 * i, count, true);
      });
      hash.update(bytes);
    }
    datasets.push(datasetFromSimulation(simulated));
  }
  const settings = { epochs, patience: 0, minimumNetCounts: 0, validationShare: 0, seed: 1, threads, signal };
  const { history } = await train(concatenate(datasets), settings);
  const digest = hash.digest('hex').slice(0, 32);
  const { expected } = readData('self-test.json', stored);
  const [firstLoss, lastLoss] = [history[0].loss, history[history.length - 1].loss];
  return {
    passed: digest === expected && lastLoss < firstLoss,
    counts: { spectra: 2 * spectra, digest, expected },
    training: { epochs: history.length, firstLoss, lastLoss },
  };
}
