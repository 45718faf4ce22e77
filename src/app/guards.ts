import { anyone, officerOnly, officerWith } from '#people/access/public.ts'

/** Who may pass, for every room's routes. */
export const guards = {
  anyone,
  officer: officerOnly,
  controller: officerWith('controller'),
  supervisor: officerWith('controller', 'leader'),
  dataEngineer: officerWith('data-engineer'),
  dataOfficer: officerWith('data-engineer', 'controller'),
}
