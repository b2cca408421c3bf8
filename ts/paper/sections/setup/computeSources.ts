import {
  agn,
  applyResponse,
  bandChannels,
  bindToResponse,
  model,
  type Response,
  type SourceGroup,
  type SourceTable,
  stars,
} from '../../../index.js';
import { bandFluxes } from '../../statistics/bandFluxes.js';
import { median } from '../../statistics/samples.js';

/** Number of sources of each class that are examined: the first sources of the datasets. */
const SOURCES = 2000;

export const agnKinds = ['C-thin', 'Soft-C', 'C-thick'] as const;
export type SourceKind = 'star' | (typeof agnKinds)[number];

/** Facts about the sources that are drawn. */
export interface SourceNumbers {
  models: DrawnModel[];
  /** Median flux in 0.5-10 keV of AGN with a line, over the flux of the source without it. */
  lineFlux: number;
  presets: PresetChange;
}

/** A model of drawn sources. */
export interface DrawnModel {
  source: SourceKind;
  /** Its expression without parameter values. */
  structure: string;
  sources: number;
}

/** Comparison of the presets 'physical' and 'paper' for the same AGN. */
export interface PresetChange {
  /** Relative change of the expected counts in 0.3-8 keV, for each Soft-C AGN. */
  softC: number[];
  agn: number;
  /** Whether all other AGN have the same parameters. */
  othersAreSame: boolean;
}

export function computeSources(seed: number, response: Response): SourceNumbers {
  const star = stars().sample(SOURCES, { seed });
  const galaxies = agn().sample(SOURCES, { seed });
  const { flux, EW } = galaxies.properties;
  const [whole] = bandFluxes(galaxies, [[0.5, 10]]);
  return {
    models: [...drawnModels(star, () => 'star'), ...drawnModels(galaxies, kindAt)],
    lineFlux: median(whole.map((value, row) => value / flux[row]).filter((_, row) => EW[row] > 0)),
    presets: presetChange(galaxies, agn(undefined, { preset: 'physical' }).sample(SOURCES, { seed }), response),
  };
}

const kindAt = ({ properties: { softC, cThick } }: SourceTable, row: number): SourceKind =>
  softC[row] ? 'Soft-C' : cThick[row] ? 'C-thick' : 'C-thin';

/** The models of a table; all sources of a group are of the same kind as its first. */
const drawnModels = (table: SourceTable, kind: (table: SourceTable, row: number) => SourceKind): DrawnModel[] =>
  table.groups.map(({ model: expression, index }) => ({
    source: kind(table, index[0]),
    structure: structureOf(expression),
    sources: index.length,
  }));

/** An expression without parameter values and blanks. */
export const structureOf = (expression: string): string =>
  expression.replace(/\([-\d.,e ]+\)/g, '').replaceAll(' ', '');

const isSoftC = ({ model: expression }: SourceGroup) => expression.startsWith('tbabs');

function presetChange(paper: SourceTable, physical: SourceTable, response: Response): PresetChange {
  const [before, after] = [paper, physical].map((table) => softCounts(table, response));
  const [paperGroups, physicalGroups] = [paper, physical].map(({ groups }) =>
    groups.filter((group) => !isSoftC(group)),
  );
  return {
    softC: before.map((counts, i) => after[i] / counts - 1),
    agn: paper.count,
    othersAreSame: paperGroups.every(({ parameters }, g) =>
      parameters.every((value, k) => value === physicalGroups[g].parameters[k]),
    ),
  };
}

/** Expected counts of the Soft-C AGN in 0.3-8 keV. */
function softCounts({ groups }: SourceTable, response: Response): number[] {
  const inside = bandChannels(response.eMin, response.eMax);
  return groups.filter(isSoftC).flatMap(({ model: expression, parameters, index }) => {
    const photons = bindToResponse(model(expression), response).evaluate(parameters);
    return Array.from(index, (_, i) => {
      const spectrum = photons.slice(i * response.energies, (i + 1) * response.energies);
      const expected = applyResponse(response, spectrum, 1e6);
      return inside.reduce((sum, c) => sum + expected[c], 0);
    });
  });
}
