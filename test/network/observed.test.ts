// Real Chandra spectra against a classifier made for the embedded ACIS-I response.
import { describe, expect, test } from 'vitest';
import { bandChannels, datasetFromPha } from '../../ts/dataset/index.js';
import { parameterCount } from '../../ts/native/index.js';
import { Classifier, defaultSettings } from '../../ts/network/index.js';
import { inputConvention } from '../../ts/network/inputs.js';
import { loadSpectrum } from '../../ts/ogip/index.js';
import { createResponse, embeddedResponseTables } from '../../ts/simulation/index.js';
import { hasShared, sharedFile } from '../shared.js';

const { rmf, arf } = embeddedResponseTables();
const response = createResponse(rmf, arf);
const channels = bandChannels(response.eMin, response.eMax);

const { input: _, hiddenLayers: __, activation: ___, ...settings } = defaultSettings;

/** All weights 0: every probability is 1/2. What is tested here is whether spectra fit, not what they are. */
const classifier = new Classifier({
  version: '0',
  classes: ['star', 'agn'],
  input: {
    convention: inputConvention,
    channels: Array.from(channels, (i) => i + 1),
    eMin: Float64Array.from(channels, (i) => response.eMin[i]),
    eMax: Float64Array.from(channels, (i) => response.eMax[i]),
    mean: new Float64Array(527),
    deviation: new Float64Array(527).fill(1),
  },
  network: { sizes: [527, 10, 2], activation: 'relu', weights: new Float32Array(parameterCount([527, 10, 2])) },
  training: { ...settings, epochsRun: 1, bestEpoch: 1, aborted: false, spectra: [1, 1], background: false },
  provenance: [{ seed: 1, population: 'none', response: response.identity, version: '0' }],
});

test('ACIS has 527 channels with their centre in 0.3 to 8.0 keV: 22 to 548', () => {
  expect(classifier.model.input.channels.length).toBe(527);
  expect(classifier.model.input.channels[0]).toBe(22);
  expect(classifier.model.input.channels[526]).toBe(548);
});

describe.skipIf(!hasShared)('real spectra', () => {
  test.each([
    'spectra/stars/acisf04487_001N023_r0009_pha3.fits.gz',
    'spectra/agn/3c273.pi.gz',
    'spectra/other/acisf01575_001N001_r0085_pha3.fits.gz',
  ])('%s: its channels fit, and it is flagged as ACIS-S', async (path) => {
    const observed = datasetFromPha([loadSpectrum(sharedFile(path))]);
    expect(classifier.check(observed)).toEqual(['instrument-mismatch']);
    const { probabilities, verdicts, flags } = await classifier.predict(observed);
    expect([...probabilities]).toEqual([0.5, 0.5]);
    expect([verdicts[0], flags[0]]).toEqual([1, ['few-counts', 'instrument-mismatch']]);
  });

  test('another instrument is refused', () => {
    const observed = datasetFromPha([loadSpectrum(sharedFile('spectra/agn/3c273.pi.gz'))]);
    const coarse = {
      count: 1,
      channels: 512,
      counts: new Uint16Array(512),
      eMin: observed.eMin.filter((_, i) => i % 2 === 0),
      eMax: observed.eMax.filter((_, i) => i % 2 === 1),
    };
    expect(() => classifier.check(coarse)).toThrow(
      'the spectra have 512 channels from 0.00146 to 14.9504 keV; the 527 channels from 0.3066 to 8.0008 keV that',
    );
  });
});
