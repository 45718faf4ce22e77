import { isRefused } from '#kit/values/refusal.ts'
import { startEmbeddedPostgres } from '../embedded-postgres.ts'

// A process that holds an embedded PostgreSQL until it is killed, for tests of what a killed process leaves.
const started = await startEmbeddedPostgres({ folder: process.argv[2] ?? '' })
process.stdout.write(
  `${JSON.stringify(isRefused(started) ? started : { url: started.url, pid: started.pid })}\n`,
)
