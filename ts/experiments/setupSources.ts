import type { ReadonlyFloat64Array } from '../base/index.js';
import { agn, type SourceGroup, type SourceTable, stars } from '../population/index.js';
import type { ReportItem, ReportTable } from '../report/types.js';
import { applyResponse, bindToResponse, type Response } from '../simulation/index.js';
import { model } from '../spectral/index.js';
import { bandFluxes } from './bandFluxes.js';
import type { Context } from './context.js';
import { responses } from './instrument.js';
import { reportedItem, statementItem } from './measure.js';
import { median } from './samples.js';
import { seedFor } from './seeds.js';
import type { SetupPart } from './setup.js';

/** Sources of each class that are looked at: the first of those that the datasets are simulated from. */
const SOURCES = 2000;

/** Models of the sources: items B1 to B10, J4 to J6 and J14. */
export function setupSources({ config }: Context): SetupPart {
  const seed = seedFor(config.seed, 'sources');
  const star = stars().sample(SOURCES, { seed });
  const galaxies = agn().sample(SOURCES, { seed });
  const { training } = responses();
  return {
    items: [
      ...starItems(star),
      ...absorptionItems(training),
      ...agnItems(galaxies),
      ...fluxItems(star, galaxies),
      ...columnItems(galaxies, training),
      mixItem(seed),
      presetItem(seed, training),
    ],
    tables: [modelsTable(star, galaxies)],
  };
}

/** An expression without values and blanks; the scaling to a flux goes, if asked. */
export function structureOf(expression: string, keepsFlux = true): string {
  const bare = expression.replace(/\([-\d.,e ]+\)/g, '').replaceAll(' ', '');
  return keepsFlux ? bare : bare.replace(/^cflux\*/, '');
}

/** Values of a parameter over all sources and components of that name: smallest and largest. */
function rangeOf(groups: readonly SourceGroup[], component: string, name: string): [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const group of groups) {
    const { parameters } = model(group.model);
    for (let k = 0; k < group.parameters.length; k++) {
      const own = parameters[k % parameters.length];
      if (own.component !== component || own.name !== name) continue;
      low = Math.min(low, group.parameters[k]);
      high = Math.max(high, group.parameters[k]);
    }
  }
  return [low, high];
}

/** All values of a parameter in a group, source by source, of its n-th component of that name (from 0). */
function valuesOf({ model: expression, parameters }: SourceGroup, component: string, name: string, n = 0): number[] {
  const { parameters: names } = model(expression);
  const places = [...names.keys()].filter((k) => names[k].component === component && names[k].name === name);
  return Array.from({ length: parameters.length / names.length }, (_, i) => parameters[i * names.length + places[n]]);
}

const isOne = ([low, high]: readonly [number, number], value: number) => low === value && high === value;
const rangeText = ([low, high]: readonly [number, number]) => (low === high ? `${low}` : `${low} to ${high}`);

function starItems({ groups }: SourceTable): ReportItem[] {
  const found = groups.map((group) => structureOf(group.model, false)).sort((a, b) => a.length - b.length);
  const abundance = rangeOf(groups, 'apec', 'Abundanc');
  const withLine = groups.filter((group) => group.model.includes('gauss'));
  const lines = withLine.reduce((sum, { index }) => sum + index.length, 0);
  return [
    statementItem(
      'B1.models',
      `models of ${SOURCES} stars, behind the scaling to a flux (cflux)`,
      'tbabs*apec and tbabs*(apec+apec)',
      found.join(' and '),
      found.join() === 'tbabs*apec,tbabs*(apec+apec)',
    ),
    statementItem(
      'B1.abundance',
      'abundance of their plasma, of the solar one',
      '0.3',
      rangeText(abundance),
      isOne(abundance, 0.3),
    ),
    statementItem('B9', 'stars with a line at 6.4 keV', 'none', `${lines} of ${SOURCES}`, lines === 0),
  ];
}

