export { type AbundanceTable, abundances } from './abundances.js';
export { loadPlasma } from './atomdb.js';
export {
  type ComponentDefinition,
  type ComponentKind,
  type ComponentValues,
  modelComponents,
  type ParameterDefinition,
  type ParameterValues,
  type TableValues,
} from './components/index.js';
export { type BindOptions, BoundModel, type ModelOptions, type ModelParameter, model, SpectralModel } from './model.js';
export type { ModelObject, ModelParts } from './object.js';
export { embeddedPlasma, type PlasmaTable } from './plasma.js';
