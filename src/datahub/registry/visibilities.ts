import type { Model, Sensitivity } from '../models/contract.ts'
import type { Grant, StoredName, Visibility } from './contract.ts'
import { seeEverything, seeOnly } from './rules/visibility.ts'

/** The tenant of the province itself, where no other one is named. */
export const defaultTenant = 'default'

/** Who sees everything and may write it. */
const dataRoles: ReadonlySet<string> = new Set(['data-engineer'])
/** Who sees everything, to supervise it, and writes nothing. */
const supervisingRoles: ReadonlySet<string> = new Set(['controller'])

/**
 * What an officer who is signed in may see: data engineers all, to write, too; controllers all; every other officer
 * the fields that are open or internal, of the types that have a model.
 */
export function visibilityOfOfficer(
  officer: { readonly roles: readonly string[] },
  models: readonly Model[],
  tenant: string = defaultTenant,
): Visibility {
  const everything = seeEverything(tenant)
  if (officer.roles.some((role) => dataRoles.has(role))) return everything
  if (officer.roles.some((role) => supervisingRoles.has(role)))
    return { ...everything, whole: { ...everything.whole, mayWrite: false } }
  return visibilityBySensitivity(models, ['open', 'internal'], tenant)
}

/** What anyone may see: the open fields of the types that have a model and any open field. */
export function visibilityOfPublic(models: readonly Model[], tenant: string = defaultTenant): Visibility {
  return visibilityBySensitivity(models, ['open'], tenant)
}

/** Only the fields of some sensitivities, to read; a type without any such field is not there. */
export function visibilityBySensitivity(
  models: readonly Model[],
  sensitivities: readonly Sensitivity[],
  tenant: string = defaultTenant,
): Visibility {
  const types = models.flatMap((model): [StoredName, Grant][] => {
    const attributes = [...model.fields, ...model.derived]
      .filter(({ sensitivity }) => sensitivities.includes(sensitivity))
      .map((field) => ('iri' in field ? (field.iri ?? field.name) : field.name))
    const grant: Grant = { attributes, owners: null, where: null, mayWrite: false }
    return attributes.length > 0 ? [[model.iri ?? model.name, grant]] : []
  })
  return seeOnly(tenant, new Map(types))
}
