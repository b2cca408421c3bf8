export { type AcisOptions, type AcisResponsesOptions, acisResponse, acisResponses } from './acis.js';
export type { AcisChip } from './acisFamily.js';
export { applyArf, applyResponse, applyResponseBatch, applyRmf } from './apply.js';
export type { Background } from './background.js';
export { bindToResponse } from './bind.js';
export { responseDescriptor, responseDescriptorNames } from './descriptor.js';
export { type EmbeddedName, embeddedNames, embeddedResponse, embeddedResponseTables } from './embedded.js';
export {
  type EmbeddedBackgroundName,
  embeddedBackground,
  embeddedBackgroundNames,
} from './embeddedBackground.js';
export type { FakeBackground, FakeBackgroundOptions } from './fakeBackground.js';
export { type ExpectedCountsOptions, expectedCounts, type FakeItOptions, type FakeSpectrum, fakeIt } from './fakeIt.js';
export { type ObservedBackgroundOptions, observedBackground } from './observedBackground.js';
export { createResponse, type Response, type ResponseOptions } from './response.js';
export type { ResponseBlend, Responses } from './responses.js';
export { type SimulateShardsOptions, simulateShards } from './shards.js';
export { type SimulatedSpectra, type SimulateOptions, simulate } from './simulate.js';
export { instrumentalLines, resolutionOf, smoothCounts, smootherOf } from './smooth.js';
export { checkSources } from './sources.js';
