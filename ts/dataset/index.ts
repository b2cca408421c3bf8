export { bandChannels, netCounts } from './band.js';
export { datasetFromSimulation } from './fromSimulation.js';
export { readLibrary } from './library/read.js';
export { writeLibrary } from './library/write.js';
export { type MeanSpectrum, meanSpectra } from './mean.js';
export { concatenate, selectRows } from './rows.js';
export { shuffledSources, splitBySource } from './split.js';
export { type Band, type Dataset, defaultBand, type Provenance, type Spectra } from './types.js';
export { validateDataset } from './validate.js';
