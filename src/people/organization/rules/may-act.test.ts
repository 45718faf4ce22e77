import { describe, expect, test } from 'vitest'
import { day } from '#kit/values/plain-date.ts'
import { type Delegation, officerRoles, type Post } from '../contract.ts'
import { authorityRefusal, mayAct } from './may-act.ts'

const in2018 = day('2018-06-01')
const director: Post = {
  id: 'giam-doc',
  agencyId: 'so',
  unitId: null,
  title: 'Giám đốc Sở',
  roles: ['leader', 'approver'],
  sectors: ['buu-chinh', 'bao-chi'],
  areas: null,
  place: 'agency',
  validFrom: day('2018-01-01'),
  validTo: day('2025-03-01'),
}
const deputy: Post = { ...director, id: 'pho', title: 'Phó Giám đốc Sở', roles: ['leader'], place: 'centre' }
const counterOfDistrict: Post = { ...director, id: 'quay', roles: ['counter'], sectors: null, areas: ['256'] }
const delegation: Delegation = {
  id: 'uq',
  from: director,
  toPostId: 'pho',
  role: 'approver',
  sectors: ['buu-chinh'],
  decisionNumber: '01/QĐ',
  validFrom: day('2018-02-01'),
  validTo: day('2018-12-31'),
}

describe('by the post itself', () => {
  test('the director approves in a sector of his', () => {
    expect(mayAct(director, 'approver', 'buu-chinh', ['27'], in2018)).toBe(true)
  })
  test('a counter that serves the city serves its wards, whatever the sector', () => {
    expect(mayAct(counterOfDistrict, 'counter', 'ho-tich', ['09163', '256', '27'], in2018)).toBe(true)
  })

  for (const role of officerRoles.filter((one) => !director.roles.includes(one)))
    test(`the director may not act as ${role}`, () => {
      expect(authorityRefusal(director, role, 'buu-chinh', ['27'], in2018)?.refused).toBe('role-not-of-post')
    })
  for (const sector of ['xuat-ban', '', 'BUU-CHINH'])
    test(`the director may not approve in the sector "${sector}"`, () => {
      expect(authorityRefusal(director, 'approver', sector, ['27'], in2018)?.refused).toBe(
        'sector-not-of-post',
      )
    })
  for (const on of ['2017-12-31', '2025-03-01', '2026-01-01'].map(day))
    test(`the director may not approve on ${on}, when the post does not stand`, () => {
      expect(authorityRefusal(director, 'approver', 'buu-chinh', ['27'], on)?.refused).toBe(
        'post-not-in-force',
      )
    })
  for (const area of [[], ['27'], ['09247', '259', '27']])
    test(`the counter of the city may not act for ${area.join('/') || 'nowhere'}`, () => {
      expect(authorityRefusal(counterOfDistrict, 'counter', 'buu-chinh', area, in2018)?.refused).toBe(
        'area-not-of-post',
      )
    })
})

describe('by delegation', () => {
  test('the deputy approves in the delegated sector while it lasts, and is still no approver without it', () => {
    expect(mayAct(deputy, 'approver', 'buu-chinh', ['27'], in2018, [delegation])).toBe(true)
    expect(mayAct(deputy, 'approver', 'buu-chinh', ['27'], in2018)).toBe(false)
  })

  const broken: Record<string, Delegation> = {
    'of another role': { ...delegation, role: 'counter' },
    'of another sector': { ...delegation, sectors: ['bao-chi'] },
    'to another post': { ...delegation, toPostId: 'khac' },
    'that has not begun': { ...delegation, validFrom: day('2018-06-02') },
    'that has ended': { ...delegation, validTo: in2018 },
    'by one who is no approver himself': { ...delegation, from: deputy },
    'by one who has not the sector himself': {
      ...delegation,
      sectors: null,
      from: { ...director, sectors: ['bao-chi'] },
    },
    'by a post that no longer stands': { ...delegation, from: { ...director, validTo: day('2018-05-01') } },
  }
  for (const [what, one] of Object.entries(broken))
    test(`a delegation ${what} gives nothing`, () => {
      expect(authorityRefusal(deputy, 'approver', 'buu-chinh', ['27'], in2018, [one])?.refused).toBe(
        'role-not-of-post',
      )
    })

  test('what was delegated is not delegated again', () => {
    const clerk: Post = { ...deputy, id: 'chuyen-vien', roles: ['case-officer'] }
    const again: Delegation = { ...delegation, id: 'uq2', from: deputy, toPostId: clerk.id }
    expect(mayAct(clerk, 'approver', 'buu-chinh', ['27'], in2018, [delegation, again])).toBe(false)
  })
  test('a delegation does not raise a post that has ended', () => {
    const ended: Post = { ...deputy, validTo: day('2018-05-01') }
    expect(authorityRefusal(ended, 'approver', 'buu-chinh', ['27'], in2018, [delegation])?.refused).toBe(
      'post-not-in-force',
    )
  })
})
