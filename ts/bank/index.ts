export type { ChannelGroups } from './groups.js';
export { poissonLogLikelihood } from './likelihood.js';
export type { ResponseBank } from './responseBank.js';
export { type BankParts, TemplateBank, type TemplateBankOptions, templateBank } from './templateBank.js';
export type { BankClassifyOptions, BankPosteriors, LikeliestSources, ParameterPosterior } from './types.js';
