import type { Condition, Field, FormDefinition, GroupField, SimpleField } from '../contract.ts'
import { usualMostDocuments, usualMostRows } from './check-answers.ts'
import { usualLengths } from './field-types.ts'
import { fieldsById } from './form-fields.ts'
import { shapes } from './text-shapes.ts'

/** A JSON Schema (2020-12), as a plain value. */
export type JsonSchema = { readonly [key: string]: unknown }

/**
 * The JSON Schema of the pruned answers of a form, of its steps about `answers` or of the whole: for the API's
 * description and as a second line of checking. Conditions by day, and those that mix the fields of a row with
 * others, cannot be said in JSON Schema: such fields are optional in it, and `checkAnswers` alone decides.
 */
export function answersSchema(
  form: FormDefinition,
  options: { readonly about?: 'answers' | 'whole'; readonly strict?: boolean } = {},
): JsonSchema {
  const about = options.about ?? 'answers'
  const required: string[] = []
  const properties: Record<string, JsonSchema> = {}
  const rules: JsonSchema[] = []
  for (const { field, section, step, group } of fieldsById(form).values()) {
    if (group !== undefined || (about === 'answers' && step.about !== 'answers')) continue
    properties[field.id] = fieldSchema(form, field, rules)
    const shown = allOf([step.showIf, section.showIf, field.showIf])
    ask(required, rules, field.id, shown, field.required, (condition) =>
      conditionSchema(form, condition, undefined),
    )
  }
  return {
    ...(options.strict ? {} : { $schema: 'https://json-schema.org/draft/2020-12/schema', title: form.form }),
    type: 'object',
    properties,
    ...(required.length > 0 && { required }),
    additionalProperties: false,
    ...(rules.length > 0 && { allOf: rules }),
  }
}

function allOf(conditions: readonly (Condition | undefined)[]): Condition | undefined {
  const all = conditions.filter((each) => each !== undefined)
  return all.length > 1 ? { all } : all[0]
}

/** Says when a member must be there and when it must not, as far as JSON Schema can. */
function ask(
  required: string[],
  rules: JsonSchema[],
  id: string,
  shown: Condition | undefined,
  must: boolean | Condition | undefined,
  toSchema: (condition: Condition) => JsonSchema | undefined,
): void {
  if (shown === undefined && must === true) required.push(id)
  const when = shown === undefined ? undefined : toSchema(shown)
  if (when !== undefined) rules.push({ if: when, else: { properties: { [id]: false } } })
  const asked = must === true ? shown : typeof must === 'object' ? allOf([shown, must]) : undefined
  const whenAsked = asked === undefined ? undefined : toSchema(asked)
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  if (whenAsked !== undefined) rules.push({ if: whenAsked, then: { required: [id] } })
}

/** A condition as a schema over the answers, or over a row of `group`; undefined where it cannot be said. */
export function conditionSchema(
  form: FormDefinition,
  condition: Condition,
  group: string | undefined,
): JsonSchema | undefined {
  const again = (each: Condition) => conditionSchema(form, each, group)
  if ('all' in condition) return every(condition.all.map(again), 'allOf')
  if ('any' in condition) return every(condition.any.map(again), 'anyOf')
  if ('not' in condition) {
    const inner = again(condition.not)
    return inner && { not: inner }
  }
  if ('anyRow' in condition) {
    const where = conditionSchema(form, condition.where, condition.anyRow)
    return where && group === undefined
      ? member(condition.anyRow, { type: 'array', contains: where })
      : undefined
  }
  if (fieldsById(form).get(condition.field)?.group?.id !== group) return undefined
  if ('equals' in condition) return member(condition.field, { const: condition.equals })
  if ('in' in condition) return member(condition.field, { enum: condition.in })
  if ('includes' in condition)
    return member(condition.field, { type: 'array', contains: { const: condition.includes } })
  if ('filled' in condition)
    return condition.filled ? { required: [condition.field] } : { not: { required: [condition.field] } }
  if ('greaterThan' in condition)
    return member(condition.field, { type: 'number', exclusiveMinimum: condition.greaterThan })
  if ('lessThan' in condition)
    return member(condition.field, { type: 'number', exclusiveMaximum: condition.lessThan })
  return undefined
}

