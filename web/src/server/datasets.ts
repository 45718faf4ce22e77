import type { Surface } from '#app/contract.ts'
import type { DatasetPage } from '#app/datahub-contract.ts'
import { datasetMoves, reviewDueOn } from '#datahub/sharing/rules/dataset-states.ts'
import { openingRefusal } from '#datahub/sharing/rules/opening.ts'
import { day } from '#kit/values/plain-date.ts'
import { placesOf } from './entities.ts'
import { granted } from './pages.ts'

/** A dataset as its desk page shows it: also whether it could be opened, and if not why. */
export async function loadDataset(kb: Surface, id: string) {
  const [page, agreements] = await Promise.all([kb.openDataset(id), kb.listAgreements({ datasetId: id })])
  const opened = granted(page, kb.say)
  const obstacle = openingRefusal(opened.dictionary)
  return {
    ...opened,
    obstacle: obstacle ? kb.say(obstacle) : null,
    moves: datasetMoves.filter((move) => move.from === opened.dataset.state),
    reviewDueOn: reviewDueOn(day(opened.dataset.reviewedOn)),
    agreements: granted(agreements, kb.say),
    places: placesIn(opened, kb.lang, true),
  }
}

/** The places of a dataset's first entities. `linked`: for officers, who may open them. */
export function placesIn({ preview }: DatasetPage, lang: 'vi' | 'en', linked: boolean) {
  return preview
    .flatMap((entity) => placesOf(entity, lang))
    .map((place) => (linked ? place : { ...place, properties: { name: place.properties?.name } }))
}
