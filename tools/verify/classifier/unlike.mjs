// Sources that are neither of the classes, and spectra whose response, background or detector is not what is said of them: how many
// are flagged as unlike the templates, and what the default network calls them. Counts are drawn about expected counts that are scaled
// to a net number, so that families are compared at equal counts.
import {
  agn,
  applyResponse,
  bindToResponse,
  embeddedBackground,
  embeddedResponse,
  model,
  stars,
  streams,
  uniforms,
} from '../../../dist/index.js';
import { byBank, byNetwork } from './contenders.mjs';
import { described } from './responses.mjs';
import { CONFIDENT } from './scores.mjs';
import { seeds } from './sets.mjs';

/** Net counts in 0.3-8 keV at which families are tested. */
export const levels = [100, 300, 1000, 3000];

const between = (low, high) => (u) => low + (high - low) * u;
const logBetween = (low, high) => (u) => low * (high / low) ** u;
const column = logBetween(0.01, 1);

/**
 * Families: an expression, and for each of its parameters that varies a function of a uniform number. Temperatures in keV, columns in
 * 1e22 cm^-2.
 *
 * @type {{ name: string, expression: string, values: Record<string, (u: number) => number> }[]}
 */
export const families = [
  {
    name: 'cold neutron star (blackbody, 0.05-0.3 keV)',
    expression: 'tbabs(0.1)*bbody(0.1,1)',
    values: { 'tbabs.nH': column, 'bbody.kT': logBetween(0.05, 0.3) },
  },
  {
    name: 'AGN with a strong soft excess',
    expression: 'tbabs(0.03)*(powerlaw(1.8,1)+bbody(0.1,1))',
    values: {
      'tbabs.nH': logBetween(0.01, 0.1),
      'powerlaw.PhoIndex': between(1.5, 2.2),
      'bbody.kT': between(0.07, 0.15),
      // Above 0.3 keV a blackbody of norm 0.05 has about as many photons as a power law of norm 1.
      'bbody.norm': logBetween(0.02, 0.2),
    },
  },
  {
    name: 'star behind two absorbers (soft jet, hard corona)',
    expression: 'tbabs(0.1)*apec(0.3,0.3,0,1)+tbabs(2)*apec(2.5,0.3,0,1)',
    values: {
      'tbabs#1.nH': logBetween(0.05, 0.4),
      'tbabs#3.nH': logBetween(1, 5),
      'apec#2.kT': between(0.2, 0.5),
      'apec#4.kT': between(1.5, 4),
      'apec#4.norm': logBetween(1, 10),
    },
  },
  {
    name: 'supernova remnant (vapec)',
    expression: 'tbabs(0.3)*vapec(0.7,1,1,1,1,1,3,3,3,3,3,1,1,0,1)',
    values: { 'tbabs.nH': column, 'vapec.kT': logBetween(0.3, 1.5) },
  },
  {
    name: 'power law (X-ray binary)',
    expression: 'tbabs(0.3)*powerlaw(1.7,1)',
    values: { 'tbabs.nH': column, 'powerlaw.PhoIndex': between(1.2, 2.5) },
  },
  {
    name: 'bremsstrahlung (cataclysmic variable)',
    expression: 'tbabs(0.3)*bremss(10,1)',
    values: { 'tbabs.nH': column, 'bremss.kT': logBetween(3, 30) },
  },
  {
    name: 'cluster of galaxies (apec, 2-8 keV)',
    expression: 'tbabs(0.05)*apec(4,0.3,0.3,1)',
    values: { 'tbabs.nH': logBetween(0.01, 0.1), 'apec.kT': logBetween(2, 8), 'apec.Redshift': between(0.05, 0.8) },
  },
];

/**
 * Parameter sets of a family, `count` x parameters.
 *
 * @param {typeof families[number]} family
 */
