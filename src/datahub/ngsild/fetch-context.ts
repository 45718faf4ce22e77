import { lookup } from 'node:dns'
import { get as getPlain } from 'node:http'
import { get as getSecurely } from 'node:https'
import { BlockList, isIP, type LookupFunction } from 'node:net'
import { type Refusal, refuse } from '#kit/values/refusal.ts'

const mostBytes = 1024 * 1024
const mostMs = 5_000
const mostRedirects = 3

type Reach = (address: string) => boolean

/**
 * Downloads a context, only where NGSILD_CONTEXT_DOWNLOAD=1 allows it: by HTTP or HTTPS, at most 1 MiB in 5 seconds,
 * and never from an address inside (the name is resolved once and that address is connected to, so that a name which
 * changes its mind between look and use gains nothing). Refuses `context-not-available`.
 */
export async function fetchContext(
  url: string,
  mayReach: Reach = isPublicAddress,
): Promise<unknown | Refusal<'context-not-available'>> {
  try {
    return JSON.parse(await download(new URL(url), mayReach, 0, AbortSignal.timeout(mostMs)))
  } catch (error) {
    return refuse('context-not-available', { url, reason: (error as Error).message.slice(0, 200) })
  }
}

function download(url: URL, mayReach: Reach, redirects: number, signal: AbortSignal): Promise<string> {
  const get = url.protocol === 'https:' ? getSecurely : url.protocol === 'http:' ? getPlain : undefined
  if (get === undefined) return Promise.reject(new Error(`scheme ${url.protocol}`))
  const host = url.hostname.replace(/^\[|\]$/g, '')
  if (isIP(host) !== 0 && !mayReach(host)) return Promise.reject(new Error(`address ${host}`))
  return new Promise((done, fail) => {
    const headers = { accept: 'application/ld+json, application/json;q=0.9' }
    const request = get(url, { headers, signal, lookup: lookupWithin(mayReach) }, (response) => {
      const { statusCode = 0, headers } = response
      if (statusCode >= 300 && statusCode < 400 && headers.location !== undefined) {
        response.destroy()
        if (redirects >= mostRedirects) return fail(new Error('redirects'))
        return done(download(new URL(headers.location, url), mayReach, redirects + 1, signal))
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

function lookupWithin(mayReach: Reach): LookupFunction {
  return (host, options, callback) => {
    lookup(host, { ...options, all: true }, (error, addresses) => {
      const allowed = error ? [] : addresses.filter(({ address }) => mayReach(address))
      const [first] = allowed
      if (first === undefined) callback(error ?? new Error(`address of ${host}`), '', 4)
      else if (options.all) callback(null, allowed)
      else callback(null, first.address, first.family)
    })
  }
}

const inside = new BlockList()
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const)
  inside.addSubnet(net, bits, 'ipv4')
for (const [net, bits] of [
  ['::', 96],
  ['64:ff9b::', 96],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const)
  inside.addSubnet(net, bits, 'ipv6')

/** Whether an address lies on the open internet: not this machine, not a private or link-local network. */
export function isPublicAddress(address: string): boolean {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped !== undefined) return isPublicAddress(mapped)
  const family = isIP(address)
  return family !== 0 && !inside.check(address, family === 6 ? 'ipv6' : 'ipv4')
}
