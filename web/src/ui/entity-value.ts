import type { Model } from '#datahub/models/contract.ts'
import type { AttributeInstance, Entity } from '#datahub/registry/contract.ts'
import type { Format } from './format.ts'
import { isMessageKey, type Say } from './messages.ts'

/** How one language shows values. */
export type Ways = { readonly say: Say; readonly format: Format; readonly lang: 'vi' | 'en' }

/** Signs of UN/CEFACT unit codes (Recommendation 20); an unknown code stands as it is. */
const unitSigns: Readonly<Record<string, string>> = {
  MTR: 'm',
  KMT: 'km',
  CMT: 'cm',
  MMT: 'mm',
  MTK: 'm²',
  KMK: 'km²',
  HAR: 'ha',
  CEL: '°C',
  P1: '%',
  GQ: 'µg/m³',
  GP: 'mg/m³',
  MTS: 'm/s',
  KMH: 'km/h',
  HTZ: 'Hz',
  MHZ: 'MHz',
  KHZ: 'kHz',
  WTT: 'W',
  KWT: 'kW',
  VLT: 'V',
  DD: '°',
  '2N': 'dB',
  HPA: 'hPa',
  A97: 'hPa',
  C62: '',
  MIN: 'min',
  HUR: 'h',
  DAY: 'd',
  ANN: 'y',
  MON: 'mo',
  '4L': 'Mb',
  B10: 'bit/s',
  E20: 'Mbit/s',
  KGM: 'kg',
  LTR: 'l',
  LUX: 'lx',
}

/** The sign of a unit, with a space before it; empty where there is none. */
export function unitSign(code: string | null | undefined): string {
  if (!code) return ''
  const sign = unitSigns[code] ?? code
  return sign === '' ? '' : ` ${sign}`
}

type Schema = Readonly<Record<string, unknown>>

/** What a code of a catalogue is called; the code itself where its field's schema names no catalogue. */
function codeText(value: string, schema: Schema | undefined, say: Say): string | undefined {
  const items = schema?.items as Schema | undefined
  const codes = (schema?.enum ?? items?.enum) as readonly unknown[] | undefined
  const key = `code.${value}`
  return codes?.includes(value) && isMessageKey(key) ? say(key) : undefined
}

/** A simplified value as a reader of the language writes it; `schema` is that of its field in the model. */
export function shownValue(value: unknown, { say, format, lang }: Ways, schema?: Schema): string {
  if (value === null || value === undefined) return '–'
  if (typeof value === 'boolean') return say(value ? 'entity.yes' : 'entity.no')
  if (typeof value === 'number') return numberText(value, lang)
  if (typeof value === 'string') return codeText(value, schema, say) ?? textOf(value, format)
  if (Array.isArray(value))
    return value.map((one) => shownValue(one, { say, format, lang }, schema)).join('; ')
  return objectText(value as Record<string, unknown>, { say, format, lang })
}

function textOf(value: string, format: Format): string {
  return isMoment(value) ? format.shortMoment(value) : isDay(value) ? format.date(value) : value
}

function objectText(value: Readonly<Record<string, unknown>>, ways: Ways): string {
  if (typeof value.type === 'string' && Array.isArray(value.coordinates)) return placeText(value, ways.lang)
  const inner = value.languageMap ?? value
  if (isLanguageMap(inner)) return String(inner[ways.lang] ?? inner.vi ?? Object.values(inner)[0] ?? '')
  return Object.entries(value)
    .map(([key, one]) => `${key}: ${shownValue(one, ways)}`)
    .join('; ')
}

function isLanguageMap(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.keys(value).every((key) => /^[a-z]{2}(-\w+)?$/.test(key))
  )
}

/** A place: of a point its latitude and longitude, of others what they are. */
function placeText({ type, coordinates }: Readonly<Record<string, unknown>>, lang: 'vi' | 'en'): string {
  if (type !== 'Point' || !Array.isArray(coordinates)) return String(type)
  const [lon, lat] = coordinates.map((one) => numberText(Number(one), lang, 6))
  return `${lat}; ${lon}`
}

export function numberText(value: number, lang: 'vi' | 'en', digits = 4): string {
  return value.toLocaleString(lang === 'vi' ? 'vi-VN' : 'en-GB', { maximumFractionDigits: digits })
}

function isMoment(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(text)
}

function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text)
}

/** The simplified value of one instance of an attribute. */
export function plainValue(instance: AttributeInstance | null): unknown {
  if (!instance) return null
  for (const key of ['value', 'object', 'languageMap', 'json', 'vocab', 'valueList', 'objectList'] as const)
    if (instance[key] !== undefined) return instance[key]
  return null
}

/** What people call an entity: its name, else the number at the end of its identifier. */
export function nameOf({ id, values }: Pick<Entity, 'id' | 'values'>, lang: 'vi' | 'en' = 'vi'): string {
  for (const key of ['name', 'title', 'shortName', 'description']) {
    const value = values[key]
    if (typeof value === 'string' && value !== '') return value
    if (isLanguageMap(value) && Object.keys(value).length > 0)
      return String(value[lang] ?? value.vi ?? Object.values(value)[0])
  }
  return id.split(':').slice(3).join(':') || id
}

/** The schema of a field in its model. */
export function schemaOf(model: Model | null | undefined, name: string): Schema | undefined {
  return [...(model?.fields ?? []), ...(model?.derived ?? [])].find((one) => one.name === name)?.schema
}

/** What a field is called in the language, by its model; else its own name. */
export function fieldLabel(model: Model | undefined, name: string, lang: 'vi' | 'en'): string {
  const field = [...(model?.fields ?? []), ...(model?.derived ?? [])].find((one) => one.name === name)
  return field?.label[lang] ?? name
}