/** The tables behind the models: those that a simulation takes, against named ones. */
function absorptionItems(response: Response): ReportItem[] {
  const { energLo, energHi } = response;
  const spectral = model('tbabs(1)*apec(1,0.3)');
  const used = bindToResponse(spectral, response).evaluate();
  const differenceTo = (options: Parameters<typeof spectral.bind>[2]) => {
    const other = spectral.bind(energLo, energHi, options).evaluate();
    // Where the response is used; below, next to nothing comes through a column.
    const isIn = (i: number) => energLo[i] >= 0.3 && energHi[i] <= 10;
    return used.reduce((most, value, i) => (isIn(i) ? Math.max(most, Math.abs(other[i] / value - 1)) : most), 0);
  };
  const [wilm, angr] = [differenceTo({ abundances: 'wilm' }), differenceTo({ abundances: 'angr' })];
  const smooth = differenceTo({ fineStructure: false });
  return [
    statementItem(
      'B2.abundances',
      'abundances of absorption and plasma, seen in tbabs(1)*apec(1,0.3) as a simulation evaluates it, bins of 0.3-10 keV',
      'Wilms et al. 2000 (wilm)',
      `differs from the model with wilm by at most ${percent(wilm)}, from that with angr by up to ${percent(angr)}`,
      wilm === 0 && angr > 0,
    ),
    reportedItem(
      'B2.cross-sections',
      'cross-sections of tbabs',
      '',
      `fits of Verner et al. 1996 (vern), with the resonances at the edges of O, Fe and Ne, without which the same model is higher or lower by up to ${percent(smooth)} in a bin`,
      "The paper names no table; XSPEC's default is vern, and its tbabs has these resonances.",
    ),
  ];
}

const percent = (share: number): string => (share === 0 ? '0' : `${(100 * share).toPrecision(3)} %`);

const kinds = ['C-thin', 'Soft-C', 'C-thick'] as const;
type Kind = (typeof kinds)[number];

/** What the paper prints in section 2. */
const printed: Record<Kind, string> = {
  'C-thin': 'cflux*tbabs*ztbabs*pegpwrlw',
  'Soft-C': 'tbabs*pegpwrlw+cflux*ztbabs*pegpwrlw',
  'C-thick': 'cflux*tbabs*pexrav',
};
const printedLine = '+tbabs*ztbabs*gaussian';
const itemOf: Record<Kind, string> = { 'C-thin': 'B3', 'Soft-C': 'B4', 'C-thick': 'B5' };

/** Groups of the AGN by what their rows say they are. */
function kindOf({ properties: { softC, cThick } }: SourceTable, { index }: SourceGroup): Kind {
  const of = (row: number): Kind => (softC[row] ? 'Soft-C' : cThick[row] ? 'C-thick' : 'C-thin');
  if (index.some((row) => of(row) !== of(index[0]))) throw new Error('a model has AGN of two kinds');
  return of(index[0]);
}

const hasLine = ({ model }: SourceGroup) => model.includes('gaussian');

function agnItems(table: SourceTable): ReportItem[] {
  const { groups, properties } = table;
  const of = (kind: Kind) => groups.filter((group) => kindOf(table, group) === kind);
  const items = kinds.map((kind) => {
    const plain = of(kind).find((group) => !hasLine(group));
    const ours = plain ? structureOf(plain.model) : 'none drawn';
    return statementItem(itemOf[kind], `model of ${kind} AGN`, printed[kind], ours, ours === printed[kind]);
  });
  const soft = of('Soft-C').flatMap((group) => {
    const [first, second] = [0, 1].map((n) => valuesOf(group, 'pegpwrlw', 'PhoIndex', n));
    return first.map((Gamma, i) => Math.abs(Gamma - second[i]));
  });
  items.push(
    statementItem(
      'B4.Gamma',
      'photon indices of the two power laws of Soft-C AGN',
      'the same',
      `differ by at most ${Math.max(...soft)} (${soft.length} AGN)`,
      soft.length > 0 && Math.max(...soft) === 0,
    ),
  );
  return [...items, ...lineItems(groups, of, properties)];
}

