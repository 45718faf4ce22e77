import type { Feature, Geometry } from 'geojson'
import type { Surface } from '#app/contract.ts'
import type { EntityListAsk } from '#app/datahub-contract.ts'
import type { Entity } from '#datahub/registry/contract.ts'
import { nameOf } from '#web/ui/entity-value.ts'
import { readMoment } from '#web/ui/moment-text.ts'
import { granted } from './pages.ts'

export const entitiesAt = '/can-bo/du-lieu/doi-tuong'

/** The address of an entity's page. */
export function entityHref(id: string): string {
  return `${entitiesAt}/${encodeURIComponent(id)}`
}

/** The list that the address asks for: `loai`, `tu`, `xa`, `sau`. */
export async function loadEntities(kb: Surface, query: URLSearchParams) {
  const [type, words, commune, after] = ['loai', 'tu', 'xa', 'sau'].map((name) =>
    (query.get(name) ?? '').normalize('NFC').trim(),
  )
  const ask: EntityListAsk = {
    ...(type && { type }),
    ...(words && { words }),
    ...(commune && { commune }),
    ...(after && { after }),
  }
  const [models, types, communes, list] = await Promise.all([
    kb.listModels(),
    kb.listEntityTypes(),
    kb.listCommunes(),
    kb.listEntities(ask),
  ])
  const page = granted(list, kb.say)
  return {
    ask: { type: type ?? '', words: words ?? '', commune: commune ?? '' },
    models: granted(models, kb.say),
    types: granted(types, kb.say),
    communes,
    ...page,
    places: page.entities.flatMap((entity) => placesOf(entity, kb.lang)),
  }
}

/** One entity as its page shows it: `luc` a past moment. */
export async function loadEntity(kb: Surface, id: string, query: URLSearchParams) {
  const typed = (query.get('luc') ?? '').trim()
  const at = typed === '' ? undefined : readMoment(typed)
  const attribute = query.get('truong') || undefined
  const offset = Math.max(0, Number(query.get('tu-dong')) || 0)
  const view = granted(await kb.openEntity(id, at), kb.say)
  const shown = view.entity?.id ?? id
  const [history, lineage] = await Promise.all([
    kb.entityHistory({ id: shown, offset, ...(attribute && { attribute }) }),
    kb.entityLineage(shown),
  ])
  return {
    id: shown,
    typed,
    at: at ?? null,
    fault: typed !== '' && at === undefined,
    ...view,
    attribute: attribute ?? null,
    offset,
    history: granted(history, kb.say),
    lineage: granted(lineage, kb.say),
    places: view.entity ? placesOf(view.entity, kb.lang) : [],
  }
}

/** The places of an entity as features for the map. */
export function placesOf(entity: Entity, lang: 'vi' | 'en'): Feature[] {
  return Object.values(entity.values).flatMap((value) =>
    isGeometry(value)
      ? [
          {
            type: 'Feature',
            geometry: value,
            properties: { name: nameOf(entity, lang), href: entityHref(entity.id) },
          } satisfies Feature,
        ]
      : [],
  )
}

function isGeometry(value: unknown): value is Geometry {
  if (typeof value !== 'object' || value === null) return false
  const { type, coordinates } = value as { type?: unknown; coordinates?: unknown }
  return (
    typeof type === 'string' &&
    Array.isArray(coordinates) &&
    /^(Multi)?(Point|LineString|Polygon)$/.test(type)
  )
}
