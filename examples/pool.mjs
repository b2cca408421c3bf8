// A pool of worker threads: a model fitted to each of many spectra, a thread for each CPU; a JSON line for each as it is done.
// (Verdicts need none of this: `classifyFiles` reads and classifies on all CPUs by itself.)
//   node pool.mjs 'tbabs*powerlaw' spectra/*.pha
import { once } from 'node:events';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { loadSpectrum, threadBudget } from 'xsift';
import { fitModel } from 'xsift/fit';

/** In a worker: a file comes in, its fit goes out. A file that cannot be fitted is a result too. */
async function fitFile(file) {
  try {
    const { parameters, statistic, statisticValue, goodness, isConverged } = await fitModel(
      loadSpectrum(file),
      workerData.model,
    );
    const values = Object.fromEntries(parameters.map(({ name, value, error }) => [name, { value, error }]));
    return { file, values, statistic, statisticValue, goodness, isConverged };
  } catch (error) {
    return { file, error: error.message };
  }
}

async function main([model, ...files]) {
  if (!files.length) throw new Error("usage: node pool.mjs 'MODEL' FILE...");
  const queue = files.values();
  const work = async () => {
    const worker = new Worker(new URL(import.meta.url), { workerData: { model } });
    // All workers take from one queue: a slow fit holds up nobody else's.
    for (const file of queue) {
      worker.postMessage(file);
      const [result] = await once(worker, 'message');
      console.log(JSON.stringify(result));
    }
    await worker.terminate();
  };
  await Promise.all(Array.from({ length: Math.min(files.length, threadBudget()) }, work));
}

if (isMainThread) await main(process.argv.slice(2));
else parentPort.on('message', async (file) => parentPort.postMessage(await fitFile(file)));
