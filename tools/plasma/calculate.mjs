// Emission of all elements at any temperatures, calculated by two workers that take the next element when they are done with one.
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { openChianti } from './chianti.mjs';
import { elementEmission } from './element.mjs';

/** The elements of CHIANTI's subset that count in X-rays. */
export const elements = [1, 2, 6, 7, 8, 10, 11, 12, 13, 14, 16, 18, 20, 26, 28];

/**
 * @param folder that of CHIANTI's versions, see build.mjs
 * @param logT log10 of temperatures in K
 * @param edges of energy bins, keV
 * @returns for each element { element, lines, continuum, power, ions }; lines and continuum by temperature and bin, photons cm3/s
 */
export async function calculate(folder, logT, edges) {
  openChianti(folder); // a wrong folder is told here, once
  // The elements with the most ions first, so that none is left alone at the end.
  const waiting = [...elements].sort((a, b) => b - a);
  const results = new Map();
  const work = () =>
    /** @type {Promise<void>} */ (
      new Promise((resolve, reject) => {
        const worker = new Worker(new URL(import.meta.url), { workerData: { folder, logT, edges } });
        const next = () => {
          const element = waiting.shift();
          if (element !== undefined) return worker.postMessage(element);
          resolve();
          return worker.terminate();
        };
        worker.on('error', reject);
        worker.on('message', (result) => {
          results.set(result.element, result);
          console.log(`element ${result.element}: ${result.ions.length} ions with lines`);
          next();
        });
        next();
      })
    );
  await Promise.all([work(), work()]);
  return elements.map((element) => results.get(element));
}

if (!isMainThread)
  parentPort?.on('message', (element) =>
    parentPort?.postMessage(elementEmission(workerData.folder, element, workerData.logT, workerData.edges)),
  );
