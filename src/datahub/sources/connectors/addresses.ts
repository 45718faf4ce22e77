import { isIP } from 'node:net'

/**
 * Whether an address lies inside a network that outsiders must not be led into: loopback, private, link-local,
 * carrier-grade, multicast, documentation and reserved ranges of IPv4 and IPv6, also IPv4 wrapped in IPv6.
 * Facts of RFC 6890 and its registry.
 */
export function isPrivateAddress(address: string): boolean {
  const plain = address.replace(/^\[|\]$/g, '').toLowerCase()
  if (isIP(plain) === 4) return isPrivateV4(plain)
  if (isIP(plain) !== 6) return true
  const wrapped = /^(?:::ffff:|64:ff9b::)(\d+\.\d+\.\d+\.\d+)$/.exec(plain)?.[1]
  if (wrapped) return isPrivateV4(wrapped)
  return (
    /^(?:::1?$|::ffff:|64:ff9b:|f[cd]|fe[89ab]|ff|2001:db8:|2002:|100:)/.test(plain) || plain.startsWith('::')
  )
}

const blocks: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
]

function isPrivateV4(address: string): boolean {
  return blocks.some(([base, bits]) => numberOf(address) >>> (32 - bits) === numberOf(base) >>> (32 - bits))
}

function numberOf(address: string): number {
  return address.split('.').reduce((sum, part) => ((sum << 8) | Number(part)) >>> 0, 0)
}
