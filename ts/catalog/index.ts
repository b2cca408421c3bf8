export { type CoupRow, type FilterStep, filterCoup, readCoup } from './coup.js';
