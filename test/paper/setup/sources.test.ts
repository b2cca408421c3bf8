// What section 2 of Hebbar & Heinke 2023 says of sources, on sources as they are drawn.
import { expect, test } from 'vitest';
import { agn, bindToResponse, embeddedResponse, model, type SourceGroup, stars } from '../../../ts/index.js';
import { structureOf } from '../../../ts/paper/sections/setup/computeSources.js';

const COUNT = 2000;
const star = stars().sample(COUNT, { seed: 17 });
const galaxies = agn().sample(COUNT, { seed: 17 });
const { softC, cThick, z, EW } = galaxies.properties;
const hasLine = (group: SourceGroup) => group.model.includes('gaussian');

/** Values of a parameter, of all components of that name, source by source. */
function valuesOf({ model: expression, parameters, index }: SourceGroup, component: string, name: string): number[][] {
  const known = model(expression).parameters;
  const places = [...known.keys()].filter((k) => known[k].component === component && known[k].name === name);
  return Array.from(index, (_, i) => places.map((k) => parameters[i * known.length + k]));
}

test('stars are tbabs*apec or tbabs*(apec+apec) behind the scaling to a flux, with 0.3 of the metals and no line', () => {
  expect(star.groups.map((group) => structureOf(group.model))).toEqual(['cflux*tbabs*apec', 'cflux*tbabs*(apec+apec)']);
  const abundances = star.groups.flatMap((group) => valuesOf(group, 'apec', 'Abundanc').flat());
  expect(abundances.length).toBeGreaterThan(COUNT);
  expect(new Set(abundances)).toEqual(new Set([0.3]));
});

test('AGN have the three printed models, and Soft-C ones a single photon index', () => {
  const kinds = [
    ['cflux*tbabs*ztbabs*pegpwrlw', (row: number) => !softC[row] && !cThick[row]],
    ['tbabs*pegpwrlw+cflux*ztbabs*pegpwrlw', (row: number) => softC[row] === 1],
    ['cflux*tbabs*pexrav', (row: number) => cThick[row] === 1],
  ] as const;
  let sources = 0;
  for (const [printed, isKind] of kinds) {
    const groups = galaxies.groups.filter(({ index }) => isKind(index[0]));
    expect(groups).toHaveLength(2);
    for (const group of groups) {
      expect(group.index.every(isKind)).toBe(true);
      expect(structureOf(group.model).startsWith(printed)).toBe(true);
      if (!hasLine(group)) expect(structureOf(group.model)).toBe(printed);
      sources += group.index.length;
    }
  }
  expect(sources).toBe(COUNT);
  for (const group of galaxies.groups.filter(({ index }) => softC[index[0]]))
    for (const [soft, absorbed] of valuesOf(group, 'pegpwrlw', 'PhoIndex')) expect(soft).toBe(absorbed);
});

test('a line is at 6.4 keV / (1 + z), of 100 to 3000 eV', () => {
  const groups = galaxies.groups.filter(hasLine);
  expect(groups).toHaveLength(3);
  for (const group of groups)
    valuesOf(group, 'gaussian', 'LineE').forEach(([energy], i) => {
      expect((energy * (1 + z[group.index[i]])) / 6.4).toBeCloseTo(1, 12);
    });
  const widths = groups.flatMap(({ index }) => Array.from(index, (row) => EW[row]));
  expect(Math.min(...widths)).toBeGreaterThanOrEqual(100);
  expect(Math.max(...widths)).toBeLessThanOrEqual(3000);
  expect(Math.max(...widths) - Math.min(...widths)).toBeGreaterThan(2800);
  expect(galaxies.groups.filter((group) => !hasLine(group)).every(({ index }) => index.every((row) => !EW[row]))).toBe(
    true,
  );
});

test('the flux of a source is that of its whole absorbed model in 0.5-10 keV', () => {
  // 10 eV bins; the edge of an absorber within a bin shifts its flux by far less than 0.2 %.
  const edges = Float64Array.from({ length: 951 }, (_, i) => 0.5 + i / 100);
  const [low, high] = [edges.slice(0, -1), edges.slice(1)];
  for (const table of [star, galaxies])
    for (const group of table.groups) {
      // The scaling is around everything but an unabsorbed soft term and a line, which are added.
      expect(structureOf(group.model)).toMatch(/^cflux\*tbabs|^tbabs\*pegpwrlw\+cflux\*ztbabs/);
      for (const name of ['Emin', 'Emax'] as const)
        expect(new Set(valuesOf(group, 'cflux', name).flat())).toEqual(new Set([name === 'Emin' ? 0.5 : 10]));
      if (hasLine(group) || !group.model.startsWith('cflux')) continue;
      const bound = model(group.model).bind(low, high);
      const width = bound.model.parameters.length;
      for (let i = 0; i < Math.min(20, group.index.length); i++) {
        const photons = bound.evaluate(group.parameters.slice(i * width, (i + 1) * width));
        const flux = photons.reduce((sum, n, k) => sum + (n * (low[k] + high[k])) / 2, 0) * 1.602176634e-9;
        expect(Math.abs(flux / table.properties.flux[group.index[i]] - 1)).toBeLessThan(2e-3);
      }
    }
});

test('AGN are behind 8e19 cm-2 of our Galaxy; the misprinted 8e-19 cm-2 is no column at all', () => {
  for (const group of galaxies.groups) expect(new Set(valuesOf(group, 'tbabs', 'nH').flat())).toEqual(new Set([0.008]));
  const at = (nH: number) =>
    model(`tbabs(${nH})*powerlaw`).bind(Float64Array.of(0.3), Float64Array.of(0.31)).evaluate()[0] /
    model('powerlaw').bind(Float64Array.of(0.3), Float64Array.of(0.31)).evaluate()[0];
  expect(at(0.008)).toBeLessThan(0.9);
  expect(at(8e-41)).toBe(1);
});

test('a simulation absorbs and radiates with the abundances by Wilms et al.', () => {
  const response = embeddedResponse();
  for (const expression of ['tbabs(1)*powerlaw', 'apec(1,1)']) {
    const used = bindToResponse(model(expression), response).evaluate();
    const by = (abundances: 'wilm' | 'angr') =>
      model(expression).bind(response.energLo, response.energHi, { abundances }).evaluate();
    expect(used).toEqual(by('wilm'));
    const other = by('angr');
    expect(used.some((photons, i) => Math.abs(other[i] / photons - 1) > 0.1)).toBe(true);
  }
});
