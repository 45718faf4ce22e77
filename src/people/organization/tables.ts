/** Rows of the people schema that this module keeps. Days are text `YYYY-MM-DD`. */
type PeriodRow = { valid_from: string; valid_to: string | null }

export type AreaRow = PeriodRow & {
  code: string
  level: 'province' | 'district' | 'commune'
  kind: string
  name: string
  full_name: string
  parent_code: string | null
  basis: string | null
}
export type AreaSuccessorRow = {
  predecessor_code: string
  successor_code: string
  effective_on: string
  part: 'full' | 'part' | 'unknown'
  verified: boolean
  basis: string
  article: string | null
}
export type AgencyRow = PeriodRow & {
  id: string
  kind: string
  level: 'ministry' | 'province' | 'district' | 'commune'
  name: string
  short_name: string
  name_en: string | null
  parent_id: string | null
  area_code: string | null
  sourced: boolean
  basis: string | null
}
export type AgencySuccessorRow = {
  predecessor_id: string
  successor_id: string
  effective_on: string
  sectors: string[]
  sourced: boolean
  basis: string
}
export type UnitRow = PeriodRow & { id: string; agency_id: string; name: string; sourced: boolean }
export type AgencySectorRow = PeriodRow & {
  sector_id: string
  level: string
  agency_id: string
  unit_id: string | null
  sourced: boolean
  basis: string | null
}
export type AgencyCodeRow = PeriodRow & {
  agency_id: string
  unit_code: string
  format: 'A' | 'B'
  verified: boolean
  note: string | null
}
export type PostRow = PeriodRow & {
  id: string
  agency_id: string
  unit_id: string | null
  title: string
  roles: string[]
  sectors: string[] | null
  areas: string[] | null
  place: 'centre' | 'agency'
  synthetic: boolean
}
export type OfficerRow = { id: string; name: string; synthetic: boolean }
export type PostHolderRow = PeriodRow & { officer_id: string; post_id: string; basis: string | null }
export type DelegationRow = PeriodRow & {
  id: string
  from_post_id: string
  to_post_id: string
  role: string
  sectors: string[] | null
  decision_number: string
  synthetic: boolean
}

declare module '#kit/io/tables.ts' {
  interface Tables {
    'people.administrative_areas': AreaRow
    'people.area_successors': AreaSuccessorRow
    'people.agencies': AgencyRow
    'people.agency_successors': AgencySuccessorRow
    'people.units': UnitRow
    'people.agency_sectors': AgencySectorRow
    'people.agency_codes': AgencyCodeRow
    'people.posts': PostRow
    'people.officers': OfficerRow
    'people.post_holders': PostHolderRow
    'people.delegations': DelegationRow
  }
}
