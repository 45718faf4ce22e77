import { Readable } from 'node:stream'
import type { Context } from '#kit/io/context.ts'
import { type Loop, startLoop } from '#kit/io/loop.ts'
import { isRefused } from '#kit/values/refusal.ts'
import { type Subscribed, subscribeMqtt } from './connectors/subscribe-mqtt.ts'
import { noteFailure, processRun } from './process-run.ts'
import { startRun } from './start-run.ts'
import { listStoredSources, type StoredSource } from './store-sources.ts'

/** The standing subscriptions of a process. */
export type Subscriptions = {
  /** Brings them to what the sources say now: new ones begin, those switched off or changed end. */
  refresh(): Promise<void>
  end(): Promise<void>
}

/**
 * Subscribes to every MQTT source that is enabled; each batch of messages is kept and run like a file. A broker that
 * cannot be reached counts as a failure of its source, leaves the others alone and is tried again at the next refresh.
 */
export function openSubscriptions(ctx: Context): Subscriptions {
  const standing = new Map<string, Subscribed>()
  const endOthers = async (wanted: ReadonlySet<string>) => {
    for (const [name, subscribed] of standing)
      if (!wanted.has(name)) {
        standing.delete(name)
        await subscribed.end()
      }
  }
  return {
    async refresh() {
      const sources = (await listStoredSources(ctx.db, null)).filter(
        ({ settings, mappingVersion }) =>
          settings.connector.kind === 'mqtt' && settings.enabled && mappingVersion > 0,
      )
      await endOthers(new Set(sources.map(nameOf)))
      for (const source of sources) {
        if (standing.has(nameOf(source))) continue
        const subscribed = await subscribe(ctx, source)
        if (subscribed) standing.set(nameOf(source), subscribed)
      }
    },
    end: () => endOthers(new Set()),
  }
}

/** Keeps the subscriptions of a process in step with the sources, looking once a minute. */
export function subscribeSources(ctx: Context): { stop(): Promise<void> } {
  const subscriptions = openSubscriptions(ctx)
  const step = async () => {
    await subscriptions.refresh()
    return false
  }
  const loop: Loop = startLoop({ name: 'mqtt', step, pollMs: 60_000, log: ctx.log })
  return {
    async stop() {
      await loop.stop()
      await subscriptions.end()
    },
  }
}

/** A changed connector is another subscription. */
function nameOf({ settings }: StoredSource): string {
  return `${settings.id} ${JSON.stringify(settings.connector)}`
}

async function subscribe(ctx: Context, source: StoredSource): Promise<Subscribed | undefined> {
  const { connector, id } = source.settings
  if (connector.kind !== 'mqtt') return undefined
  const subscribed = await subscribeMqtt(connector, source.secret, (rows) => takeMessages(ctx, id, rows))
  if (!isRefused(subscribed)) return subscribed
  await noteFailure(ctx.db, ctx, source, JSON.stringify(subscribed))
  return undefined
}

async function takeMessages(ctx: Context, sourceId: string, rows: readonly unknown[]): Promise<void> {
  const lines = rows.map((row) => Buffer.from(`${JSON.stringify(row)}\n`))
  const content = Readable.from(lines)
  const started = await startRun(ctx, {
    sourceId,
    cause: 'message',
    fileName: 'messages.ndjson',
    content,
    by: `source:${sourceId}`,
  })
  if (isRefused(started))
    ctx.log.warn({ source: sourceId, refused: started.refused }, 'messages of a source were not taken')
  else if (!started.same) await processRun(ctx, started.runId)
}
