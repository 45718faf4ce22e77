import type { Context } from '#kit/io/context.ts'
import { type Loop, messageOf, startLoop } from '#kit/io/loop.ts'
import type { Reach } from '#kit/io/reach.ts'
import type { Instant } from '#kit/values/instant.ts'
import { instantOf } from '#kit/values/instant.ts'
import type { Endpoint, NotifiedReader } from './contract.ts'
import { mostAttempts, mostDeadInRow, secondsAfter } from './rules/pace.ts'
import {
  claimLanes,
  nextNotification,
  noteDelivered,
  noteFailed,
  pauseSubscription,
  releaseLane,
} from './store.ts'
import type { NotificationRow, SubscriptionRow } from './tables.ts'
import { type Outgoing, writeNotification } from './write-notification.ts'

/** Brings a written notification to an endpoint; throws when it did not arrive. */
export type Send = (endpoint: Endpoint, outgoing: Outgoing, reach: Reach) => Promise<void>

/** How notifications go out. `partnersReach`: where those of agreements may lead. */
export type Delivery = { readonly send: Send; readonly partnersReach: Reach }

const lanesAtATime = 32
const leaseMs = 60_000
const roundMs = 20_000 // a lane with much to send lets others have their turn

/**
 * Delivers in the background. Each subscription is a lane: its notifications go in their order, one after the other,
 * and a lane that waits for a slow endpoint holds up no other lane. At least once: what was sent but not yet noted when
 * a process died is sent again, under the same notification id.
 */
export function startDelivery(ctx: Context, delivery: Delivery, pollMs = 1_000): Loop {
  const running = new Set<Promise<void>>()
  const step = async () => {
    const lanes = await claimLanes(ctx.db, { now: ctx.now(), most: lanesAtATime - running.size, leaseMs })
    for (const lane of lanes) {
      const run = serveLane(ctx, delivery, lane)
        .catch((error) => ctx.log.error({ subscription: lane.id, error: messageOf(error) }, 'a lane failed'))
        .finally(() => {
          running.delete(run)
          loop.wake()
        })
      running.add(run)
    }
    return false
  }
  const loop = startLoop({ name: 'notifications', step, pollMs, log: ctx.log })
  return {
    wake: loop.wake,
    async stop() {
      await loop.stop()
      await Promise.all(running)
    },
  }
}

/** Delivers what is due now and waits for it; answers how many lanes had something. For tests. */
export async function deliverOnce(ctx: Context, delivery: Delivery): Promise<number> {
  const lanes = await claimLanes(ctx.db, { now: ctx.now(), most: lanesAtATime, leaseMs })
  await Promise.all(lanes.map((lane) => serveLane(ctx, delivery, lane)))
  return lanes.length
}

async function serveLane(ctx: Context, delivery: Delivery, lane: SubscriptionRow): Promise<void> {
  const started = ctx.now()
  let notBefore: Instant = started
  try {
    while (ctx.now() - started < roundMs) {
      const row = await nextNotification(ctx.db, lane, ctx.now())
      if (row === undefined) break
      const wait = await deliver(ctx, delivery, lane, row)
      if (wait === 'paused') break
      if (wait > 0) {
        notBefore = instantOf(ctx.now() + wait * 1_000)
        break
      }
    }
  } finally {
    await ctx.db.transaction((tx) => releaseLane(tx, lane, notBefore))
  }
}

/** Sends one; answers how many seconds the lane has to wait after it, or that it is paused now. */
async function deliver(
  ctx: Context,
  { send, partnersReach }: Delivery,
  lane: SubscriptionRow,
  row: NotificationRow,
): Promise<number | 'paused'> {
  try {
    await send(
      lane.reading.endpoint,
      await writeNotification(ctx, lane, row),
      reachOf(lane.reader, partnersReach),
    )
  } catch (error) {
    const dead = row.attempts + 1 >= mostAttempts
    const reason = messageOf(error).slice(0, 500)
    const deadInRow = await noteFailed(ctx.db, row, { error: reason, dead, now: ctx.now() })
    ctx.log.warn(
      { subscription: lane.id, attempts: row.attempts + 1, dead, error: reason },
      'a notification failed',
    )
    if (deadInRow < mostDeadInRow) return dead ? 0 : secondsAfter(row.attempts + 1)
    await pauseSubscription(ctx.db, lane, 'endpoint-failed')
    return 'paused'
  }
  await noteDelivered(ctx.db, row, ctx.now())
  return 0
}

/**
 * Officers may have machines of the administration notified; who comes with a key only what lies on the open internet
 * or, where the surroundings say so (`NOTIFY_INSIDE=1`: partners behind the province's own network), those, too.
 */
function reachOf(reader: NotifiedReader, partnersReach: Reach): Reach {
  return reader.kind === 'officer' || reader.kind === 'program' ? 'anywhere' : partnersReach
}
