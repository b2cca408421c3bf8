export { type AbundanceTable, abundances } from './abundances.js';
export { type ComponentDefinition, components, type ParameterDefinition } from './components.js';
export { type BindOptions, BoundModel, type ModelParameter, model, SpectralModel } from './model.js';
