export { countStatistics } from './count-statistics.ts'
