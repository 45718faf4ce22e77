import type { Context } from '#kit/io/context.ts'
import { dateOf, type Instant } from '#kit/values/instant.ts'
import { isRefused, type Refusal } from '#kit/values/refusal.ts'
import type { ActionInput, EvidenceInput, FileDossier } from '#onestop/dossiers/contract.ts'
import {
  type ActingOfficer,
  actAsApplicant,
  actorOf,
  fileDossier,
  takeAction,
} from '#onestop/dossiers/public.ts'
import { exampleAnswers, formOf, splitFiling } from '#onestop/forms/public.ts'
import {
  type NameLists,
  type SyntheticParty,
  syntheticEnterprise,
  syntheticPerson,
} from '#people/parties/public.ts'
import type { PlannedDossier, PlannedStep } from './plan-year.ts'
import { fingerprintOf, type Random, randomFrom, requestIdOf } from './random.ts'
import type { DemoYear } from './setting.ts'

/** What running a year needs beside the plan. */
export type RunKit = {
  readonly setting: DemoYear
  readonly names: NameLists
  /** Who holds a post. */
  readonly holderOf: (postId: string) => ActingOfficer
  /** A stored sample document for papers sent electronically. */
  readonly documentId: string
  /** Communes of that year. */
  readonly areas: readonly string[]
}

/** A dossier under way: its plan, and what filing answered. */
type Running = {
  readonly plan: PlannedDossier
  /** Names the plan and all that its requests are made of. */
  readonly fingerprint: string
  readonly random: Random
  code: string
  accessKey: string
  applicant: SyntheticParty
}

/**
 * Runs the planned steps of a year in the order of time, each through the same act that a person's click runs, at
 * its simulated moment. Throws on a refusal: a plan that the law refuses is a fault of the plan.
 */
export async function runYear(
  ctx: Context,
  kit: RunKit,
  plans: readonly PlannedDossier[],
  report: (done: number, of: number) => void,
): Promise<void> {
  const made = fingerprintOf([kit.setting, kit.names, kit.areas])
  const running = new Map(plans.map((plan) => [plan.number, start(kit, plan, made)]))
  const steps = plans
    .flatMap((plan) => plan.steps)
    .sort((one, other) => one.at - other.at || one.dossier - other.dossier)
  for (const [index, step] of steps.entries()) {
    const dossier = running.get(step.dossier)
    if (dossier) await runStep(at(ctx, step.at), kit, dossier, step)
    if (index % 50 === 0) report(index, steps.length)
  }
  report(steps.length, steps.length)
}

function start(kit: RunKit, plan: PlannedDossier, made: string): Running {
  const random = randomFrom(kit.setting.seed + plan.number)
  const draw = () => random.next()
  const applicant = random.chance(650)
    ? syntheticEnterprise(draw, kit.names)
    : syntheticPerson(draw, kit.names)
  const { procedure, channel, rejected, steps } = plan
  const fingerprint = fingerprintOf([made, procedure.code, procedure.version, channel, rejected, steps])
  return { plan, fingerprint, random, code: '', accessKey: '', applicant }
}

/** The same world at a simulated moment. */
function at(ctx: Context, moment: Instant): Context {
  return { ...ctx, now: () => moment }
}

async function runStep(ctx: Context, kit: RunKit, dossier: Running, step: PlannedStep): Promise<void> {
  const requestId = requestIdOf(dossier.fingerprint, dossier.plan.number, step.kind)
  if (step.kind === 'file') {
    const filed = expect(await file(ctx, kit, dossier, requestId), dossier, step)
    dossier.code = filed.code
    dossier.accessKey = filed.accessKey
    return
  }
  const input = inputOf(kit, dossier, step)
  const outcome =
    step.kind === 'supplement'
      ? await actAsApplicant(ctx, dossier.code, dossier.accessKey, input, requestId)
      : await takeAction(
          ctx,
          dossier.code,
          input,
          { officer: kit.holderOf(postOf(kit, dossier, step)) },
          requestId,
        )
  expect(outcome, dossier, step)
}

