import { type Cookies, fail, redirect } from '@sveltejs/kit'
import type { SessionCookie } from '#app/contract.ts'
import { isRefused } from '#kit/values/refusal.ts'
import { textOf } from '#web/server/form.ts'
import type { Fault } from '#web/ui/faults.ts'
import { sayIn } from '#web/ui/messages.ts'
import type { Actions, PageServerLoad } from './$types'

/** Only pages of the desk: a foreign address in the query leads nowhere. */
function returnTo(text: string | null): string {
  return text && /^\/can-bo(?:[/?][^\\]*)?$/.test(text) && !text.startsWith('/can-bo/dang-nhap')
    ? text
    : '/can-bo'
}

function setSession(cookies: Cookies, cookie: SessionCookie): void {
  cookies.set(cookie.name, cookie.value, { path: '/', maxAge: cookie.maxAge })
}

export const load: PageServerLoad = async ({ locals, url }) => {
  if (locals.kb.officer) redirect(303, returnTo(url.searchParams.get('tiep')))
  return { demo: await locals.kb.listDemoAccounts() }
}

export const actions: Actions = {
  async signIn({ locals, request, cookies, url }) {
    const form = await request.formData()
    const userName = textOf(form, 'userName')
    const password = String(form.get('password') ?? '').normalize('NFC')
    const say = sayIn(locals.lang)
    const faults: Fault[] = []
    if (userName === '') faults.push({ field: 'userName', message: say('fault.user-name') })
    if (password === '') faults.push({ field: 'password', message: say('fault.password') })
    if (faults.length > 0) return fail(422, { faults, userName })
    const outcome = await locals.kb.signIn({ userName, password })
    if (isRefused(outcome))
      return fail(422, { faults: [{ field: 'password', message: locals.kb.say(outcome) }], userName })
    setSession(cookies, outcome)
    redirect(303, returnTo(url.searchParams.get('tiep')))
  },
  async signOut({ locals, cookies }) {
    setSession(cookies, await locals.kb.signOut())
    redirect(303, '/can-bo/dang-nhap')
  },
}
