import { get as getPlain } from 'node:http'
import { get as getSecurely } from 'node:https'
import { AddressInsideError, lookupWithin, mayReach, type Reach } from '#kit/io/reach.ts'
import { type Refusal, refuse } from '#kit/values/refusal.ts'

const mostBytes = 1024 * 1024
const mostMs = 5_000
const mostRedirects = 3

/**
 * Downloads a context, only where NGSILD_CONTEXT_DOWNLOAD=1 allows it: by HTTP or HTTPS, at most 1 MiB in 5 seconds,
 * and never from an address inside (the name is resolved once and that address is connected to, so that a name which
 * changes its mind between look and use gains nothing). Refuses `context-not-available`.
 */
export async function fetchContext(
  url: string,
  reach: Reach = 'open-internet',
): Promise<unknown | Refusal<'context-not-available'>> {
  try {
    return JSON.parse(await download(new URL(url), reach, 0, AbortSignal.timeout(mostMs)))
  } catch (error) {
    return refuse('context-not-available', { url, reason: (error as Error).message.slice(0, 200) })
  }
}

function download(url: URL, reach: Reach, redirects: number, signal: AbortSignal): Promise<string> {
  const get = url.protocol === 'https:' ? getSecurely : url.protocol === 'http:' ? getPlain : undefined
  if (get === undefined) return Promise.reject(new Error(`scheme ${url.protocol}`))
  if (!mayReach(url.hostname, reach)) return Promise.reject(new AddressInsideError(url.hostname))
  return new Promise((done, fail) => {
    const headers = { accept: 'application/ld+json, application/json;q=0.9' }
    const request = get(url, { headers, signal, lookup: lookupWithin(reach) }, (response) => {
      const { statusCode = 0, headers } = response
      if (statusCode >= 300 && statusCode < 400 && headers.location !== undefined) {
        response.destroy()
        if (redirects >= mostRedirects) return fail(new Error('redirects'))
        return done(download(new URL(headers.location, url), reach, redirects + 1, signal))
      }
      if (statusCode !== 200) {
        response.destroy()
        return fail(new Error(`status ${statusCode}`))
      }
      const chunks: Buffer[] = []
      let bytes = 0
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length
        if (bytes > mostBytes) response.destroy(new Error('size'))
        else chunks.push(chunk)
      })
      response.on('end', () => done(Buffer.concat(chunks).toString('utf8')))
      response.on('error', fail)
    })
    request.on('error', fail)
  })
}
