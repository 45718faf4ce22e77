import type { Check } from './check.ts'
import { content } from './checks/content.ts'
import { deadCode } from './checks/dead-code.ts'
import { docs } from './checks/docs.ts'
import { evidence } from './checks/evidence.ts'
import { glossary } from './checks/glossary.ts'
import { language } from './checks/language.ts'
import { law } from './checks/law.ts'
import { licences } from './checks/licences.ts'
import { lint } from './checks/lint.ts'
import { localPaths } from './checks/local-paths.ts'
import { migrations } from './checks/migrations.ts'
import { naming } from './checks/naming.ts'
import { openapi } from './checks/openapi.ts'
import { personalNumbers } from './checks/personal.ts'
import { publicCode } from './checks/public-code.ts'
import { purity } from './checks/purity.ts'
import { refusals } from './checks/refusals.ts'
import { rooms } from './checks/rooms.ts'
import { size } from './checks/size.ts'
import { screenTypes, types } from './checks/types.ts'

/** Every rule of the house that a machine keeps, in the order of the table. */
export const checks: readonly Check[] = [
  types,
  screenTypes,
  lint,
  rooms,
  purity,
  deadCode,
  size,
  refusals,
  glossary,
  naming,
  language,
  law,
  migrations,
  evidence,
  content,
  openapi,
  docs,
  personalNumbers,
  licences,
  publicCode,
  localPaths,
]
