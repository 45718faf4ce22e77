import { type Instant, instantOf, toIso } from '#kit/values/instant.ts'
import { type Refusal, refuse } from '#kit/values/refusal.ts'
import type { AttributeInstance, HourlyFigure, Observation } from '../../registry/contract.ts'
import type { Writing } from './compact-entity.ts'
import { compactAttribute } from './compact-entity.ts'
import type { CompiledContext } from './compile-context.ts'
import { valueMembers } from './expand-attribute.ts'
import { readMoment } from './literals.ts'
import { malformed, type Parameters, splitList, wholeNumber } from './read-query.ts'

/** Functions over a series (clause 4.5.19). */
export const aggregates = [
  'totalCount',
  'distinctCount',
  'sum',
  'avg',
  'min',
  'max',
  'stddev',
  'sumsq',
] as const
export type Aggregate = (typeof aggregates)[number]

/** A time span that is repeated: calendar months, and milliseconds. */
export type Period = { readonly months: number; readonly ms: number }

/** What of the past is asked for (clause 4.11). */
export type TemporalAsk = {
  /** Included. */
  readonly from?: Instant
  /** Not included. */
  readonly to?: Instant
  readonly timeproperty: 'observedAt' | 'createdAt' | 'modifiedAt' | 'deletedAt'
  readonly lastN?: number
  readonly shape: 'instances' | 'values' | 'aggregated'
  readonly methods: readonly Aggregate[]
  readonly period: Period | null
}

/** How many instances of an attribute are answered at once; more are answered in part (206). */
export const mostInstances = 1_000

type Fault = Refusal<'parameter-malformed' | 'time-unreadable'>

/** Reads the temporal parameters; `demanded`: a time must be named (clause 5.7.4). */
export function readTemporal(given: Parameters, demanded: boolean): TemporalAsk | Fault {
  const span = readSpan(given, demanded)
  if ('refused' in span) return span
  const { timeproperty = 'observedAt' } = given
  if (!['observedAt', 'createdAt', 'modifiedAt', 'deletedAt'].includes(timeproperty))
    return malformed('timeproperty', timeproperty)
  const lastN = given.lastN === undefined ? undefined : wholeNumber(given.lastN)
  if (given.lastN !== undefined && (lastN === undefined || lastN === 0))
    return malformed('lastN', given.lastN)
  const options = [...splitList(given.options), given.format]
  const aggregated = options.includes('aggregatedValues')
  const methods = splitList(given.aggrMethods)
  const unknown = methods.find((method) => !aggregates.some((one) => one === method))
  if (unknown !== undefined || (aggregated && methods.length === 0))
    return malformed('aggrMethods', unknown ?? '')
  const period = given.aggrPeriodDuration === undefined ? null : readPeriod(given.aggrPeriodDuration)
  if (period === undefined) return malformed('aggrPeriodDuration', given.aggrPeriodDuration)
  return {
    ...span,
    timeproperty: timeproperty as TemporalAsk['timeproperty'],
    ...(lastN === undefined ? {} : { lastN }),
    shape: aggregated ? 'aggregated' : options.includes('temporalValues') ? 'values' : 'instances',
    methods: methods as Aggregate[],
    period,
  }
}

function readSpan(given: Parameters, demanded: boolean): Pick<TemporalAsk, 'from' | 'to'> | Fault {
  const { timerel, timeAt, endTimeAt } = given
  if (timerel === undefined) return timeAt !== undefined || demanded ? malformed('timerel', '') : {}
  if (!['before', 'after', 'between'].includes(timerel)) return malformed('timerel', timerel)
  const at = readMoment(timeAt)?.at
  if (at === undefined) return refuse('time-unreadable', { name: 'timeAt', value: timeAt ?? '' })
  if (timerel === 'before') return { to: at }
  if (timerel === 'after') return { from: instantOf(at + 1) }
  const end = readMoment(endTimeAt)?.at
  if (end === undefined) return refuse('time-unreadable', { name: 'endTimeAt', value: endTimeAt ?? '' })
  return end < at ? malformed('endTimeAt', endTimeAt) : { from: at, to: end }
}