function member(id: string, schema: JsonSchema): JsonSchema {
  return { properties: { [id]: schema }, required: [id] }
}

function every(schemas: readonly (JsonSchema | undefined)[], key: 'allOf' | 'anyOf'): JsonSchema | undefined {
  return schemas.every((schema) => schema !== undefined) ? { [key]: schemas } : undefined
}

function fieldSchema(form: FormDefinition, field: Field, rules: JsonSchema[]): JsonSchema {
  const described = { title: field.label.vi, ...(field.hint && { description: field.hint.vi }) }
  if (field.type === 'group') return { ...described, ...groupSchema(form, field, rules) }
  if (field.type === 'evidence')
    return {
      ...described,
      type: 'array',
      items: { type: 'string', format: 'uuid' },
      uniqueItems: true,
      minItems: 1,
      maxItems: field.maxDocuments ?? usualMostDocuments,
    }
  return { ...described, ...valueSchema(field) }
}

function groupSchema(form: FormDefinition, group: GroupField, rules: JsonSchema[]): JsonSchema {
  const required: string[] = []
  const rowRules: JsonSchema[] = []
  for (const field of group.fields) {
    ask(required, rowRules, field.id, field.showIf, field.required, (condition) =>
      conditionSchema(form, condition, group.id),
    )
    askFromOutside(form, group, field, rules)
  }
  return {
    type: 'array',
    minItems: Math.max(1, group.minRows ?? 0),
    maxItems: group.maxRows ?? usualMostRows,
    items: {
      type: 'object',
      properties: Object.fromEntries(
        group.fields.map((field) => [field.id, fieldSchema(form, field, rules)]),
      ),
      ...(required.length > 0 && { required }),
      additionalProperties: false,
      minProperties: 1,
      ...(rowRules.length > 0 && { allOf: rowRules }),
    },
  }
}

/** A field of a row whose conditions speak of fields outside: the rule stands outside and reaches into every row. */
function askFromOutside(
  form: FormDefinition,
  group: GroupField,
  field: SimpleField,
  rules: JsonSchema[],
): void {
  const here: JsonSchema[] = []
  ask([], here, field.id, field.showIf, field.required, (condition) =>
    conditionSchema(form, condition, undefined),
  )
  for (const rule of here)
    rules.push({
      if: rule.if,
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      ...(rule.then !== undefined && { then: { properties: { [group.id]: { items: rule.then } } } }),
      ...(rule.else !== undefined && { else: { properties: { [group.id]: { items: rule.else } } } }),
    })
}

function valueSchema(field: SimpleField): JsonSchema {
  switch (field.type) {
    case 'text':
    case 'textarea':
      return {
        type: 'string',
        minLength: Math.max(1, field.minLength ?? 0),
        maxLength: field.maxLength ?? usualLengths[field.type],
        ...(field.type === 'text' && field.pattern && { pattern: `^(?:${field.pattern})$` }),
      }
    case 'number':
      return { type: 'number', ...limits(field) }
    case 'integer':
    case 'money':
      return {
        type: 'integer',
        minimum: -Number.MAX_SAFE_INTEGER,
        maximum: Number.MAX_SAFE_INTEGER,
        ...limits(field),
      }
    case 'date':
      return { type: 'string', format: 'date' }
    case 'phone':
      return { type: 'string', pattern: shapes.phone }
    case 'email':
      return { type: 'string', pattern: shapes.email, maxLength: usualLengths.email }
    case 'personal-id':
      return { type: 'string', pattern: shapes.personalId }
    case 'enterprise-code':
      return { type: 'string', pattern: shapes.enterpriseCode }
    case 'choice':
      return { enum: field.options.map((option) => option.value) }
    case 'choices':
      return {
        type: 'array',
        items: { enum: field.options.map((option) => option.value) },
        uniqueItems: true,
        minItems: Math.max(1, field.minChosen ?? 0),
        maxItems: field.maxChosen ?? field.options.length,
      }
    case 'yes-no':
      return { type: 'boolean' }
    case 'area':
      return { type: 'string', pattern: shapes.area }
  }
}

function limits(field: { readonly min?: number; readonly max?: number }): JsonSchema {
  return {
    ...(field.min !== undefined && { minimum: field.min }),
    ...(field.max !== undefined && { maximum: field.max }),
  }
}
