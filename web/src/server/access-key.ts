import type { Cookies } from '@sveltejs/kit'

/** Kept for the pages of one dossier, for an hour, out of reach of scripts; never in an address. */
const keyCookie = 'kb_khoa'
const flashCookie = 'kb_moi_nop'
const hour = 3600

const pagesOf = (code: string) => `/tra-cuu/${encodeURIComponent(code)}`

export function keepAccessKey(cookies: Cookies, code: string, accessKey: string): void {
  cookies.set(keyCookie, accessKey, { path: pagesOf(code), maxAge: hour })
}

/** The access key that this browser gave for this dossier. */
export function accessKeyOf(cookies: Cookies): string | null {
  return cookies.get(keyCookie) ?? null
}

export function forgetAccessKey(cookies: Cookies, code: string): void {
  cookies.delete(keyCookie, { path: pagesOf(code) })
}

/** To be shown once, on the page after the filing. */
export function keepFlashKey(cookies: Cookies, code: string, accessKey: string): void {
  cookies.set(flashCookie, accessKey, { path: `${pagesOf(code)}/da-nop`, maxAge: hour })
}

/** Takes the key that is shown once; the second time there is none. */
export function takeFlashKey(cookies: Cookies, code: string): string | null {
  const accessKey = cookies.get(flashCookie) ?? null
  if (accessKey) cookies.delete(flashCookie, { path: `${pagesOf(code)}/da-nop` })
  return accessKey
}
