import { type Static, Type } from 'typebox'
import { type AlarmCode, alarmCodes } from './alarm-contract.ts'
import { readYaml } from './report-content.ts'

/** The thresholds of an alarm and its sentence; content, because they are the province's own. */
const AlarmRule = Type.Object(
  {
    code: Type.Enum([...alarmCodes]),
    /** From how many dossiers on. */
    count: Type.Integer({ minimum: 1 }),
    /** From which share of the base on. */
    share: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
    /** From how many times the usual share on. */
    factor: Type.Optional(Type.Number({ minimum: 1 })),
    hours: Type.Optional(Type.Number({ minimum: 0 })),
    seconds: Type.Optional(Type.Number({ minimum: 0 })),
    sentence: Type.String({ minLength: 1 }),
  },
  { additionalProperties: false },
)
export type AlarmRule = Static<typeof AlarmRule>

let rules: readonly AlarmRule[] | undefined

/** Every alarm's rule, read and checked once. */
export function getAlarmRules(): readonly AlarmRule[] {
  rules ??= readYaml(Type.Object({ alarms: Type.Array(AlarmRule) }), 'alarms/gaming.yaml').alarms
  return rules
}

export function alarmRuleOf(code: AlarmCode): AlarmRule {
  const rule = getAlarmRules().find((one) => one.code === code)
  if (!rule) throw new Error(`content/alarms/gaming.yaml has no ${code}`)
  return rule
}
