import { absorbers } from './absorbers.js';
import { broken } from './broken.js';
import { comptonised } from './comptonised.js';
import { factors } from './factors.js';
import { fluxes } from './fluxes.js';
import { lines } from './lines.js';
import type { ComponentDefinition } from './parameter.js';
import { plasmas } from './plasmas.js';
import { powerLaws } from './powerLaws.js';
import { reflection } from './reflection.js';
import { shifts } from './shifts.js';
import { synchrotron } from './synchrotron.js';
import { type TableValues, tableModels } from './tableModels.js';
import { thermal } from './thermal.js';

export type { ComponentDefinition, ComponentKind, ParameterDefinition } from './parameter.js';
export type { TableValues } from './tableModels.js';

/**
 * Adding a component: an entry in the list of its family here, and a function with a line in the same family of
 * native/core/spectral/components; a test compares the two.
 */
const list = [
  ...powerLaws,
  ...broken,
  ...thermal,
  ...comptonised,
  ...synchrotron,
  ...lines,
  ...plasmas,
  ...reflection,
  ...absorbers,
  ...factors,
  ...fluxes,
  ...shifts,
] as const satisfies readonly ComponentDefinition[];

/** Values of parameters by their names; those left out keep their defaults. */
export type ParameterValues<Name extends string> = { readonly [P in Name]?: number };

/** The parameters of each component by its name, in XSPEC's names and units: what {@link modelComponents} lists, as a type. */
export type ComponentValues = {
  [C in (typeof list)[number] as C['name']]: ParameterValues<C['parameters'][number]['name']>;
} & { [C in (typeof tableModels)[number]['name']]: TableValues };

/** The components that a model may have: names, order, units, defaults and hard limits as in XSPEC's model.dat (its manual, chapter 6). */
export const modelComponents: readonly ComponentDefinition[] = [...list, ...tableModels];
