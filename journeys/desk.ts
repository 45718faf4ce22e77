import { type Browser, errors, type Locator, type Page } from 'playwright-core'
import { openVisitor, read, type Visitor, type VisitorSetting } from './harness.ts'

const password = 'Kinh-Bac-2019'

/** An officer of the demonstration, signed in, with the inbox open. */
export async function openOfficer(
  browser: Browser,
  setting: VisitorSetting,
  userName: string,
): Promise<Visitor> {
  const visitor = await openVisitor(browser, setting)
  await visitor.go('/can-bo/dang-nhap')
  await visitor.page.getByLabel('Tên đăng nhập').fill(userName)
  await visitor.page.getByLabel('Mật khẩu', { exact: true }).fill(password)
  await visitor.follow(() => visitor.page.getByRole('button', { name: 'Đăng nhập', exact: true }).click())
  return visitor
}

/** The folded form of one act on a dossier's page. */
export function actForm(page: Page, name: string): Locator {
  return page.locator('details.act').filter({ has: page.locator('summary', { hasText: exactly(name) }) })
}

/** Unfolds an act, fills it in and sends it; answers the status of the page that follows. */
export async function act(
  visitor: Visitor,
  name: string,
  fill: (form: Locator) => Promise<unknown> = async () => {},
): Promise<number> {
  const form = actForm(visitor.page, name)
  if ((await form.getAttribute('open')) === null) await form.locator('> summary').click()
  await fill(form)
  return visitor.follow(() => form.getByRole('button', { name, exact: true }).click())
}

/** Why an act is not allowed to the officer whose page is open; null when the page does not name it as refused. */
export async function refusalOf(visitor: Visitor, name: string): Promise<string | null> {
  const refused = visitor.page.locator('details.refused')
  if ((await refused.count()) === 0) return null
  if ((await refused.getAttribute('open')) === null) await refused.locator('summary').click()
  const button = refused.getByRole('button', { name, exact: true })
  try {
    await button.waitFor({ timeout: 2_000 })
  } catch (error) {
    if (error instanceof errors.TimeoutError) return null
    throw error
  }
  if ((await button.getAttribute('aria-disabled')) !== 'true') return null
  const reason = await button.getAttribute('aria-describedby')
  return read(visitor.page.locator(`#${reason}`))
}

function exactly(text: string): RegExp {
  return new RegExp(`^\\s*${text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\s*$`)
}
