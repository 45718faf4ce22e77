import { lookup } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'

/** Which addresses a connection outwards may lead to: anywhere, or only the open internet. */
export type Reach = 'anywhere' | 'open-internet'

/** Why a connection was not made: its address lies inside, and nobody allowed that. */
export class AddressInsideError extends Error {
  constructor(host: string) {
    super(`${host}: an address inside is not allowed`)
    this.name = 'AddressInsideError'
  }
}

const inside = new BlockList()
for (const block of [
  ...[
    '0.0.0.0/8',
    '10.0.0.0/8',
    '100.64.0.0/10',
    '127.0.0.0/8',
    '169.254.0.0/16',
    '172.16.0.0/12',
    '192.0.0.0/24',
  ],
  ...['192.0.2.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/3'],
]) {
  const [base = '', bits] = block.split('/')
  inside.addSubnet(base, Number(bits), 'ipv4')
}
for (const block of [
  '::/96',
  '64:ff9b::/96',
  '100::/64',
  '2001:db8::/32',
  '2002::/16',
  'fc00::/7',
  'fe80::/10',
  'ff00::/8',
]) {
  const [base = '', bits] = block.split('/')
  inside.addSubnet(base, Number(bits), 'ipv6')
}

/**
 * Whether an address lies inside: this machine, private, link-local, carrier-grade, multicast, documentation and
 * reserved networks of IPv4 and IPv6, also IPv4 wrapped in IPv6 (RFC 6890 and its registry). What is no address is
 * inside.
 */
export function isInside(address: string): boolean {
  const plain = address.replace(/^\[|\]$/g, '')
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(plain)?.[1]
  if (mapped !== undefined) return isInside(mapped)
  const family = isIP(plain)
  return family === 0 || inside.check(plain, family === 6 ? 'ipv6' : 'ipv4')
}

/** Whether a host that is written as an address may be reached; a name is judged when it is looked up. */
export function mayReach(host: string, reach: Reach): boolean {
  const plain = host.replace(/^\[|\]$/g, '')
  return reach === 'anywhere' || isIP(plain) === 0 || !isInside(plain)
}

/**
 * A look-up for `http.request` and `net.connect`: the name is resolved once, and what is connected to is what was
 * judged (a name with one address inside is refused whole), so that a name which changes its mind between look and use gains nothing. Fails with `AddressInsideError`.
 */
export function lookupWithin(reach: Reach): LookupFunction {
  return (host, options, callback) => {
    lookup(host, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, '', 4)
      const [first] = addresses
      const barred = reach === 'open-internet' && addresses.some(({ address }) => isInside(address))
      if (first === undefined || barred) callback(new AddressInsideError(host), '', 4)
      else if (options.all) callback(null, addresses)
      else callback(null, first.address, first.family)
    })
  }
}
