import { type Cookies, error, redirect } from '@sveltejs/kit'
import type { Surface } from '#app/contract.ts'
import { isRefused } from '#kit/values/refusal.ts'
import type { DossierView } from '#onestop/dossiers/contract.ts'
import { accessKeyOf } from './access-key.ts'

/** The whole dossier where this browser has given its access key, else undefined. */
export async function findOwnDossier(
  cookies: Cookies,
  kb: Surface,
  code: string,
): Promise<{ readonly view: DossierView; readonly accessKey: string } | undefined> {
  const accessKey = accessKeyOf(cookies)
  if (!accessKey) return undefined
  const view = await kb.openAsApplicant(code, accessKey)
  return isRefused(view) ? undefined : { view, accessKey }
}

/** The whole dossier, or back to the page that asks for the access key. */
export async function getOwnDossier(cookies: Cookies, kb: Surface, code: string) {
  const own = await findOwnDossier(cookies, kb, code)
  if (own) return own
  if (!(await kb.track(code))) error(404, 'dossier')
  redirect(303, `/tra-cuu/${encodeURIComponent(code)}`)
}
