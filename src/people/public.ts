/** The door of the room for the program's start: what is loaded from content. */
export { type DemoAccountView, loadDemoPeople, loadPeople } from './load-people.ts'
