import { openBlobFolder } from '#kit/io/blobs.ts'
import { openDatabase } from '#kit/io/database.ts'
import { openLog } from '#kit/io/log.ts'
import { buildServer } from '#kit/io/server.ts'
import { instantOf } from '#kit/values/instant.ts'
import { sessionCookie } from '#people/access/public.ts'
import { routes } from './routes.ts'
import { readVersion } from './version.ts'

// Prints the API's description as the program serves it at /openapi.json. No database is asked.
const db = openDatabase({ url: 'postgresql://127.0.0.1:1/none' })
const app = await buildServer(
  {
    db,
    blobs: openBlobFolder('.'),
    log: openLog('silent'),
    now: () => instantOf(0),
    newId: () => '',
    transaction: (work) => db.transaction(work),
  },
  {
    routes,
    say: ({ refused }) => refused,
    guardStatus: () => 403,
    findObstacles: async () => [],
    title: 'Kinh Bắc',
    version: readVersion(),
    sessionCookie,
  },
)
const { body } = await app.inject('/openapi.json')
process.stdout.write(`${JSON.stringify(JSON.parse(body), null, 2)}\n`)
await app.close()
