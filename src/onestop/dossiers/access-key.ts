import { createHmac, createSecretKey, type KeyObject, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Sql } from '#kit/io/database.ts'

/** Letters that cannot be mistaken for one another on paper (Crockford's base 32). */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const secrets = new WeakMap<object, Promise<KeyObject>>()

/**
 * The applicant's key to a dossier, printed on the receipt: ten letters and digits (50 bits) in two groups,
 * derived from the code with the province's secret, so that it can be printed again and is stored nowhere.
 */
export async function accessKeyOf(sql: Sql, code: string): Promise<string> {
  const mac = createHmac('sha256', await secretOf(sql))
    .update(code)
    .digest()
  const letters = Array.from({ length: 10 }, (_, index) => alphabet[(mac[index] ?? 0) & 31]).join('')
  return `${letters.slice(0, 5)}-${letters.slice(5)}`
}

/** Whether a key as typed (case, spaces and dash forgiven; O for 0, I and L for 1) opens the dossier. */
export async function opensDossier(sql: Sql, code: string, typed: string): Promise<boolean> {
  const right = Buffer.from((await accessKeyOf(sql, code)).replace('-', ''))
  const given = Buffer.from(
    typed.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1'),
  )
  return right.length === given.length && timingSafeEqual(right, given)
}

function secretOf(sql: Sql): Promise<KeyObject> {
  const known = secrets.get(sql)
  if (known) return known
  const read = readSecret(sql)
  secrets.set(sql, read)
  read.catch(() => secrets.delete(sql))
  return read
}

async function readSecret(sql: Sql): Promise<KeyObject> {
  await sql.text(
    `insert into onestop.secrets (name, secret) values ('access-keys', $1) on conflict do nothing`,
    [randomBytes(32)],
  )
  const [row] = await sql.text<{ secret: Buffer }>(
    `select secret from onestop.secrets where name = 'access-keys'`,
  )
  if (!row) throw new Error('the secret of access keys is missing')
  return createSecretKey(row.secret)
}
