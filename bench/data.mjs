// The data of all cases, made by xsift itself from a fixed seed and given to the peers as plain files: little-endian
// arrays without a header, their sizes in meta.json.
//
//   counts.u16, inputs.f32, labels.u8   spectra of stars and AGN in turn, 527 channels of 0.3-8 keV, more than 100 net counts:
//                                       counts, the shares that the network reads, and 0 for a star, 1 for an AGN
//   flux.f64                            photons/cm2/s of 1024 of them (fewer with --quick) on the response's energy grid
//   matrix.f64                          response x area x exposure, dense: energies x channels
//   means.f64                           expected counts of a star in all channels, 3,000 in all
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  applyResponse,
  bandChannels,
  createResponse,
  embeddedResponseTables,
  expectedCounts,
  model,
  population,
  simulate,
} from '../dist/index.js';

const exposure = 1e6;
const folder = fileURLToPath(new URL('../build/bench/data/', import.meta.url));

const bytes = (array) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

export async function makeData({ quick, log }) {
  const rows = quick ? 4000 : 40_000;
  log(`making the data: ${rows} spectra`);
  const { rmf, arf } = embeddedResponseTables('acis-i-cycle0');
  const response = createResponse(rmf, arf);
  const channels = bandChannels(response.eMin, response.eMax, [0.3, 8]);
  const { counts, inputs, labels, fill } = await spectra(response, channels, rows);
  const fluxes = flux(response, quick ? 256 : 1024);
  const matrix = dense(response);
  const means = expectedCounts({
    model: 'tbabs(0.1)*(apec(0.8, 1, 0, 4.75e-6) + apec(2.5, 1, 0, 9.5e-6))',
    response,
    exposure,
  });
  const { energies } = response;
  const nonzero = matrix.reduce((n, element) => n + (element > 0 ? 1 : 0), 0);
  const meta = {
    rows,
    width: channels.length,
    fill,
    fluxes: fluxes.length / energies,
    energies,
    channels: response.channels,
    nonzero,
  };
  mkdirSync(folder, { recursive: true });
  const write = (name, array) => writeFileSync(folder + name, bytes(array));
  write('counts.u16', counts);
  write('inputs.f32', inputs);
  write('labels.u8', labels);
  write('flux.f64', fluxes);
  write('matrix.f64', matrix);
  write('means.f64', means);
  writeFileSync(`${folder}meta.json`, JSON.stringify(meta));
  log(`  ${(100 * fill).toFixed(0)} % of the channels have counts`);
  return { folder, ...meta, exposure, response, counts, inputs, labels, flux: fluxes, means };
}

async function spectra(response, channels, rows) {
  const width = channels.length;
  const counts = new Uint16Array(rows * width);
  const inputs = new Float32Array(rows * width);
  const labels = new Uint8Array(rows);
  let filled = 0;
  for (const [label, name] of /** @type {const} */ (['star', 'agn']).entries()) {
    let row = label;
    for (let first = 0; row < rows; first += 4096) {
      const block = await simulate(population(name), 4096, response, { exposure, seed: 1, first });
      for (let i = 0; i < 4096 && row < rows; i++) {
        const inBand = block.counts.subarray(
          i * block.channels + channels[0],
          i * block.channels + channels[0] + width,
        );
        const sum = inBand.reduce((total, n) => total + n, 0);
        if (sum <= 100) continue;
        counts.set(inBand, row * width);
        inputs.set(
          Float32Array.from(inBand, (n) => n / sum),
          row * width,
        );
        labels[row] = label;
        filled += inBand.reduce((total, n) => total + (n > 0 ? 1 : 0), 0);
        row += 2;
      }
    }
  }
  return { counts, inputs, labels, fill: filled / counts.length };
}

/** Absorbed power laws, each with parameters of its own. */
function flux(response, n) {
  const bound = model('tbabs(0.1)*powerlaw(1.7, 1e-4)').bind(response.energLo, response.energHi);
  const out = new Float64Array(n * response.energies);
  for (let i = 0; i < n; i++)
    out.set(bound.evaluate(Float64Array.of(0.01 + i / n, 1.4 + (i % 32) / 32, 1e-5)), i * response.energies);
  return out;
}

/** Row e is what one photon/cm2/s in bin e gives. */
function dense(response) {
  const { energies, channels } = response;
  const out = new Float64Array(energies * channels);
  const unit = new Float64Array(energies);
  for (let e = 0; e < energies; e++) {
    unit[e] = 1;
    out.set(applyResponse(response, unit, exposure), e * channels);
    unit[e] = 0;
  }
  return out;
}