export function parameterSets({ expression, values }, count, seed) {
  const { parameters, values: given } = model(expression);
  const u = uniforms(seed, streams.bootstrap, 0, count, Object.keys(values).length);
  const sets = new Float64Array(count * given.length);
  const places = Object.keys(values).map((key) => {
    const found = parameters.findIndex(
      ({ component, number, name }) => key === `${component}.${name}` || key === `${component}#${number}.${name}`,
    );
    if (found < 0)
      throw new Error(
        `${expression} has no ${key}: ${parameters.map(({ component, number, name }) => `${component}#${number}.${name}`).join(' ')}`,
      );
    return found;
  });
  for (let i = 0; i < count; i++) {
    sets.set(given, i * given.length);
    Object.values(values).forEach((valueAt, k) => {
      sets[i * given.length + places[k]] = valueAt(u[i * places.length + k]);
    });
  }
  return sets;
}

/** Expected counts by channel, each spectrum with a sum of 1 in 0.3-8 keV: count x channels. */
function shapesThrough(response, expression, sets, count) {
  const bound = bindToResponse(model(expression), response);
  const photons = bound.evaluate(sets);
  const shapes = new Float64Array(count * response.channels);
  for (let i = 0; i < count; i++) {
    const flux = photons.subarray(i * response.energies, (i + 1) * response.energies);
    const peak = flux.reduce((most, value) => Math.max(most, value), 0);
    const expected = applyResponse(
      response,
      flux.map((value) => value / peak),
      1,
    );
    const total = bandSum(response, expected);
    for (let c = 0; c < response.channels; c++) shapes[i * response.channels + c] = expected[c] / total;
  }
  return shapes;
}

function bandSum({ eMin, eMax }, values) {
  let sum = 0;
  for (let c = 0; c < values.length; c++) {
    const centre = (eMin[c] + eMax[c]) / 2;
    if (centre >= 0.3 && centre <= 8) sum += values[c];
  }
  return sum;
}

/** Stars and AGN of the populations, half of each. */
function populationShapes(response, count, seed) {
  const shapes = new Float64Array(count * response.channels);
  const half = Math.floor(count / 2);
  [stars(), agn()].forEach((population, k) => {
    const size = k === 0 ? half : count - half;
    for (const { model: expression, index, parameters } of population.sample(size, { seed }).groups) {
      const made = shapesThrough(response, expression, parameters, index.length);
      for (let i = 0; i < index.length; i++)
        shapes.set(
          made.subarray(i * response.channels, (i + 1) * response.channels),
          (k * half + index[i]) * response.channels,
        );
    }
  });
  return shapes;
}

/** A Poisson number by inversion of its distribution; means here are below some hundreds. */
export function poisson(mean, u) {
  let [k, term] = [0, Math.exp(-mean)];
  let sum = term;
  while (u > sum && k < mean + 20 * Math.sqrt(mean) + 50) {
    k++;
    term *= mean / k;
    sum += term;
  }
  return k;
}

/** Counts drawn about `level` net counts of each shape, with `background` expected counts by channel added. */
function drawn(shapes, response, level, seed, background) {
  const { channels, eMin, eMax } = response;
  const count = shapes.length / channels;
  const counts = new Uint16Array(shapes.length);
  for (let i = 0; i < count; i++) {
    const u = uniforms(seed, streams.bootstrap, 1000 + i, 1, channels);
    for (let c = 0; c < channels; c++) {
      const mean = level * shapes[i * channels + c] + (background?.[c] ?? 0);
      if (mean > 0) counts[i * channels + c] = poisson(mean, u[c]);
    }
  }
  return described({ count, channels, eMin, eMax, counts, provenance: [{ response: response.identity }] }, response);
}

/** Pairs of events that are read out as one of their summed energy: `share` of the events are lost to it. */
export function piledUp(spectra, share, seed) {
  const { count, channels, counts } = spectra;
  const out = new Uint16Array(counts.length);
  for (let row = 0; row < count; row++) {
    const events = [];
    for (let c = 0; c < channels; c++) for (let k = 0; k < counts[row * channels + c]; k++) events.push(c);
    const u = uniforms(seed, streams.bootstrap, 5000 + row, 1, Math.max(1, events.length));
    const order = events.map((channel, i) => ({ channel, u: u[i] })).sort((a, b) => a.u - b.u);
    const pairs = Math.round(share * events.length);
    for (let i = 0; i < pairs && 2 * i + 1 < order.length; i++) {
      const sum = order[2 * i].channel + order[2 * i + 1].channel;
      if (sum < channels) out[row * channels + sum]++;
    }
    for (let i = 2 * pairs; i < order.length; i++) out[row * channels + order[i].channel]++;
  }
  return { ...spectra, counts: out };
}

