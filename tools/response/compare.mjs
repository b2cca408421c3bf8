// How far a parametric response is from the files it was made from.

/** The rows of an RMF as dense arrays. */
export function denseRows(rmf) {
  let group = 0;
  let element = 0;
  return Array.from(rmf.nGrp, (groups) => {
    const row = new Float64Array(rmf.detChans);
    for (let g = 0; g < groups; g++, group++) {
      const first = rmf.fChan[group] - rmf.firstChannel;
      for (let k = 0; k < rmf.nChan[group]; k++) row[first + k] = rmf.matrix[element++];
    }
    return row;
  });
}

const percent = (x) => `${(100 * x).toFixed(2)} %`;
const rms = (values) => Math.sqrt(values.reduce((sum, x) => sum + x * x, 0) / values.length);
const largest = (values) => values.reduce((max, x) => Math.max(max, Math.abs(x)), 0);

function areas(ours, theirs) {
  const misses = [];
  theirs.energLo.forEach((low, i) => {
    if (low >= 0.3 && theirs.energHi[i] <= 10) misses.push(ours.specResp[i] / theirs.specResp[i] - 1);
  });
  console.log(
    `  area, ${misses.length} bins in 0.3-10 keV: rms ${percent(rms(misses))}, largest ${percent(largest(misses))}`,
  );
}

/** Mode (by a parabola through the logs) and full width at half maximum of a row, keV. */
export function core(row, rmf) {
  const at = row.indexOf(Math.max(...row));
  const [a, b, c] = [-1, 0, 1].map((k) => Math.log(row[at + k]));
  const width = rmf.eMax[at] - rmf.eMin[at];
  const mode = (rmf.eMin[at] + rmf.eMax[at]) / 2 + (width * 0.5 * (a - c)) / (a - 2 * b + c);
  const half = row[at] / 2;
  const crossing = (step) => {
    let i = at;
    while (row[i] > half) i += step;
    return i + (step * (row[i] - half)) / (row[i - step] - row[i]);
  };
  return { mode, fwhm: Math.abs(crossing(1) - crossing(-1)) * width };
}

function lines(ours, theirs) {
  const [a, b] = [denseRows(ours), denseRows(theirs)];
  const position = [];
  const width = [];
  const moved = [];
  const sums = [];
  theirs.energLo.forEach((low, i) => {
    sums.push(a[i].reduce((s, x) => s + x, 0) - b[i].reduce((s, x) => s + x, 0));
    if (low < 0.5 || low > 8) return;
    const [mine, file] = [core(a[i], ours), core(b[i], theirs)];
    position.push(1000 * (mine.mode - file.mode));
    width.push(mine.fwhm / file.fwhm - 1);
    moved.push(a[i].reduce((s, x, k) => s + Math.abs(x - b[i][k]), 0) / 2);
  });
  console.log(
    `  line core, ${width.length} rows in 0.5-8 keV: position rms ${rms(position).toFixed(2)} eV, largest ` +
      `${largest(position).toFixed(1)} eV; width (FWHM) rms ${percent(rms(width))}, largest ${percent(largest(width))}`,
  );
  console.log(
    `  share of a row's events in the wrong channel: mean ${percent(moved.reduce((s, x) => s + x, 0) / moved.length)}, ` +
      `largest ${percent(largest(moved))}; row sums differ by at most ${percent(largest(sums))}`,
  );
  console.log(`  stored elements ${ours.matrix.length} (file ${theirs.matrix.length})`);
}

/** Photons/cm2/s/bin of an absorbed power law, and of a thermal-like spectrum: bremsstrahlung and the strong lines. */
const absorbed = (e, nH) => Math.exp(-nH * 2 * e ** -2.6); // a rough cross-section: only the smooth shape matters here
const strong = [
  [0.654, 0.5],
  [0.826, 0.6],
  [0.922, 0.4],
  [1.022, 1],
  [1.352, 0.4],
  [1.472, 0.2],
  [1.865, 0.4],
  [2.006, 0.15],
  [2.461, 0.2],
  [6.7, 0.05],
];
const spectra = {
  'power law 1.8, nH 1e21': (e) => e ** -1.8 * absorbed(e, 0.1),
  'power law 1.8, nH 1e22': (e) => e ** -1.8 * absorbed(e, 1),
  'lines and bremsstrahlung, kT 1 keV': (e, low, high) =>
    (Math.exp(-e) / e) * absorbed(e, 0.1) +
    strong.reduce(
      (s, [line, flux]) => s + (low <= line && line < high ? (flux * absorbed(line, 0.1)) / (high - low) : 0),
      0,
    ),
};

function counts({ rmf, arf }, spectrum) {
  const out = new Float64Array(rmf.detChans);
  denseRows(rmf).forEach((row, i) => {
    const [low, high] = [rmf.energLo[i], rmf.energHi[i]];
    const photons = spectrum((low + high) / 2, low, high) * (high - low) * arf.specResp[i];
    row.forEach((x, k) => {
      out[k] += photons * x;
    });
  });
  return out;
}

/** Channels in 0.3-8 keV; `largest` only among channels with at least 1e-4 of the counts, so that it is about spectra one sees. */
function predictions(ours, theirs) {
  for (const [name, spectrum] of Object.entries(spectra)) {
    const [a, b] = [counts(ours, spectrum), counts(theirs, spectrum)];
    const band = Array.from(b.keys()).filter((i) => theirs.rmf.eMin[i] >= 0.29 && theirs.rmf.eMax[i] <= 8.01);
    const total = band.reduce((sum, i) => sum + b[i], 0);
    const moved = band.reduce((sum, i) => sum + Math.abs(a[i] - b[i]), 0) / 2;
    const misses = band.filter((i) => b[i] > 1e-4 * total).map((i) => a[i] / b[i] - 1);
    const difference = band.reduce((sum, i) => sum + a[i] - b[i], 0);
    console.log(
      `  counts of ${name}: total ${percent(difference / total)}, in the wrong channel ${percent(moved / total)}; ` +
        `${misses.length} channels with over 1e-4 of the counts: rms ${percent(rms(misses))}, largest ${percent(largest(misses))}`,
    );
  }
}

export function compare(name, ours, theirs, bytes) {
  console.log(`${name} (${(bytes / 1000).toFixed(1)} kB) against its files:`);
  areas(ours.arf, theirs.arf);
  lines(ours.rmf, theirs.rmf);
  predictions(ours, theirs);
}
