import { beforeAll, describe, expect, test } from 'vitest'
import { openTestContext, type TestContext } from '#kit/io/testing/test-context.ts'
import { isRefused } from '#kit/values/refusal.ts'
import { actAsOfficer, actByLaw, fileDossier, findLog } from '#onestop/dossiers/public.ts'
import { loadDemoOfficers } from '#people/organization/public.ts'
import { contentFolder, loadContent } from './load-content.ts'
import { exampleFiling } from './testing/example-filing.ts'

let ctx: TestContext
const counter = { officerId: 'demo.tiep-nhan-1', postId: 'hcc.tiep-nhan-1' }
const actor = { kind: 'officer', ...counter, agencyId: 'trung-tam-hcc', place: 'centre' } as const

beforeAll(async () => {
  ctx = await openTestContext()
  ctx.setNow('2025-08-04T08:00')
  await loadContent(ctx, () => {})
  await loadDemoOfficers(ctx, contentFolder)
}, 120_000)

async function filed(procedureCode: string): Promise<string> {
  const way = { channel: 'counter', actor, synthetic: true } as const
  const outcome = await fileDossier(ctx, await exampleFiling(ctx, procedureCode), way)
  if (isRefused(outcome)) throw new Error(`${outcome.refused} ${JSON.stringify(outcome.facts)}`)
  return outcome.code
}
const lastOf = async (code: string) => (await findLog(ctx.db, code))?.actions.at(-1)

describe('what the law does when nobody acts', () => {
  test('a dossier not supplemented within 15 days is closed, once, however many workers try', async () => {
    ctx.setNow('2025-08-04T08:00')
    const code = await filed('BAO-05')
    await actAsOfficer(
      ctx,
      code,
      { kind: 'ask-supplement', findings: [{ about: 'to-khai', defect: 'Thiếu chữ ký' }] },
      counter,
      ctx.newId(),
    )
    ctx.setNow('2025-08-18T08:00')
    expect((await actByLaw(ctx)).closed).toBe(0)
    ctx.setNow('2025-08-21T08:00')
    const rounds = await Promise.all([actByLaw(ctx), actByLaw(ctx), actByLaw(ctx)])
    expect((await lastOf(code))?.kind).toBe('close')
    expect((await lastOf(code))?.actor).toEqual({ kind: 'system' })
    expect(rounds.some((round) => round.closed > 0)).toBe(true)
    expect((await findLog(ctx.db, code))?.actions).toHaveLength(3)
  })

  test('a press conference on which nobody answered within its term is deemed granted', async () => {
    ctx.setNow('2025-09-08T08:00')
    const code = await filed('BAO-01')
    await actAsOfficer(ctx, code, { kind: 'accept', waivers: [], evidence: [] }, counter, ctx.newId())
    await actByLaw(ctx)
    expect((await lastOf(code))?.kind).toBe('accept')
    ctx.setNow('2025-09-12T08:00')
    await actByLaw(ctx)
    expect((await lastOf(code))?.kind).toBe('deem-granted')
  })

  test('a dossier past its due time is not granted by silence where the law does not say so', async () => {
    ctx.setNow('2025-10-06T08:00')
    const code = await filed('XB-14')
    await actAsOfficer(ctx, code, { kind: 'accept', waivers: [], evidence: [] }, counter, ctx.newId())
    ctx.setNow('2025-12-01T08:00')
    await actByLaw(ctx)
    expect((await lastOf(code))?.kind).toBe('accept')
  })
})
