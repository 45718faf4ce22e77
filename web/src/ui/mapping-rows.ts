import type { Model } from '#datahub/models/contract.ts'
import type { Conversion, Mapping } from '#datahub/sources/contract.ts'
import type { MessageKey } from './messages.ts'

/** How many steps of a chain the table offers. */
export const stepsOffered = 3

/** A conversion to choose: its JSON is the value that the form sends. */
export type ConversionChoice = { readonly value: string; readonly label: MessageKey }

/** The conversions that are chosen by name; what they need beside is taken from the field's model. */
export function choicesFor(model: Model, field: string): ConversionChoice[] {
  const told = model.fields.find((one) => one.name === field)
  const offer = (
    conversion: Conversion,
    label: MessageKey = `conversion.${conversion.kind}`,
  ): ConversionChoice => ({
    value: JSON.stringify(conversion),
    label,
  })
  return [
    offer({ kind: 'trim' }),
    offer({ kind: 'upper' }),
    offer({ kind: 'day' }),
    offer({ kind: 'moment' }),
    offer({ kind: 'number', decimal: ',' }, 'conversion.number-comma'),
    offer({ kind: 'number', decimal: '.' }, 'conversion.number-point'),
    offer({ kind: 'integer' }),
    ...(told?.unit ? [offer({ kind: 'measure', unit: told.unit, decimal: ',' })] : []),
    offer({ kind: 'yes-no', yes: ['có', 'x', 'đúng', '1', 'true'], no: ['không', '', 'sai', '0', 'false'] }),
    offer({ kind: 'commune' }),
    offer({ kind: 'point' }),
    offer({ kind: 'vn2000', meridian: 105.5, zone: 3 }),
    offer({ kind: 'list', separator: ';' }),
    offer({ kind: 'join', separator: ' ' }),
    ...(told?.references ? [offer({ kind: 'entity', model: told.references })] : []),
  ]
}

/** The fields of the editor in the model's order, each with its part of the mapping when it has one. */
export function mappingRows(model: Model, mapping: Mapping | null) {
  const mapped = new Map((mapping?.fields ?? []).map((field) => [field.field, field]))
  const names = [...new Set([...model.fields.map((field) => field.name), ...mapped.keys()])]
  return names.map((name) => ({
    name,
    required:
      mapped.get(name)?.required ?? model.fields.find((field) => field.name === name)?.required ?? false,
    from: mapped.get(name)?.from ?? [],
    conversions: (mapped.get(name)?.conversions ?? []).map((one) => ({
      json: JSON.stringify(one),
      kind: one.kind,
    })),
  }))
}
