import type { ReproduceConfig } from './config.js';
import type { PaperResponses } from './responses.js';

/** How a dataset is simulated. */
export interface Recipe {
  /** Name of the dataset in the report's texts. */
  title: string;
  /** Whether spectra have the embedded background of ACIS-I. */
  hasBackground?: boolean;
  /** Whether fluxes are scaled up and the exposure down: the same source counts with a tenth of the background. */
  isReduced?: boolean;
  /** Whether spectra with few counts are kept (cut at `faintNetCounts`). */
  isFaint?: boolean;
  /** Whether AGN are simulated without Fe-K lines. */
  withoutLines?: boolean;
  /** Whether sources other than those of the training sets are simulated, `responseSpectra` of each class. */
  isTest?: boolean;
  /** The responses of the two classes; by default that of the training. */
  star?: keyof PaperResponses;
  agn?: keyof PaperResponses;
}

const reduced = { hasBackground: true, isReduced: true } as const;

/**
 * The datasets. Training sets: four of Table 1 (`faint` is the reduced one with net counts above 1), one without Fe-K
 * lines, and one in which each class has the response of its own field. Test sets, of other sources and with reduced
 * background: with the response of the training, with a later one, and with own-field or swapped responses. All
 * training sets have the same sources, so that they differ only in what their names say.
 */
const list = {
  none: { title: 'no background' },
  observed: { title: 'observed background', hasBackground: true },
  reduced: { title: 'reduced background', ...reduced },
  faint: { title: 'reduced background, net counts > 1', ...reduced, isFaint: true },
  'no-lines': { title: 'reduced background, AGN without Fe-K lines', ...reduced, withoutLines: true },
  'own-field': { title: 'reduced background, own-field responses', ...reduced, star: 'coup' },
  'test-shared': { title: 'test set, one response', ...reduced, isTest: true },
  'test-later': { title: 'test set, response of cycle 19', ...reduced, isTest: true, star: 'later', agn: 'later' },
  'test-own-field': { title: 'test set, own-field responses', ...reduced, isTest: true, star: 'coup' },
  'test-swapped': { title: 'test set, swapped responses', ...reduced, isTest: true, agn: 'coup' },
} as const satisfies Record<string, Recipe>;

export type SetName = keyof typeof list;
export const recipes: Readonly<Record<SetName, Readonly<Recipe>>> = list;

/** The datasets of Table 1, in its order. */
export const tableSets = ['none', 'observed', 'reduced', 'faint'] as const satisfies readonly SetName[];
export type TableSet = (typeof tableSets)[number];

/** The cut in net counts of a dataset. */
export const cutOf = (name: SetName, config: Pick<ReproduceConfig, 'faintNetCounts' | 'minimumNetCounts'>): number =>
  recipes[name].isFaint ? config.faintNetCounts : config.minimumNetCounts;
