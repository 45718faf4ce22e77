import type { Context } from '#kit/io/context.ts'
import { type Refusal, refuse } from '#kit/values/refusal.ts'
import { hashPassword, isPassword } from './password.ts'
import { mayBePassword, normalUserName } from './rules/credentials.ts'
import { findAccount, findAccountOf, revokeSessions, saveAccount } from './store.ts'

/** Opens an officer's account, or gives it a new name and password and ends its sessions. */
export async function openAccount(
  ctx: Context,
  input: { readonly officerId: string; readonly userName: string; readonly password: string },
): Promise<{ readonly done: true } | Refusal<'user-name-taken' | 'password-too-weak'>> {
  const userName = normalUserName(input.userName)
  if (!mayBePassword(input.password, userName)) return refuse('password-too-weak')
  const other = await findAccount(ctx.db, userName)
  if (other && other.officer_id !== input.officerId) return refuse('user-name-taken', { userName })
  const passwordHash = await hashPassword(input.password)
  return ctx.transaction(async (tx) => {
    await saveAccount(tx, { officerId: input.officerId, userName, passwordHash, at: ctx.now() })
    await revokeSessions(tx, { officerId: input.officerId }, ctx.now())
    return { done: true as const }
  })
}

/** As `openAccount`, but leaves an account that exists as it is. Answers whether it was opened. */
export async function openAccountOnce(
  ctx: Context,
  input: { readonly officerId: string; readonly userName: string; readonly password: string },
): Promise<boolean> {
  if (await findAccountOf(ctx.db, input.officerId)) return false
  const outcome = await openAccount(ctx, input)
  if ('refused' in outcome) throw new Error(`account ${input.userName}: ${outcome.refused}`)
  return true
}

/** Changes an officer's own password and ends his other sessions. Refuses `sign-in-failed` on a wrong present one. */
export async function changePassword(
  ctx: Context,
  officer: { readonly officerId: string; readonly sessionId: string },
  input: { readonly present: string; readonly next: string },
): Promise<{ readonly done: true } | Refusal<'sign-in-failed' | 'password-too-weak'>> {
  const account = await findAccountOf(ctx.db, officer.officerId)
  if (!account || !(await isPassword(input.present, account.password_hash))) return refuse('sign-in-failed')
  if (!mayBePassword(input.next, account.user_name)) return refuse('password-too-weak')
  const passwordHash = await hashPassword(input.next)
  return ctx.transaction(async (tx) => {
    const { officerId } = officer
    await saveAccount(tx, { officerId, userName: account.user_name, passwordHash, at: ctx.now() })
    await revokeSessions(tx, { officerId, except: officer.sessionId }, ctx.now())
    return { done: true as const }
  })
}
