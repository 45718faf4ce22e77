import http from 'node:http'
import https from 'node:https'
import { AddressInsideError, lookupWithin, mayReach } from '#kit/io/reach.ts'
import { type Refusal, refuse } from '#kit/values/refusal.ts'

/** What bounds an answer from outside: size in bytes and time in milliseconds. */
export type Bounds = {
  readonly privateAddresses: boolean
  readonly mostBytes: number
  readonly mostMs: number
}

/** An answer, whole. */
export type Page = {
  readonly status: number
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: Buffer
}
export type FetchRefusal = Refusal<'address-not-allowed' | 'answer-too-large' | 'source-silent'>

const mostRedirects = 3

/**
 * Asks an address of HTTP or HTTPS. Addresses inside the own network are refused unless the source may; the check is
 * made on the very address that is connected to, so that a name cannot point elsewhere a moment later. Up to three
 * redirects, each checked anew; headers with secrets do not follow to another host. Refuses `address-not-allowed`,
 * `answer-too-large`, `source-silent`.
 */
export async function fetchPage(
  address: string,
  headers: Readonly<Record<string, string>>,
  bounds: Bounds,
): Promise<Page | FetchRefusal> {
  let url = address
  let sent = headers
  for (let hop = 0; hop <= mostRedirects; hop++) {
    const page = await fetchOnce(url, sent, bounds)
    if ('refused' in page || page.status < 301 || page.status > 308 || page.status === 304) return page
    const next = new URL(page.headers.location ?? '', url)
    if (next.host !== new URL(url).host) sent = {}
    url = next.href
  }
  return refuse('source-silent', { address, reason: 'redirects' })
}

function fetchOnce(
  address: string,
  headers: Readonly<Record<string, string>>,
  bounds: Bounds,
): Promise<Page | FetchRefusal> {
  if (!URL.canParse(address)) return Promise.resolve(refuse('address-not-allowed', { address }))
  const url = new URL(address)
  const client = url.protocol === 'https:' ? https : url.protocol === 'http:' ? http : undefined
  const reach = bounds.privateAddresses ? 'anywhere' : 'open-internet'
  if (!client || !mayReach(url.hostname, reach))
    return Promise.resolve(refuse('address-not-allowed', { address }))
  return new Promise((answer) => {
    const silent = (reason: string) =>
      answer(refuse('source-silent', { address: `${url.origin}${url.pathname}`, reason }))
    const request = client.request(
      url,
      {
        headers,
        lookup: lookupWithin(reach),
        signal: AbortSignal.timeout(bounds.mostMs),
      },
      (response) => {
        const pieces: Buffer[] = []
        let size = 0
        response.on('data', (piece: Buffer) => {
          size += piece.length
          pieces.push(piece)
          if (size <= bounds.mostBytes) return
          answer(
            refuse('answer-too-large', {
              address: `${url.origin}${url.pathname}`,
              limit: bounds.mostBytes / 1024 / 1024,
            }),
          )
          request.destroy()
        })
        response.on('error', (error) => silent(error.message))
        response.on('end', () =>
          answer({
            status: response.statusCode ?? 0,
            headers: headersOf(response),
            body: Buffer.concat(pieces),
          }),
        )
      },
    )
    request.on('error', (error) =>
      error instanceof AddressInsideError
        ? answer(refuse('address-not-allowed', { address }))
        : silent(error.message),
    )
    request.end()
  })
}

function headersOf(response: http.IncomingMessage): Page['headers'] {
  return Object.fromEntries(
    Object.entries(response.headers).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]),
  )
}
