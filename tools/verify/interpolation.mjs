// How far apec's interpolation between the temperatures of its table can be off: the table against itself with temperatures left
// out, at those left out. Half the table gives the error at twice the step; a quarter gives how fast it falls with the step.
import { embeddedPlasma, model } from '../../dist/index.js';
import { axis, picture, points } from './plot.mjs';
import { evenGrid, largest, percent, sum } from './reference.mjs';

export const files = [];

const tolerance = 0.01;
const [lo, hi] = evenGrid(0.3, 8, 154);
const kTOf = (logT) => 10 ** logT * 8.617333262e-8;

/** The table with the temperatures first, first + every, ... alone. */
function thinned(table, every, first) {
  const kept = Array.from(table.logT.keys()).filter((t) => t % every === first);
  const nE = table.edges.length - 1;
  const thin = (values) =>
    Float32Array.from({ length: table.elements.length * kept.length * nE }, (_, i) => {
      const [z, t, e] = [Math.floor(i / nE / kept.length), kept[Math.floor(i / nE) % kept.length], i % nE];
      return values[(z * table.logT.length + t) * nE + e];
    });
  const load = () => {
    const { lines, continuum } = table.load();
    return { lines: thin(lines), continuum: thin(continuum) };
  };
  return { ...table, logT: Float64Array.from(kept, (t) => table.logT[t]), load };
}

/** The worst band with a ten-thousandth of the photons or more, at temperatures that the thinned table lacks. */
function errors(table, every) {
  const [full, thinner] = [table, thinned(table, every, 0)].map((plasma) => model('apec').bind(lo, hi, { plasma }));
  // The middle between two temperatures, and away from the table's ends, where the cubic has no neighbours on one side.
  const left = Array.from(table.logT.keys()).filter((t) => t % every === every / 2);
  const inside = left.filter((t) => t > 1.5 * every && t < table.logT.length - 1.5 * every && table.logT[t] > 6);
  return inside.map((t) => {
    const parameters = Float64Array.of(kTOf(table.logT[t]), 0.3, 0, 1);
    const [a, b] = [full, thinner].map((bound) => bound.evaluate(parameters));
    const total = sum(a);
    return {
      kT: kTOf(table.logT[t]),
      worst: largest(a.map((n, i) => (n > 1e-4 * total ? Math.abs(b[i] / n - 1) : 0))),
    };
  });
}

const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];

export function interpolation() {
  const table = embeddedPlasma();
  const step = (table.logT[table.logT.length - 1] - table.logT[0]) / (table.logT.length - 1);
  const [half, quarter] = [2, 4].map((every) => errors(table, every));
  const [halfMedian, quarterMedian] = [half, quarter].map((list) => median(list.map(({ worst }) => worst)));
  // A cubic falls by 16 where the step is small enough; the fall found here is less, and is what is used.
  const fall = quarterMedian / halfMedian;
  const estimate = half.map(({ kT, worst }) => ({ kT, worst: worst / fall }));
  const worst = estimate.reduce((a, b) => (b.worst > a.worst ? b : a));
  return {
    rows: [
      {
        key: 'interpolation',
        name: `apec between temperatures ${step.toFixed(3)} dex apart, any 50 eV band`,
        against: 'the table with half its temperatures',
        tolerance: percent(tolerance, 0),
        value: `median ${percent(median(estimate.map((e) => e.worst)))}, worst ${percent(worst.worst)} at kT ${worst.kT.toFixed(2)} keV`,
        pass: worst.worst <= tolerance,
      },
    ],
    texts: {
      'interpolation-step': step.toFixed(3),
      'interpolation-half': `median ${percent(halfMedian)}, worst ${percent(largest(half.map((e) => e.worst)))}`,
      'interpolation-quarter': `median ${percent(quarterMedian)}, worst ${percent(largest(quarter.map((e) => e.worst)))}`,
      'interpolation-fall': fall.toFixed(1),
    },
    pictures: { 'interpolation.png': draw(step, quarter, half, estimate) },
  };
}

function draw(step, quarter, half, estimate) {
  const errorsAt = (name, list) =>
    points(
      name,
      list.map(({ kT }) => kT),
      list.map(({ worst }) => 100 * worst),
    );
  return picture({
    title: 'apec: error of the interpolation in temperature',
    x: axis('kT (keV)', 'log', [0.08, 30]),
    y: { label: 'Worst 50 eV band (%)', type: 'log' },
    series: [
      errorsAt(`steps of ${(4 * step).toFixed(2)} dex`, quarter),
      errorsAt(`steps of ${(2 * step).toFixed(2)} dex`, half),
      errorsAt(`steps of ${step.toFixed(2)} dex, as used (estimated)`, estimate),
    ],
    levels: [{ y: 100 * tolerance, name: `tolerance, ${percent(tolerance, 0)}` }],
  });
}