function lineItems(
  groups: readonly SourceGroup[],
  of: (kind: Kind) => SourceGroup[],
  { z, EW }: SourceTable['properties'],
): ReportItem[] {
  const withLine = groups.filter(hasLine);
  const added = kinds.map((kind) => {
    const [group] = of(kind).filter(hasLine);
    return group ? structureOf(group.model).slice(printed[kind].length) : 'none drawn';
  });
  const energies = withLine.flatMap((group) => {
    const energy = valuesOf(group, 'gaussian', 'LineE');
    return energy.map((value, i) => Math.abs(value / (6.4 / (1 + z[group.index[i]])) - 1));
  });
  const widths = withLine.flatMap(({ index }) => Array.from(index, (row) => EW[row]));
  const [least, most] = [Math.min(...widths), Math.max(...widths)];
  return [
    statementItem(
      'B8.model',
      'what is added for a line: C-thin, Soft-C, C-thick',
      `${printedLine} in all`,
      added.join(', '),
      added.every((text) => text === printedLine),
      {
        why: () =>
          'The reflection of C-thick AGN has no column in the host to put before the line (the paper prints none for pexrav, and the ' +
          "catalogue none for these AGN); the line is behind the Galaxy's column there. It concerns 2 % of the AGN.",
      },
    ),
    statementItem(
      'B8.energy',
      'energy of the line',
      '6.4 keV / (1 + z)',
      `deviates by at most ${percent(Math.max(...energies))} (${energies.length} AGN)`,
      energies.length > 0 && Math.max(...energies) < 1e-12,
    ),
    statementItem(
      'B8.range',
      'equivalent widths',
      '100 to 3000 eV',
      `${least.toFixed(0)} to ${most.toFixed(0)} eV`,
      least >= 100 && most <= 3000,
    ),
  ];
}

/** The 0.5-10 keV flux of the whole model, behind all absorption, against the property. */
function fluxItems(star: SourceTable, galaxies: SourceTable): ReportItem[] {
  const ratios = (table: SourceTable) => {
    const [whole] = bandFluxes(table, [[0.5, 10]]);
    return whole.map((flux, row) => flux / table.properties.flux[row]);
  };
  const { EW, softC } = galaxies.properties;
  const ofAgn = ratios(galaxies);
  const plain = ofAgn.filter((_, row) => Number.isNaN(EW[row]) && !softC[row]);
  const withLine = ofAgn.filter((_, row) => EW[row] > 0);
  const most = (values: Float64Array) => values.reduce((high, ratio) => Math.max(high, Math.abs(ratio - 1)), 0);
  const deviation = Math.max(most(ratios(star)), most(plain));
  const isOutside = [...star.groups, ...galaxies.groups].every(({ model }) => /(^|\+ ?)cflux/.test(model));
  const bands = ['Emin', 'Emax'].map((name) => rangeText(rangeOf([...star.groups, ...galaxies.groups], 'cflux', name)));
  return [
    statementItem(
      'B10',
      `fluxes are absorbed ones: 0.5-10 keV flux of the evaluated model against that of the source, ${SOURCES} stars and ${plain.length} AGN of one component`,
      'cflux is outermost, the fluxes are those of the catalogue',
      `cflux is ${isOutside ? 'outermost' : 'not outermost'}; largest deviation ${percent(deviation)}`,
      isOutside && deviation < 0.01,
      { why: () => 'A deviation above 1 % is more than the grid on which the models are integrated allows for.' },
    ),
    reportedItem(
      'B10.line',
      '0.5-10 keV flux with a line over that of the source, median',
      '',
      { value: median(withLine) },
      'The line is added outside of cflux, as the expression is printed (item K5).',
    ),
    statementItem(
      'J4',
      'band of the flux scaling beside the band of the inputs',
      '0.5-10 keV, and 0.3-8 keV for the inputs',
      `${bands.join('-')} keV; the inputs are in item D1`,
      bands.join() === '0.5,10',
    ),
  ];
}

function columnItems(galaxies: SourceTable, response: Response): ReportItem[] {
  const galactic = rangeOf(galaxies.groups, 'tbabs', 'nH');
  const transmitted = (nH: number) => {
    const flux = (expression: string) => bindToResponse(model(expression), response).evaluate();
    const at = response.energLo.findIndex((energy) => energy >= 0.3);
    return flux(`tbabs(${nH})*powerlaw`)[at] / flux('powerlaw')[at];
  };
  const misprint = tried(() => `transmits ${transmitted(8e-41).toFixed(4)} of the photons at 0.3 keV`);
  return [
    statementItem(
      'B7',
      `Galactic column of ${SOURCES} AGN, all components of tbabs`,
      '8e19 cm-2',
      `${[...new Set(galactic.map((nH) => (nH * 1e22).toPrecision(6)))]
        .map(Number)
        .map((nH) => nH.toExponential())
        .join(' to ')} cm-2`,
      isOne(galactic, 0.008),
    ),
    reportedItem(
      'J5',
      'the column as it is misprinted, 8e-19 cm-2',
      '',
      `${misprint}; 8e19 cm-2 transmits ${transmitted(0.008).toFixed(4)}`,
      'A column has no lower limit but 0, as in XSPEC, so that the misprint is not refused; it would mean no Galaxy at all. The populations have 0.008, in 1e22 cm-2.',
    ),
  ];
}

