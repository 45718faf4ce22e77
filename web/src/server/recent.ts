import type { Cookies } from '@sveltejs/kit'

const name = 'kb_recent'
const most = 4

/** The procedures looked at lately in this browser, newest first. Kept in a cookie, not by the program. */
export function recentProcedures(cookies: Cookies): string[] {
  return (cookies.get(name) ?? '')
    .split(' ')
    .filter((code) => /^[A-Za-z0-9.-]{1,40}$/.test(code))
    .slice(0, most)
}

export function rememberProcedure(cookies: Cookies, code: string): void {
  const codes = [code, ...recentProcedures(cookies).filter((other) => other !== code)].slice(0, most)
  cookies.set(name, codes.join(' '), { path: '/', maxAge: 90 * 86_400 })
}
