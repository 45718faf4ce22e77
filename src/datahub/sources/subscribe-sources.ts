import { Readable } from 'node:stream'
import type { Context } from '#kit/io/context.ts'
import { isRefused } from '#kit/values/refusal.ts'
import { subscribeMqtt, type Subscribed } from './connectors/subscribe-mqtt.ts'
import { noteFailure, processRun } from './process-run.ts'
import { startRun } from './start-run.ts'
import { listStoredSources } from './store-sources.ts'

/**
 * Subscribes to every MQTT source that is enabled; each batch of messages is kept and run like a file. A broker that
 * cannot be reached counts as a failure of its source and leaves the others alone.
 */
export async function subscribeSources(ctx: Context): Promise<Subscribed> {
  const standing: Subscribed[] = []
  for (const source of await listStoredSources(ctx.db, null)) {
    const { connector, enabled, id } = source.settings
    if (connector.kind !== 'mqtt' || !enabled || source.mappingVersion === 0) continue
    const subscribed = await subscribeMqtt(connector, source.secret, (rows) => takeMessages(ctx, id, rows))
    if (!isRefused(subscribed)) standing.push(subscribed)
    else await noteFailure(ctx.db, ctx, source, JSON.stringify(subscribed))
  }
  return {
    async end() {
      await Promise.all(standing.map((one) => one.end()))
    },
  }
}

async function takeMessages(ctx: Context, sourceId: string, rows: readonly unknown[]): Promise<void> {
  const lines = rows.map((row) => Buffer.from(`${JSON.stringify(row)}\n`))
  const started = await startRun(ctx, { sourceId, cause: 'message', fileName: 'messages.ndjson', content: Readable.from(lines), by: `source:${sourceId}` })
  if (isRefused(started)) ctx.log.warn({ source: sourceId, refused: started.refused }, 'messages of a source were not taken')
  else if (!started.same) await processRun(ctx, started.runId)
}
