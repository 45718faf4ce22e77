import Value from 'typebox/value'
import { type Connector, SourceSettings } from '#datahub/sources/contract.ts'
import type { Fault } from '#web/ui/faults.ts'
import type { MessageKey, Say } from '#web/ui/messages.ts'
import { textOf } from './form.ts'

/** What the members of settings are called on the page, and the control that stands for each. */
const controls: Readonly<Record<string, { readonly control: string; readonly label: MessageKey }>> = {
  id: { control: 'id', label: 'settings.id' },
  name: { control: 'name', label: 'settings.name' },
  model: { control: 'model', label: 'source.model' },
  agencyId: { control: 'agencyId', label: 'source.agency' },
  connector: { control: 'connector', label: 'source.connector' },
  schedule: { control: 'schedule', label: 'settings.schedule' },
  threshold: { control: 'percent', label: 'source.threshold' },
  freshMinutes: { control: 'freshMinutes', label: 'settings.fresh' },
  breaker: { control: 'failures', label: 'source.breaker' },
}

/** The settings that the form sends, or what is wrong with them. `before`: the source as it stands. */
export function readSettings(
  form: FormData,
  before: SourceSettings | null,
  say: Say,
): { readonly settings: SourceSettings; readonly secret: string | undefined } | { readonly faults: Fault[] } {
  const text = (name: string) => textOf(form, name)
  const number = (name: string) => (text(name) === '' ? Number.NaN : Number(text(name)))
  const raw = {
    id: before?.id ?? text('id'),
    name: text('name'),
    model: text('model'),
    agencyId: text('agencyId'),
    connector: readConnector(text, before),
    schedule: readSchedule(text),
    completeList: text('completeList') === 'yes',
    threshold: { percent: number('percent'), count: number('count') },
    freshMinutes: text('freshMinutes') === '' ? null : number('freshMinutes'),
    breaker: { failures: number('failures'), pauseMinutes: number('pauseMinutes') },
    synthetic: text('synthetic') === 'yes',
    enabled: text('enabled') === 'yes',
  }
  if (Value.Check(SourceSettings, raw)) return { settings: raw, secret: text('secret') || undefined }
  const heads = [...Value.Errors(SourceSettings, raw)].map((fault) => fault.instancePath.split('/')[1] ?? '')
  const faults = [...new Set(heads)].flatMap((head) => {
    const known = controls[head]
    return known ? [{ field: known.control, message: say('settings.wrong', { name: say(known.label) }) }] : []
  })
  return { faults }
}

function readConnector(text: (name: string) => string, before: SourceSettings | null): Connector | undefined {
  switch (text('connector')) {
    case 'upload':
      return { kind: 'upload' }
    case 'push':
      return { kind: 'push' }
    case 'folder':
      return { kind: 'folder', path: text('path'), suffix: text('suffix') }
    case 'http':
      return {
        kind: 'http',
        url: text('url'),
        headers: before?.connector.kind === 'http' ? before.connector.headers : {},
        secretHeader: text('secretHeader') || null,
        format: formatOf(text('format')),
        rowsAt: text('rowsAt'),
        paging: text('nextAt') === '' ? pagingKept(before) : { kind: 'next-link', at: text('nextAt') },
        privateAddresses: text('privateAddresses') === 'yes',
      }
    default:
      return before?.connector
  }
}

/** A way of paging that the form does not show stays. */
function pagingKept(before: SourceSettings | null) {
  const paging = before?.connector.kind === 'http' ? before.connector.paging : undefined
  return paging && paging.kind !== 'next-link' ? paging : ({ kind: 'none' } as const)
}

function formatOf(text: string): 'json' | 'csv' | 'geojson' {
  return text === 'csv' || text === 'geojson' ? text : 'json'
}

function readSchedule(text: (name: string) => string): SourceSettings['schedule'] {
  if (text('schedule') === 'every') return { everyMinutes: Number(text('every')) }
  if (text('schedule') === 'daily') return { dailyAt: text('daily') }
  return null
}
