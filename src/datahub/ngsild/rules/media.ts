/** The media types that an answer can have. */
export type MediaType = 'application/json' | 'application/ld+json' | 'application/geo+json'

/**
 * The media type of an answer (clause 6.3.4, RFC 9110 12.5.1): the one that `Accept` weighs highest, JSON when it is
 * absent or takes everything; undefined when it takes none of those offered (406).
 */
export function chooseMedia(
  accept: string | undefined,
  offered: readonly MediaType[],
): MediaType | undefined {
  if (accept === undefined || accept.trim() === '') return offered[0]
  const ranges = accept.split(',').map((part) => {
    const [range = '', ...parameters] = part
      .trim()
      .toLowerCase()
      .split(/\s*;\s*/)
    const weight = parameters.find((parameter) => parameter.startsWith('q='))
    return { range, weight: weight === undefined ? 1 : Number(weight.slice(2)) }
  })
  const weigh = (media: MediaType) => {
    const [kind] = media.split('/')
    for (const wanted of [media, `${kind}/*`, '*/*']) {
      const found = ranges.find(({ range }) => range === wanted)
      if (found) return found.weight
    }
    return 0
  }
  const best = [...offered].sort((one, other) => weigh(other) - weigh(one))[0]
  return best !== undefined && weigh(best) > 0 ? best : undefined
}

const contextRelation = 'http://www.w3.org/ns/json-ld#context'

/** The address of the @context in a Link header (clause 6.3.5); `several` when more than one is named. */
export function contextOfLink(header: string | undefined): string | undefined | 'several' {
  const found = [...(header ?? '').matchAll(/<([^>]*)>([^<]*)/g)].filter(([, , parameters = '']) =>
    new RegExp(`rel\\s*=\\s*"?${contextRelation}"?`).test(parameters),
  )
  return found.length > 1 ? 'several' : found[0]?.[1]
}

/** The Link header that names an answer's @context. */
export function linkOfContext(url: string): string {
  return `<${url}>; rel="${contextRelation}"; type="application/ld+json"`
}
