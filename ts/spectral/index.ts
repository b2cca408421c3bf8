export { type ComponentDefinition, components, type ParameterDefinition } from './components.js';
export { BoundModel, type ModelParameter, model, SpectralModel } from './model.js';