/** Expected background by channel at a number of counts in 0.3-8 keV. */
function backgroundOf(response, level) {
  const { shapes, channels } = embeddedBackground('acis-i', response);
  const shape = shapes.subarray(0, channels);
  const total = bandSum(response, shape);
  return Float64Array.from(shape, (value) => (level * value) / total);
}

/** What is tested: sources of the classes (whose flags are false), families, and wrong data. */
function experiments(sources) {
  const clean = embeddedResponse('acis-i-cycle0');
  const dirty = embeddedResponse('acis-i-cycle19');
  const known = populationShapes(clean, sources, seeds.unlike);
  const throughDirty = populationShapes(dirty, sources, seeds.unlike);
  const plain = (shapes) => (level, seed) => drawn(shapes, clean, level, seed);
  return [
    { name: 'stars and AGN (false flags)', kind: 'known', make: plain(known) },
    ...families.map((family, k) => ({
      ...{ name: family.name, kind: 'family' },
      make: plain(
        shapesThrough(clean, family.expression, parameterSets(family, sources, seeds.unlike + k + 1), sources),
      ),
    })),
    {
      ...{ name: 'stars and AGN of 2018, response of 1999', kind: 'wrong data' },
      make: (level, seed) => ({
        ...drawn(throughDirty, dirty, level, seed),
        ...{ eMin: clean.eMin, eMax: clean.eMax, provenance: [{ response: clean.identity }] },
        responseDescriptor: described({}, clean).responseDescriptor,
      }),
    },
    {
      ...{ name: 'stars and AGN, background of a third of the counts left in', kind: 'wrong data' },
      make: (level, seed) => drawn(known, clean, (2 / 3) * level, seed, backgroundOf(clean, level / 3)),
    },
    {
      ...{ name: 'stars and AGN, a tenth of the events lost to pile-up', kind: 'wrong data' },
      make: (level, seed) => piledUp(drawn(known, clean, level, seed), 0.1, seed),
    },
  ].map((experiment) => ({ ...experiment, response: clean }));
}

const share = (flags) => Array.from(flags).filter(Boolean).length / flags.length;

/**
 * One row an experiment, with one entry a level.
 *
 * @param {any} contenders
 * @param {{ sources: number, onStep: () => void }} options
 */
export async function unlikeTable({ bank, networks }, { sources, onStep }) {
  const rows = [];
  for (const { name, kind, make, response } of experiments(sources)) {
    const atLevels = [];
    for (const [k, level] of levels.entries()) {
      const spectra = make(level, seeds.unlike + 100 * (k + 1));
      const banked = await byBank(bank, spectra, response);
      const network = await byNetwork(networks.default, spectra);
      const certain = (p) => Math.max(p, 1 - p) > CONFIDENT;
      atLevels.push({
        level,
        spectra: spectra.count,
        flagged: banked.unlike ? Array.from(banked.unlike).filter(Boolean).length : null,
        bankAgn: share(banked.agn.map((p) => (p >= 0.5 ? 1 : 0))),
        bankConfident: share(Array.from(banked.agn, certain)),
        networkAgn: network.agn ? share(network.agn.map((p) => (p >= 0.5 ? 1 : 0))) : null,
        networkConfident: network.agn ? share(Array.from(network.agn, certain)) : null,
        networkFlagged: network.flags ? share(network.flags.map((flags) => flags.length > 0)) : null,
      });
    }
    rows.push({ name, kind, levels: atLevels });
    onStep();
  }
  return rows;
}

/** Number of experiments, for progress. */
export const experimentCount = families.length + 4;
