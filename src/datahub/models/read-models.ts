import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ContentError, type ContentFault, readYaml } from '#kit/io/read-yaml.ts'
import { Model } from './contract.ts'
import { findDerivation } from './rules/derive.ts'
import { prepareModel } from './validate-values.ts'

/**
 * The models of a content folder, by name of file. Throws `ContentError` naming file and field: for a fault of form,
 * a key or a derivation of fields that are not there, a rule that nobody wrote, a relationship to no model, a schema
 * that is none.
 */
export async function readModels(contentDir: string): Promise<readonly Model[]> {
  const folder = join(contentDir, 'models')
  const files = (await readdir(folder)).filter((name) => name.endsWith('.yaml')).sort()
  const read = await Promise.all(
    files.map(async (file) => ({
      file: join(folder, file),
      model: readYaml(await readFile(join(folder, file), 'utf8'), join(folder, file), Model),
    })),
  )
  const names = new Set(read.map(({ model }) => model.name))
  const faults = read.flatMap(({ file, model }) =>
    faultsOf(model, names).map(({ field, fault }) => ({ file, field, fault })),
  )
  if (faults.length > 0) throw new ContentError(faults)
  return read.map(({ model }) => model)
}

/** What is wrong with a model beyond its form. */
export function faultsOf(
  model: Model,
  modelNames: ReadonlySet<string>,
): readonly Omit<ContentFault, 'file'>[] {
  const faults: Omit<ContentFault, 'file'>[] = []
  const known = new Set<string>()
  for (const { name } of model.fields) {
    if (known.has(name)) faults.push({ field: `fields ${name}`, fault: 'told twice' })
    known.add(name)
  }
  for (const name of model.key) {
    const field = model.fields.find((one) => one.name === name)
    if (field === undefined) faults.push({ field: `key ${name}`, fault: 'no such field' })
    else if (!field.required)
      faults.push({ field: `key ${name}`, fault: 'a field of the key must be required' })
  }
  for (const { name, references } of model.fields)
    if (references !== null && !modelNames.has(references))
      faults.push({ field: `fields ${name}`, fault: `no model ${references}` })
  for (const { name, rule, from } of model.derived) {
    if (known.has(name)) faults.push({ field: `derived ${name}`, fault: 'told twice' })
    if (findDerivation(rule) === undefined)
      faults.push({ field: `derived ${name}`, fault: `no rule ${rule}` })
    for (const field of from)
      if (!known.has(field)) faults.push({ field: `derived ${name}`, fault: `no field ${field}` })
    known.add(name)
  }
  try {
    prepareModel(model)
  } catch (error) {
    faults.push({ field: 'fields', fault: `not a schema: ${String(error)}` })
  }
  return faults
}
