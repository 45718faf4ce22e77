import { error, type RequestEvent } from '@sveltejs/kit'
import type { Handle, HandleServerError } from '@sveltejs/kit/hooks'
import type { Lang, Surface } from '#app/contract.ts'

const langCookie = 'kb_lang'

/** The language asked for in the address, else the one chosen before, else Vietnamese. */
function chooseLang(asked: string | null, remembered: string | undefined): Lang {
  if (asked === 'vi' || asked === 'en') return asked
  return remembered === 'en' ? 'en' : 'vi'
}

/** Cookies are `Secure` exactly where the page came over https: over plain http a browser drops those that are. */
function settleCookies({ cookies, url }: RequestEvent): void {
  const { set } = cookies
  const own = { httpOnly: true, sameSite: 'lax', secure: url.protocol === 'https:' } as const
  cookies.set = (name, value, options) => set(name, value, { ...own, ...options })
  cookies.delete = (name, options) => set(name, '', { ...own, ...options, maxAge: 0 })
}

/** Takes the program's surface off the request and settles the language. */
export const handle: Handle = async ({ event, resolve }) => {
  settleCookies(event)
  const asked = event.url.searchParams.get('lang')
  const lang = chooseLang(asked, event.cookies.get(langCookie))
  if (asked === lang) event.cookies.set(langCookie, lang, { path: '/', maxAge: 31_536_000 })
  const carried = event.platform?.req as { kb?: Surface | ((lang: Lang) => Surface) } | undefined
  const surface = typeof carried?.kb === 'function' ? carried.kb(lang) : carried?.kb
  if (!surface) error(503, 'the program has not handed over its surface')
  event.locals.kb = surface
  event.locals.lang = lang
  const response = await resolve(event, {
    transformPageChunk: ({ html }) => html.replace('%kb.lang%', lang),
    preload: () => false,
  })
  response.headers.set('content-language', lang)
  // Under `no-referrer` browsers send `Origin: null` with a form, and every form would be refused as foreign.
  response.headers.set('referrer-policy', 'same-origin')
  if (!response.headers.has('cache-control')) response.headers.set('cache-control', 'private, no-store')
  return response
}

/** What nobody foresaw: the reader gets a reference to quote, the log gets the fault. */
export const handleError: HandleServerError = ({ kind, error: fault, event }) => {
  if (kind !== 'unknown') return { message: fault.message }
  const reference = crypto.randomUUID().slice(0, 8).toUpperCase()
  const carried = event.platform?.req as { log?: Log } | undefined
  if (carried?.log) carried.log.error({ err: fault, reference, route: event.route.id }, 'a page failed')
  else console.error(reference, event.route.id, fault)
  return { message: 'unforeseen', reference }
}

type Log = { error(fields: object, message: string): void }
