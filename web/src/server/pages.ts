import { error } from '@sveltejs/kit'
import type { DownloadedDocument } from '#app/contract.ts'
import type { Refusal } from '#kit/values/refusal.ts'
import { isRefused } from '#kit/values/refusal.ts'

/** The statuses of refusals that a page cannot go on from; all others are shown where they arose. */
const statusOf: Readonly<Record<string, number>> = {
  'dossier-not-found': 404,
  'procedure-not-in-force': 404,
  'sign-in-needed': 401,
  'access-key-wrong': 403,
  'no-authority': 403,
  'role-required': 403,
  'report-form-unknown': 404,
  'indicator-has-no-rows': 404,
  'dataset-unknown': 404,
  'agreement-unknown': 404,
  'entity-unknown': 404,
  'source-unknown': 404,
  'source-not-yours': 403,
  'run-unknown': 404,
}

/** Takes the answer, or ends the page with the refusal's sentence. */
export function granted<Answer>(answer: Answer | Refusal, say: (refusal: Refusal) => string): Answer {
  if (isRefused(answer)) error(statusOf[answer.refused] ?? 422, say(answer))
  return answer
}

/** A number of a query, at least `least`. */
export function numberOf(text: string | null, fallback: number, least = 1): number {
  const value = Number(text)
  return Number.isInteger(value) && value >= least ? value : fallback
}

/** Hands a document over: never run, never sniffed; papers of our own making open in the browser. */
export function download(document: DownloadedDocument, inline = false): Response {
  const disposition = inline && document.mediaType === 'application/pdf' ? 'inline' : 'attachment'
  return new Response(new Uint8Array(document.bytes), {
    headers: {
      'content-type': document.mediaType,
      'content-disposition': `${disposition}; filename*=UTF-8''${encodeURIComponent(document.name)}`,
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-store',
    },
  })
}