/** What happens, or the error that comes. */
function tried(what: () => string): string {
  try {
    return `accepted, ${what()}`;
  } catch (error) {
    return `refused (${error instanceof Error ? error.message : error})`;
  }
}

function mixItem(seed: number): ReportItem {
  const count = 5 * SOURCES;
  const { softC, cThick } = agn(undefined, { mix: 'catalog' }).sample(count, { seed }).properties;
  const share = (column: ReadonlyFloat64Array) => column.reduce((sum, value) => sum + value, 0) / count;
  const ours = [share(softC), share(cThick)];
  const expected = [8 / 321, 14 / 321];
  const errors = expected.map((p) => Math.sqrt((p * (1 - p)) / count));
  const text = ours.map((value, k) => `${(100 * value).toFixed(2)} ± ${(100 * errors[k]).toFixed(2)} %`);
  return statementItem(
    'J6',
    `shares of Soft-C and C-thick with mix: 'catalog', ${count} AGN`,
    '8 and 14 of 321: 2.49 and 4.36 %',
    text.join(' and '),
    ours.every((value, k) => Math.abs(value - expected[k]) <= 2 * errors[k]),
    { why: () => 'A share is off by more than twice its error, which happens once in ten samples of two shares.' },
  );
}

/** The same Soft-C AGN by both presets: counts in 0.3-8 keV without noise. */
function presetItem(seed: number, response: Response): ReportItem {
  const tables = (['paper', 'physical'] as const).map((preset) => agn(undefined, { preset }).sample(SOURCES, { seed }));
  const counts = tables.map((table) => softCounts(table, response));
  const changes = counts[0].map((value, i) => counts[1][i] / value - 1);
  const others = tables.map(({ groups }) => groups.filter(({ model }) => !model.startsWith('tbabs')));
  const same = others[0].every((group, g) =>
    group.parameters.every((value, k) => value === others[1][g].parameters[k]),
  );
  const most = changes.reduce((high, change) => Math.max(high, Math.abs(change)), 0);
  return reportedItem(
    'J14',
    "preset 'physical' (every term behind the Galaxy's column) against 'paper' (as printed): expected counts in 0.3-8 keV",
    '',
    `Soft-C AGN change by ${percent(median(changes))} (median), at most ${percent(most)}; the others ${same ? 'are the same' : 'change'}`,
    `Soft-C are ${changes.length} of ${SOURCES} AGN: whatever a classifier made of the change, it could hardly move the accuracy by more than ` +
      `${((100 * changes.length) / SOURCES / 2).toFixed(1)} points with as many stars as AGN.`,
  );
}

function softCounts({ groups }: SourceTable, response: Response): number[] {
  const { eMin, eMax, energies } = response;
  return groups
    .filter(({ model }) => model.startsWith('tbabs'))
    .flatMap((group) => {
      const photons = bindToResponse(model(group.model), response).evaluate(group.parameters);
      return Array.from(group.index, (_, i) => {
        const expected = applyResponse(response, photons.slice(i * energies, (i + 1) * energies), 1e6);
        return expected.reduce((sum, n, c) => (eMin[c] + eMax[c] >= 0.6 && eMin[c] + eMax[c] <= 16 ? sum + n : sum), 0);
      });
    });
}

function modelsTable(star: SourceTable, galaxies: SourceTable): ReportTable {
  const rows = [star, galaxies].flatMap(({ groups }, k) =>
    groups.map(({ model: expression, index }) => [
      k === 0 ? 'star' : kindOf(galaxies, { model: expression, index } as SourceGroup),
      structureOf(expression),
      `${index.length}`,
    ]),
  );
  return {
    id: 'setup-models',
    caption: `Models of ${SOURCES} stars and as many AGN as they are drawn.`,
    columns: ['source', 'model', 'sources'],
    rows,
  };
}
