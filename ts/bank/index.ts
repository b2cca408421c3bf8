export { poissonLogLikelihood } from './likelihood.js';
export type { ResponseBank } from './responseBank.js';
export { type BankParts, TemplateBank, type TemplateBankOptions, templateBank } from './templateBank.js';
export type { BankClassifyOptions, BankPosteriors, ParameterPosterior } from './types.js';
