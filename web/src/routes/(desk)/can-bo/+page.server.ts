import type { SignedInOfficer } from '#app/contract.ts'
import { dossierStatuses } from '#onestop/dossiers/contract.ts'
import { granted } from '#web/server/pages.ts'
import type { PageServerLoad } from './$types'

const queues = ['mine', 'agency', 'counter', 'all'] as const
type Queue = (typeof queues)[number]

/** The queue that an officer's roles call for first. */
function firstQueue(officer: SignedInOfficer | null): Queue {
  if (officer?.roles.includes('counter')) return 'counter'
  return officer?.roles.includes('case-officer') ? 'mine' : 'agency'
}

export const load: PageServerLoad = async ({ locals, url }) => {
  const query = url.searchParams
  const queue = queues.find((one) => one === query.get('hang')) ?? firstQueue(locals.kb.officer)
  const q = (query.get('q') ?? '').normalize('NFC').trim()
  const status = dossierStatuses.find((one) => one === query.get('trang-thai'))
  const after = query.get('sau')
  const page = await locals.kb.inbox({
    queue,
    ...(q ? { q } : {}),
    ...(status ? { status } : {}),
    ...(after ? { after } : {}),
  })
  return {
    queues,
    queue,
    q,
    status: status ?? null,
    statuses: dossierStatuses,
    ...granted(page, locals.kb.say),
  }
}
