/** The door of the room for the program's start: what is loaded from content. */
export { loadDemoPeople, loadPeople } from './load-people.ts'