async function file(ctx: Context, kit: RunKit, { plan, random, applicant }: Running, requestId: string) {
  const form = await formOf(ctx.db, plan.procedure.id)
  const input: FileDossier = {
    requestId,
    procedureCode: plan.procedure.code,
    applicant: {
      kind: applicant.kind,
      name: applicant.name,
      identifier: applicant.identifier,
      phone: applicant.phone,
    },
    answers: form
      ? splitFiling(
          form,
          exampleAnswers(form, { on: dateOf(ctx.now()), seed: plan.number, areas: kit.areas }),
        ).answers
      : {},
    evidence: evidenceOf(kit, plan),
    notApplicable: (plan.procedure.content.evidence ?? [])
      .filter((type) => type.onlyIf)
      .map((type) => type.id),
    returnBy: plan.channel === 'post' ? 'post' : random.chance(150) ? 'post' : 'counter',
  }
  const actor =
    plan.channel === 'online'
      ? ({ kind: 'applicant' } as const)
      : await actorOf(ctx.db, kit.holderOf(counterOf(kit, plan)))
  return fileDossier(ctx, input, { channel: plan.channel, actor, synthetic: true })
}

function evidenceOf(kit: RunKit, plan: PlannedDossier): EvidenceInput[] {
  return (plan.procedure.content.evidence ?? [])
    .filter((type) => !type.onlyIf)
    .map((type) =>
      plan.channel === 'online'
        ? { evidenceTypeId: type.id, form: 'electronic', count: 1, documentIds: [kit.documentId] }
        : {
            evidenceTypeId: type.id,
            form: /sao/i.test(type.name) ? 'copy' : 'original',
            count: 1,
            documentIds: [],
          },
    )
}

function counterOf({ setting }: RunKit, plan: PlannedDossier): string {
  return setting.posts.counter[plan.number % setting.posts.counter.length] ?? ''
}

function caseOfficerOf({ setting }: RunKit, plan: PlannedDossier): string {
  return setting.posts.caseOfficers[plan.procedure.content.sector.id] ?? ''
}

/** From which post a step is done. */
function postOf(kit: RunKit, { plan }: Running, step: PlannedStep): string {
  switch (step.kind) {
    case 'assign':
      return kit.setting.posts.assigner
    case 'decide':
      return kit.setting.posts.approver
    case 'ask-supplement':
    case 'assess':
      return caseOfficerOf(kit, plan)
    default:
      return counterOf(kit, plan)
  }
}

/** What each step carries; the sentences stand in content/demo. */
function inputOf(kit: RunKit, { plan, applicant }: Running, step: PlannedStep): ActionInput {
  const words = kit.setting.words
  switch (step.kind) {
    case 'accept':
      return { kind: 'accept', waivers: [], evidence: [] }
    case 'assign':
      return { kind: 'assign', caseOfficerPostId: caseOfficerOf(kit, plan) }
    case 'ask-supplement':
      return {
        kind: 'ask-supplement',
        findings: [{ about: plan.procedure.content.evidence?.[0]?.id ?? words.about, defect: words.defect }],
      }
    case 'supplement':
      return { kind: 'supplement', evidence: [], note: words.supplement }
    case 'assess':
      return {
        kind: 'assess',
        finding: plan.rejected ? 'fails' : 'meets',
        opinion: plan.rejected ? words.fails : words.meets,
      }
    case 'decide':
      return plan.rejected
        ? {
            kind: 'decide',
            decision: 'reject',
            reason: words.fails,
            legalGround: words.ground,
            documentIds: [],
          }
        : {
            kind: 'decide',
            decision: 'grant',
            resultNumber: `${plan.number}/${words.resultSuffix}`,
            documentIds: [],
          }
    case 'deliver':
      return { kind: 'deliver', by: 'counter', receiver: { name: applicant.name, authorised: false } }
    case 'file':
      throw new Error('a filing is no action')
  }
}

/** What an act answered, or an error that names the step that was refused. */
function expect<Answer>(outcome: Answer | Refusal, dossier: Running, step: PlannedStep): Answer {
  if (!isRefused(outcome)) return outcome
  const { plan } = dossier
  throw new Error(
    `the demonstration year is refused: dossier ${plan.number} (${plan.procedure.code}), ${step.kind}: ${outcome.refused} ${JSON.stringify(outcome.facts)}`,
  )
}