/** Reads an ISO 8601 duration; null for an empty one (`PT0S`: the whole span), undefined when it is none. */
export function readPeriod(text: string): Period | null | undefined {
  const parts =
    /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/.exec(
      text,
    )
  if (!parts || text === 'P' || text.endsWith('T')) return undefined
  const [years = 0, months = 0, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = parts
    .slice(1)
    .map((part) => Number(part ?? 0))
  const ms = (((weeks * 7 + days) * 24 + hours) * 60 + minutes) * 60_000 + seconds * 1_000
  const period = { months: years * 12 + months, ms }
  return period.months === 0 && ms === 0 ? null : period
}

/** The moment that follows another by a period, months counted in UTC. */
export function addPeriod(at: number, { months, ms }: Period): number {
  if (months === 0) return at + ms
  const day = new Date(at)
  return (
    Date.UTC(
      day.getUTCFullYear(),
      day.getUTCMonth() + months,
      day.getUTCDate(),
      day.getUTCHours(),
      day.getUTCMinutes(),
      day.getUTCSeconds(),
      day.getUTCMilliseconds(),
    ) + ms
  )
}

/** The time of an observation by the property that is asked for; undefined when it has none. */
export function timeOf(one: Observation, timeproperty: TemporalAsk['timeproperty']): Instant | undefined {
  if (timeproperty === 'deletedAt') return one.instance === null ? one.recordedAt : undefined
  if (one.instance === null) return undefined
  if (timeproperty !== 'observedAt') return one.recordedAt
  return one.instance.observedAt === undefined ? undefined : one.at
}

/** An observation with the time that counts. */
export type Timed = Observation & { readonly time: Instant }

/** The observations that a request asks for, latest first. */
export function chooseTimed(all: readonly Observation[], ask: TemporalAsk): readonly Timed[] {
  return all
    .flatMap((one) => {
      const time = timeOf(one, ask.timeproperty)
      const inside =
        time !== undefined &&
        (ask.from === undefined || time >= ask.from) &&
        (ask.to === undefined || time < ask.to)
      return inside ? [{ ...one, time }] : []
    })
    .sort((one, other) => other.time - one.time)
}

/** The instances of an attribute as they were, one after the other (clause 4.5.6). */
export function asInstances(
  all: readonly Timed[],
  context: CompiledContext,
  writing: Writing,
): readonly unknown[] {
  return all.map((one) => {
    const instance =
      one.instance ??
      ({ type: 'Property', value: 'urn:ngsi-ld:null', deletedAt: toIso(one.recordedAt) } as AttributeInstance)
    const system = writing.sysAttrs
      ? { createdAt: toIso(one.recordedAt), modifiedAt: toIso(one.recordedAt) }
      : {}
    const whole = { ...instance, ...system, instanceId: `urn:ngsi-ld:Instance:${one.instanceId}` }
    return compactAttribute(whole, context, {
      ...writing,
      format: writing.format === 'concise' ? 'concise' : 'normalized',
    })
  })
}

/** The values of an attribute with their times (clause 4.5.9), one list a dataset. */
export function asValues(all: readonly Timed[], context: CompiledContext): readonly unknown[] | object {
  const series = [...Map.groupBy(all, ({ datasetId }) => datasetId)].map(([datasetId, some]) => {
    const type = some[0]?.instance?.type ?? 'Property'
    const pairs = some.map(({ instance, time }) => {
      const written =
        instance && (compactAttribute(instance, context, { format: 'normalized' }) as Record<string, unknown>)
      return [written?.[valueMembers[instance?.type ?? type]] ?? null, toIso(time)]
    })
    return { type, [`${valueMembers[type]}s`]: pairs, ...(datasetId === null ? {} : { datasetId }) }
  })
  const [only] = series
  return only !== undefined && series.length === 1 ? only : series
}

/** One bucket of a series. */
type Bucket = { readonly from: number; readonly to: number; readonly values: readonly unknown[] }

/** The parts of a span by a period, from its beginning; without a period the span itself. */
function bucketsOf(all: readonly Timed[], { from, to, period }: TemporalAsk): readonly Bucket[] {
  if (all.length === 0) return []
  const times = all.map(({ time }) => time as number)
  const first = from ?? times.reduce((least, time) => Math.min(least, time))
  const last = times.reduce((most, time) => Math.max(most, time))
  if (period === null) return [{ from: first, to: to ?? last, values: all.map(valueIn) }]
  const sorted = [...all].sort((one, other) => one.time - other.time)
  const buckets: Bucket[] = []
  let at = 0
  for (let start: number = first; start <= last && buckets.length < 100_000; ) {
    const end = addPeriod(start, period)
    const values: unknown[] = []
    for (; at < sorted.length && (sorted[at]?.time ?? Number.POSITIVE_INFINITY) < end; at++)
      values.push(valueIn(sorted[at] as Timed))
    if (values.length > 0) buckets.push({ from: start, to: end, values })
    start = end
  }
  return buckets
}

function valueIn({ instance }: Observation): unknown {
  return instance === null ? null : instance[valueMembers[instance.type]]
}

/** An attribute's functions over the buckets of a span (clause 4.5.19): `[value, from, to]`. */
export function asAggregates(all: readonly Timed[], ask: TemporalAsk): object {
  const type = all[0]?.instance?.type ?? 'Property'
  const buckets = bucketsOf(all, ask)
  const each = ask.methods.map((method) => [
    method,
    buckets.flatMap(({ from, to, values }) => {
      const value = aggregate(method, values)
      return value === undefined ? [] : [[value, toIso(instantOf(from)), toIso(instantOf(to))]]
    }),
  ])
  return { type, ...Object.fromEntries(each) }
}

/** One function over some values; undefined where it has no meaning for them (the mean of texts). */
export function aggregate(method: Aggregate, values: readonly unknown[]): number | string | undefined {
  if (method === 'totalCount') return values.length
  if (method === 'distinctCount') return new Set(values.map((value) => JSON.stringify(value))).size
  const texts = values.filter((value) => typeof value === 'string').sort()
  if ((method === 'min' || method === 'max') && texts.length > 0 && texts.length === values.length)
    return method === 'min' ? texts[0] : texts.at(-1)
  const numbers = values.filter((value) => typeof value === 'number')
  if (numbers.length === 0) return undefined
  const sum = numbers.reduce((total, value) => total + value, 0)
  const mean = sum / numbers.length
  switch (method) {
    case 'sum':
      return sum
    case 'avg':
      return mean
    case 'min':
      return numbers.reduce((least, value) => Math.min(least, value))
    case 'max':
      return numbers.reduce((most, value) => Math.max(most, value))
    case 'sumsq':
      return numbers.reduce((total, value) => total + value * value, 0)
    case 'stddev':
      return Math.sqrt(numbers.reduce((total, value) => total + (value - mean) ** 2, 0) / numbers.length)
  }
}

const hourMs = 3_600_000
const byHours: readonly Aggregate[] = ['totalCount', 'sum', 'avg', 'min', 'max']

/** Whether hourly figures can answer: whole hours from a whole hour, and functions that add up. */
export function canUseHours({ from, to, period, methods, timeproperty }: TemporalAsk): boolean {
  const whole = period !== null && period.months === 0 && period.ms % hourMs === 0
  const aligned = from !== undefined && from % hourMs === 0 && to !== undefined && to % hourMs === 0
  return (
    timeproperty === 'observedAt' && whole && aligned && methods.every((method) => byHours.includes(method))
  )
}

/** As `asAggregates`, out of hourly figures. */
export function fromHours(hours: readonly HourlyFigure[], ask: TemporalAsk): object {
  const { from = instantOf(0), period } = ask
  const ms = period?.ms ?? hourMs
  const groups = [...Map.groupBy(hours, ({ hour }) => Math.floor((hour - from) / ms))]
  const each = ask.methods.map((method) => [
    method,
    groups.map(([index, some]) => [
      valueOfHours(method, some),
      toIso(instantOf(from + index * ms)),
      toIso(instantOf(from + (index + 1) * ms)),
    ]),
  ])
  return { type: 'Property', ...Object.fromEntries(each) }
}

function valueOfHours(method: Aggregate, hours: readonly HourlyFigure[]): number {
  const count = hours.reduce((total, hour) => total + hour.count, 0)
  const sum = hours.reduce((total, hour) => total + hour.sum, 0)
  if (method === 'min')
    return hours.reduce((least, { min }) => Math.min(least, min), Number.POSITIVE_INFINITY)
  if (method === 'max') return hours.reduce((most, { max }) => Math.max(most, max), Number.NEGATIVE_INFINITY)
  return method === 'totalCount' ? count : method === 'sum' ? sum : sum / count
}
