// Components whose integral over a bin is a formula, or an integral of one: against Romberg integration of the formula itself,
// and against identities that hold for the whole spectrum.
import { model } from '../../dist/index.js';
import { axis, band, curve, energyAxis, picture } from './plot.mjs';
import { integrate } from './quadrature.mjs';
import { evenGrid, largest, logGrid, sum } from './reference.mjs';

export const files = [];

const tolerance = 1e-6;
const ergPerKeV = 1.602176634e-9;
const [lo, hi] = logGrid(0.3, 10, 300);

/** Bins where something is left; a share of less than `least` of the largest bin is compared with that bin's 1e-12. */
function worstBin(expression, density, minShare = 0) {
  const ours = model(expression).bind(lo, hi).evaluate();
  const theirs = ours.map((_, i) => integrate(density, lo[i], hi[i]));
  const floor = minShare * largest(theirs);
  return ours.map((value, i) => (theirs[i] > floor ? Math.abs(value / theirs[i] - 1) : 0));
}

const powerLaw = (index, norm) => (energy) => norm * energy ** -index;

function cases() {
  const energyFlux = (index, low, high) => ergPerKeV * integrate((e) => e ** (1 - index), low, high);
  const list = [];
  const add = (component, parameters, density, minShare) =>
    list.push({
      component,
      expression: `${component}(${parameters})`,
      differences: worstBin(`${component}(${parameters})`, density, minShare),
    });
  for (const index of [-3, 0, 0.999999, 1, 1.7, 2, 3, 10]) add('powerlaw', [index, 2], powerLaw(index, 2));
  for (const index of [1, 1.7, 2, 2.5])
    add('pegpwrlw', [index, 0.5, 8, 3], powerLaw(index, 3e-12 / energyFlux(index, 0.5, 8)));
  for (const [index, cut] of [
    [1.7, 15],
    [0, 0.5],
    [1, 300],
  ])
    add('cutoffpl', [index, cut, 2], (e) => 2 * e ** -index * Math.exp(-e / cut), 1e-12);
  for (const [line, sigma] of [
    [6.4, 0.5],
    [1, 0.1],
    [2, 3],
    [6.4, 0.01],
  ]) {
    const density = (e) => (2 / (sigma * Math.sqrt(2 * Math.PI))) * Math.exp(-0.5 * ((e - line) / sigma) ** 2);
    add('gaussian', [line, sigma, 2], density, 1e-12);
  }
  for (const kT of [0.05, 0.5, 3, 200])
    add('bbody', [kT, 2], (e) => (2 * 8.0525 * e * e) / (kT ** 4 * Math.expm1(e / kT)), 1e-12);
  for (const kT of [0.1, 1, 20]) add('bbodyrad', [kT, 2], (e) => (2 * 1.0344e-3 * e * e) / Math.expm1(e / kT), 1e-12);
  for (const [alpha, beta, pivot] of [
    [1.5, 0.2, 1],
    [2, -0.5, 3],
  ])
    add('logpar', [alpha, beta, pivot, 2], (e) => 2 * (e / pivot) ** -(alpha + beta * Math.log10(e / pivot)));
  return list;
}

/** Narrow lines, and cflux, which is exact on its grid: what must be 1. */
function identities() {
  const list = [];
  for (const sigma of [0, 1e-8, 1e-4, 0.002])
    for (const line of [6.4, lo[150], lo[150] * (1 + 1e-9), 0.33])
      list.push({
        component: 'gaussian',
        expression: `gaussian(${line},${sigma})`,
        value: sum(model(`gaussian(${line},${sigma},2)`).bind(lo, hi).evaluate()) / 2,
      });
  const [fineLo, fineHi] = evenGrid(0.3, 10, 97_000);
  const middle = fineLo.map((e, i) => (e + fineHi[i]) / 2);
  for (const [low, high, inner] of /** @type {[number, number, string][]} */ ([
    [0.5, 7, 'powerlaw(1.7)'],
    [0.50005, 2.00005, 'tbabs(0.3)*powerlaw(1.7)'],
    [2, 10, 'bbody(0.5)'],
    [0.5, 8, '(gaussian(6.4,0.1)+powerlaw(2))'],
  ])) {
    const flux = model(`cflux(${low},${high},-13)*${inner}`).bind(fineLo, fineHi).evaluate();
    // The share of each bin that lies in the band.
    const inside = (i) => Math.max(0, Math.min(high, fineHi[i]) - Math.max(low, fineLo[i])) / (fineHi[i] - fineLo[i]);
    const energy = sum(flux.map((n, i) => n * middle[i] * inside(i))) * ergPerKeV;
    list.push({ component: 'cflux', expression: `cflux(${low},${high},-13)*${inner}`, value: energy / 1e-13 });
  }
  // And against the formula: a power law of unit energy flux.
  const scaled = model('cflux(0.5,7,-13)*powerlaw(1.8,5)').bind(fineLo, fineHi).evaluate();
  const norm = 1e-13 / (ergPerKeV * integrate((e) => e ** -0.8, 0.5, 7));
  const exact = sum(scaled) / integrate(powerLaw(1.8, norm), 0.3, 10);
  list.push({ component: 'cflux', expression: 'cflux(0.5,7,-13)*powerlaw(1.8)', value: exact });
  const power = evenGrid(1e-4, 100, 100_000);
  const black = model('bbody(1.5)')
    .bind(...power)
    .evaluate();
  const energy = sum(black.map((n, i) => (n * (power[0][i] + power[1][i])) / 2));
  list.push({
    component: 'bbody',
    expression: 'bbody(1.5), energy in all',
    value: energy / ((8.0525 * Math.PI ** 4) / 15),
  });
  return list.map((item) => ({ ...item, difference: Math.abs(item.value - 1) }));
}

export function closedForms() {
  const compared = cases();
  const whole = identities();
  const names = [...new Set([...compared, ...whole].map(({ component }) => component))];
  const worst = (name) =>
    largest([
      ...compared.filter(({ component }) => component === name).map(({ differences }) => largest(differences)),
      ...whole.filter(({ component }) => component === name).map(({ difference }) => difference),
    ]);
  const count = (name) => [...compared, ...whole].filter(({ component }) => component === name).length;
  return {
    rows: names.map((name) => ({
      key: name,
      name: `${name}, ${count(name)} cases`,
      against: 'its formula, integrated',
      tolerance: tolerance.toExponential(),
      value: `worst ${worst(name).toExponential(1)}`,
      pass: worst(name) <= tolerance,
    })),
    texts: {},
    pictures: { 'closed-forms.png': draw(compared, names) },
  };
}

function draw(compared, names) {
  const middle = lo.map((e, i) => Math.sqrt(e * hi[i]));
  const shown = names.filter((name) => compared.some(({ component }) => component === name));
  const worst = (name) =>
    lo.map((_, i) => Math.max(1e-17, ...compared.filter((c) => c.component === name).map((c) => c.differences[i])));
  return picture({
    title: 'Worst difference from the formula in each bin, all cases',
    x: energyAxis(0.3, 10),
    y: axis('Difference |xsift / formula − 1|', 'log', [1e-17, 1e-5]),
    series: [
      band('tolerance', [0.3, 10], 1e-17, tolerance),
      ...shown.map((name, colour) => curve(name, middle, worst(name), { colour })),
    ],
  });
}
