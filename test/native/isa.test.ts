import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { instructionSet } from '../../ts/index.js';

const index = new URL('../../dist/lib/index.js', import.meta.url).href;

// Digests of the counts of spectra of every kind that the populations have, and of weights trained on them by 1 and 3 threads:
// one model, and several side by side; layers narrow and wide, batches of whole and of ragged size.
const script = `
import { createHash } from 'node:crypto';
const { concatenate, createResponse, crossValidate, datasetFromSimulation, embeddedBackground, embeddedResponseTables, instructionSet,
  population, simulate, train } = await import('${index}');
const hash = createHash('sha256');
const parts = [];
for (const name of ['star', 'agn']) {
  const { rmf, arf } = embeddedResponseTables('acis-i-cycle0');
  const response = createResponse(rmf, arf);
  const options = { exposure: 1e6, seed: 11, background: embeddedBackground('acis-i', response) };
  const spectra = await simulate(population(name), 300, response, options);
  hash.update(new Uint8Array(spectra.counts.buffer));
  hash.update(new Uint8Array(spectra.backgroundCounts.buffer));
  parts.push(datasetFromSimulation(spectra));
}
const dataset = concatenate(parts);
const weights = async (threads) => {
  const digest = createHash('sha256');
  const add = ({ model }) => digest.update(new Uint8Array(model.network.weights.slice().buffer));
  for (const [hiddenLayers, batchSize] of [[[10], 32], [[64, 32], 256], [[24], 27]]) {
    const settings = { hiddenLayers, batchSize, epochs: 3, minimumNetCounts: 10, seed: 5, threads };
    add((await train(dataset, settings)).classifier);
    for (const { classifier } of await crossValidate(dataset, { ...settings, epochs: 1, splits: 3 })) add(classifier);
  }
  return digest.digest('hex');
};
console.log(instructionSet(), hash.digest('hex'), await weights(1), await weights(3));
`;

function run(isa: string) {
  const env = { ...process.env, XSIFT_FORCE_ISA: isa };
  return spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8', env });
}

test('every instruction set gives the same counts, and the same weights on any number of threads', () => {
  const digests = new Map<string, string>();
  for (const isa of ['serial', 'avx2', 'avx512', 'neon']) {
    const { status, stdout, stderr } = run(isa);
    if (status !== 0) {
      expect(stderr).toMatch(new RegExp(`XSIFT_FORCE_ISA is '${isa}'; this machine and build support serial`));
      continue;
    }
    const [name, digest, byOne, byThree] = stdout.trim().split(' ');
    expect(name).toBe(isa);
    expect({ isa, weights: byThree }).toEqual({ isa, weights: byOne });
    digests.set(isa, digest);
  }
  expect([...digests.keys()]).toEqual(expect.arrayContaining(['serial', instructionSet()]));
  expect(new Set(digests.values()).size).toBe(1);
  expect(process.arch === 'x64' || process.arch === 'arm64' ? digests.size : 2).toBeGreaterThan(1);
}, 120_000);

test('an instruction set that does not exist is refused, with those that do', () => {
  const { status, stderr } = run('sse9');
  expect(status).not.toBe(0);
  expect(stderr).toMatch(
    /XSIFT_FORCE_ISA is 'sse9'; this machine and build support serial.*; name one of these, or unset it/,
  );
});
