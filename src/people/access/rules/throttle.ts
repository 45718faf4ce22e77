/** How long attempts are counted together, in minutes. */
export const throttleWindowMinutes = 15

/**
 * How many sign-ins may fail in a window, by what is counted: one account from one address, one account from
 * everywhere (so that a stranger needs many addresses to lock an officer out), one address on all accounts (an
 * office shares one). House rule, after OWASP ASVS 5.0 §6.3.
 */
export const throttleLimits = { pair: 10, account: 50, address: 100 } as const
export type ThrottleKind = keyof typeof throttleLimits

/** Whether an attempt goes too far: it counts itself, so that attempts sent at once are counted too. House rule. */
export function isThrottled(attempts: Readonly<Record<ThrottleKind, number>>): boolean {
  return (Object.keys(throttleLimits) as ThrottleKind[]).some((kind) => attempts[kind] > throttleLimits[kind])
}
