/** The door of organization: areas, agencies, posts, officers and delegations, each as it stood on a day. */
export {
  agencyFor,
  centreFor,
  dossierCodeSetting,
  findAgency,
  listAgencies,
  listAgencySuccessors,
  listUnits,
} from './agency-store.ts'
export { type Appointment, appointOfficer } from './appoint-officer.ts'
export { areaPath, findArea, listAreas, successorOf } from './area-store.ts'
export { loadAgencies } from './load-agencies.ts'
export { loadAreas } from './load-areas.ts'
export { loadDemoOfficers } from './load-officers.ts'
export {
  findHeldPost,
  findOfficer,
  findPost,
  listDelegationsTo,
  listHeldPosts,
  listPostsOf,
} from './post-store.ts'
export { readCsv } from './read-content.ts'
export { areaRoutes } from './routes.ts'
export { authorityRefusal, mayAct } from './rules/may-act.ts'
