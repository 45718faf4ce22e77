import { randomUUID } from 'node:crypto'
import type { ActionInput, FileDossier } from '#onestop/dossiers/contract.ts'
import type { Connection, Request } from './connection.ts'
import { type Maker, nameOf } from './histories.ts'
import type { House } from './house.ts'
import type { Line } from './officers.ts'

const pick = <Item>(items: readonly Item[], index: number) => items[index % items.length] as Item

/** A whole filing over HTTP, as a citizen's browser sends it. */
export function filingOf(
  maker: Maker,
  documentId: string,
  number: number,
): { input: FileDossier; line: Line } {
  const line = pick(maker.lines, number)
  const papers = line.version.content.evidence ?? []
  return {
    line,
    input: {
      requestId: randomUUID(),
      procedureCode: line.version.localId,
      applicant: {
        kind: 'person',
        name: nameOf(number),
        phone: `09${String(number % 1e8).padStart(8, '0')}`,
      },
      answers: pick(maker.answers.get(line.version.id) ?? [{}], number),
      evidence: papers
        .filter((type) => !type.onlyIf)
        .map((type) => ({
          evidenceTypeId: type.id,
          form: 'electronic',
          count: 1,
          documentIds: [documentId],
        })),
      notApplicable: papers.filter((type) => type.onlyIf).map((type) => type.id),
      returnBy: 'counter',
    },
  }
}

/** The request that files. */
export function fileRequest(input: FileDossier): Request {
  return { method: 'POST', path: '/api/dossiers', body: JSON.stringify(input) }
}

/** The steps that follow a filing, each with the officer whose step it is. */
export function stepsOf(line: Line): readonly { readonly action: ActionInput; readonly officerId: string }[] {
  return [
    { action: { kind: 'accept', waivers: [], evidence: [] }, officerId: line.counter.officerId },
    {
      action: { kind: 'assign', caseOfficerPostId: line.caseOfficer.postId },
      officerId: line.assigner.officerId,
    },
    {
      action: {
        kind: 'assess',
        finding: 'meets',
        opinion: 'Hồ sơ đủ điều kiện theo quy định (dữ liệu giả lập)',
      },
      officerId: line.caseOfficer.officerId,
    },
    {
      action: { kind: 'decide', decision: 'grant', resultNumber: '01/KQ-MH', documentIds: [] },
      officerId: line.approver.officerId,
    },
    {
      action: { kind: 'deliver', by: 'counter', receiver: { name: 'Người nhận giả lập', authorised: false } },
      officerId: line.counter.officerId,
    },
  ]
}

/** The request that acts. */
export function actRequest(code: string, action: ActionInput, token: string, requestId: string): Request {
  return {
    method: 'POST',
    path: `/api/dossiers/${code}/actions`,
    headers: { authorization: `Bearer ${token}` },
    body: JSON.stringify({ requestId, action }),
  }
}

/** Signs the officers of some lines in; answers their tokens by officer. */
export async function signIn(
  house: Pick<House, 'password' | 'userNames'>,
  lines: readonly Line[],
  connection: Connection,
): Promise<Map<string, string>> {
  const tokens = new Map<string, string>()
  for (const line of lines)
    for (const { officerId } of [line.counter, line.assigner, line.caseOfficer, line.approver]) {
      if (tokens.has(officerId)) continue
      const body = JSON.stringify({ userName: house.userNames.get(officerId), password: house.password })
      const { status, body: answer } = await connection.ask({ method: 'POST', path: '/api/sessions', body })
      if (status !== 200) throw new Error(`${officerId} may not sign in: ${status} ${answer}`)
      tokens.set(officerId, (JSON.parse(answer.toString()) as { token: string }).token)
    }
  return tokens
}
