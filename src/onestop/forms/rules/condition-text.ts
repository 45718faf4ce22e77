import { findDay } from '#kit/values/plain-date.ts'
import type { Condition, FormDefinition, FormLang } from '../contract.ts'
import { writeDate } from './dates.ts'
import { fieldsById } from './form-fields.ts'
import { type FormMessages, fillTemplate } from './sentence.ts'
import { valueText } from './summary.ts'

/**
 * A condition in words, for the page that works without script: `“Lý do” là “Bị hư hỏng”`. The page puts its own
 * "Chỉ điền khi" before it.
 */
export function conditionText(
  form: FormDefinition,
  condition: Condition,
  messages: FormMessages,
  lang: FormLang,
): string {
  const again = (each: Condition) => conditionText(form, each, messages, lang)
  const say = (code: string, facts: Readonly<Record<string, string | number>>) =>
    fillTemplate(messages[`condition.${code}`] ?? code, facts)
  if ('all' in condition) return condition.all.map(again).join(messages['condition.and'] ?? ', ')
  if ('any' in condition) return condition.any.map(again).join(messages['condition.or'] ?? ', ')
  if ('not' in condition) return say('not', { condition: again(condition.not) })
  const id = 'anyRow' in condition ? condition.anyRow : condition.field
  const field = fieldsById(form).get(id)?.field
  const label = field?.label[lang] ?? id
  if ('anyRow' in condition) return say('any-row', { label, condition: again(condition.where) })
  const word = (value: unknown) =>
    field === undefined ? String(value) : valueText(field, value, { lang, messages })
  if ('equals' in condition) return say('equals', { label, value: word(condition.equals) })
  if ('in' in condition)
    return say('in', { label, values: condition.in.map((each) => `“${word(each)}”`).join(', ') })
  if ('includes' in condition) return say('includes', { label, value: word([condition.includes]) })
  if ('filled' in condition) return say(condition.filled ? 'filled' : 'empty', { label })
  if ('greaterThan' in condition) return say('greater-than', { label, value: word(condition.greaterThan) })
  if ('lessThan' in condition) return say('less-than', { label, value: word(condition.lessThan) })
  if ('withinHours' in condition) return say('within-hours', { label, hours: condition.withinHours })
  const code = 'before' in condition ? 'before' : 'after'
  const reference = 'before' in condition ? condition.before : condition.after
  const day = typeof reference === 'string' ? findDay(reference) : undefined
  return say(code, { label, day: day === undefined ? '…' : writeDate(day) })
}
