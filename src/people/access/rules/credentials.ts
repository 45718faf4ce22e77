/** A user name as it is kept and compared: composed, lower case, without spaces around. House rule. */
export function normalUserName(typed: string): string {
  return typed.normalize('NFC').trim().toLowerCase()
}

/**
 * A password as it is hashed: composed, so that "mật khẩu" typed on two keyboards is one password, otherwise as
 * typed. House rule, after NIST SP 800-63B §3.1.1.2.
 */
export function normalPassword(typed: string): string {
  return typed.normalize('NFC')
}

/** Whether a new password may be taken: 12 to 200 characters, not the user name, not one character over and over. House rule. */
export function mayBePassword(password: string, userName: string): boolean {
  const normal = normalPassword(password)
  const length = [...normal].length
  return (
    length >= 12 &&
    length <= 200 &&
    !normal.toLowerCase().includes(normalUserName(userName)) &&
    new Set(normal).size >= 5
  )
}
