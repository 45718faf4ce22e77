import type { Cookies } from '@sveltejs/kit'
import type { Draft, Surface } from '#app/contract.ts'

const name = 'kb_nhap'
const week = 7 * 86_400

/** The draft of a procedure that this browser carries. */
export async function findDraft(
  cookies: Cookies,
  kb: Surface,
  procedureCode: string,
): Promise<Draft | undefined> {
  const id = cookies.get(name)
  if (!id) return undefined
  const draft = await kb.openDraft(id)
  return draft?.procedureCode === procedureCode ? draft : undefined
}

/** Begins an empty draft. Its id travels in a cookie of this procedure's pages only, out of reach of scripts. */
export async function beginDraft(cookies: Cookies, kb: Surface, procedureCode: string): Promise<Draft> {
  const draft: Draft = {
    id: crypto.randomUUID(),
    requestId: crypto.randomUUID(),
    procedureCode,
    caseId: null,
    answers: {},
    documents: [],
    returnBy: null,
    passed: [],
  }
  await kb.saveDraft(draft)
  cookies.set(name, draft.id, { path: pagesOf(procedureCode), maxAge: week })
  return draft
}

/** Removes the draft and forgets its id. */
export async function endDraft(cookies: Cookies, kb: Surface, draft: Draft): Promise<void> {
  await kb.discardDraft(draft.id)
  cookies.delete(name, { path: pagesOf(draft.procedureCode) })
}

function pagesOf(procedureCode: string): string {
  return `/nop-ho-so/${encodeURIComponent(procedureCode)}`
}
