export { countStatistics } from './count-statistics.ts'
export { listFigureRows } from './list-figure-rows.ts'
export { listFigureYears } from './list-figure-years.ts'
export { statisticsRoutes } from './routes.ts'
