export { expectedCstat, type StatisticMoments } from './expectedStatistic.js';
export { cstat, wstat } from './statistics.js';
