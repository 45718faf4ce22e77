import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'
import { parse } from 'yaml'
import type { PlainDate } from '#kit/values/plain-date.ts'
import type { PaperKind } from './contract.ts'

/** Where the templates lie: content, edited and reviewed by the province. */
export const templateFolder = fileURLToPath(new URL('../../../content/templates', import.meta.url))

/** One version of a form, as the manifest lists it. */
const TemplateVersion = Type.Object({
  validFrom: Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' }),
  title: Type.String({ minLength: 1 }),
  footer: Type.String({ minLength: 1 }),
  /** Of the number in the head: `TNHS` prints "Số: ……/TNHS". */
  suffix: Type.Union([Type.String(), Type.Null()]),
  size: Type.Union([Type.Literal('a5'), Type.Literal('a4-landscape')]),
  layout: Type.Union([Type.Literal('published-samples'), Type.Literal('unverified')]),
  note: Type.String(),
})
export type TemplateVersion = Static<typeof TemplateVersion>

const Manifest = Type.Record(Type.String(), Type.Array(TemplateVersion, { minItems: 1 }))

let manifest: Static<typeof Manifest> | undefined

/** The manifest of templates, read and checked once. */
export function getManifest(): Readonly<Record<string, readonly TemplateVersion[]>> {
  manifest ??= Value.Parse(Manifest, parse(readFileSync(`${templateFolder}/manifest.yaml`, 'utf8')))
  return manifest
}

/** The version of a form in force on a day: the latest that began on or before it, else the earliest. */
export function templateOn(kind: PaperKind, on: PlainDate): TemplateVersion {
  const [first, ...later] = getManifest()[kind] ?? []
  if (!first) throw new Error(`no template for ${kind}`)
  return later.reduce((chosen, version) => (version.validFrom <= on ? version : chosen), first)
}
