/** The door of notices: what applicants are told. */
export { listNotices } from './list-notices.ts'
export { writeNoticeOfMove } from './write-notice.ts'
