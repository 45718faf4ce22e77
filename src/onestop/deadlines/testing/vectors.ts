/** A due time known by hand: the day of receipt is not counted. `ignoringMakeUp` is the answer without make-up Saturdays. */
export type WorkingDayVector = {
  readonly received: string
  readonly workingDays: number
  readonly due: string
  readonly ignoringMakeUp: string
  readonly why: string
}

/** As above for days in a row: `rawEnd` is the last day before it is rolled. */
export type DayVector = {
  readonly received: string
  readonly days: number
  readonly rawEnd: string
  readonly due: string
  readonly why: string
}

export const workingDayVectors: readonly WorkingDayVector[] = [
  {
    received: '2018-02-12',
    workingDays: 3,
    due: '2018-02-22',
    ignoringMakeUp: '2018-02-22',
    why: 'over Tết 2018',
  },
  {
    received: '2018-12-28',
    workingDays: 1,
    due: '2019-01-02',
    ignoringMakeUp: '2019-01-02',
    why: 'bridge day 31/12/2018 off',
  },
  {
    received: '2018-12-28',
    workingDays: 2,
    due: '2019-01-03',
    ignoringMakeUp: '2019-01-03',
    why: 'bridge day and 1 January skipped: second working day of 2019',
  },
  {
    received: '2019-01-03',
    workingDays: 2,
    due: '2019-01-05',
    ignoringMakeUp: '2019-01-07',
    why: 'make-up Saturday 5/1/2019 is a working day',
  },
  {
    received: '2019-01-31',
    workingDays: 5,
    due: '2019-02-14',
    ignoringMakeUp: '2019-02-14',
    why: 'over Tết 2019',
  },
  {
    received: '2019-04-12',
    workingDays: 1,
    due: '2019-04-16',
    ignoringMakeUp: '2019-04-16',
    why: 'Hùng Vương on Sunday, compensated Monday',
  },
  {
    received: '2019-04-26',
    workingDays: 3,
    due: '2019-05-04',
    ignoringMakeUp: '2019-05-06',
    why: 'swap: 29/4 off, Sat 4/5 works',
  },
  {
    received: '2020-01-22',
    workingDays: 1,
    due: '2020-01-30',
    ignoringMakeUp: '2020-01-30',
    why: 'over Tết 2020',
  },
  {
    received: '2020-08-31',
    workingDays: 2,
    due: '2020-09-03',
    ignoringMakeUp: '2020-09-03',
    why: '2/9/2020 is a single day',
  },
  {
    received: '2021-04-29',
    workingDays: 2,
    due: '2021-05-05',
    ignoringMakeUp: '2021-05-05',
    why: '1/5 on Saturday, compensated 3/5',
  },
  {
    received: '2022-04-29',
    workingDays: 1,
    due: '2022-05-04',
    ignoringMakeUp: '2022-05-04',
    why: '30/4 Sat and 1/5 Sun, compensated 2-3/5',
  },
  {
    received: '2023-01-19',
    workingDays: 1,
    due: '2023-01-27',
    ignoringMakeUp: '2023-01-27',
    why: 'over Tết 2023',
  },
  {
    received: '2023-04-28',
    workingDays: 1,
    due: '2023-05-04',
    ignoringMakeUp: '2023-05-04',
    why: '29/4 Sat, 30/4 Sun, 1/5 Mon, comp 2-3/5',
  },
  {
    received: '2023-08-31',
    workingDays: 1,
    due: '2023-09-05',
    ignoringMakeUp: '2023-09-05',
    why: '1-4/9/2023',
  },
  {
    received: '2024-04-26',
    workingDays: 3,
    due: '2024-05-04',
    ignoringMakeUp: '2024-05-06',
    why: 'swap 2024',
  },
  {
    received: '2024-08-30',
    workingDays: 1,
    due: '2024-09-04',
    ignoringMakeUp: '2024-09-04',
    why: '2-3/9/2024',
  },
  {
    received: '2025-04-24',
    workingDays: 2,
    due: '2025-04-26',
    ignoringMakeUp: '2025-04-28',
    why: 'make-up Saturday 26/4/2025',
  },
  {
    received: '2025-04-29',
    workingDays: 1,
    due: '2025-05-05',
    ignoringMakeUp: '2025-05-05',
    why: '30/4, 1/5, swap 2/5/2025',
  },
  {
    received: '2025-08-29',
    workingDays: 1,
    due: '2025-09-03',
    ignoringMakeUp: '2025-09-03',
    why: '1-2/9/2025',
  },
  {
    received: '2025-12-31',
    workingDays: 1,
    due: '2026-01-05',
    ignoringMakeUp: '2026-01-05',
    why: '1-2/1/2026 off',
  },
  {
    received: '2026-01-08',
    workingDays: 2,
    due: '2026-01-10',
    ignoringMakeUp: '2026-01-12',
    why: 'make-up Saturday 10/1/2026',
  },
  {
    received: '2026-02-13',
    workingDays: 1,
    due: '2026-02-23',
    ignoringMakeUp: '2026-02-23',
    why: 'over Tết 2026',
  },
  {
    received: '2026-04-24',
    workingDays: 1,
    due: '2026-04-28',
    ignoringMakeUp: '2026-04-28',
    why: '26/4 Sun, comp 27/4',
  },
  {
    received: '2026-08-20',
    workingDays: 2,
    due: '2026-08-22',
    ignoringMakeUp: '2026-08-24',
    why: 'make-up Saturday 22/8/2026',
  },
  {
    received: '2026-08-28',
    workingDays: 1,
    due: '2026-09-03',
    ignoringMakeUp: '2026-09-03',
    why: '31/8-2/9/2026',
  },
  {
    received: '2026-11-23',
    workingDays: 1,
    due: '2026-11-24',
    ignoringMakeUp: '2026-11-24',
    why: '24/11/2026: depends on the unresolved new holiday',
  },
]

export const dayVectors: readonly DayVector[] = [
  {
    received: '2019-04-05',
    days: 30,
    rawEnd: '2019-05-05',
    due: '2019-05-06',
    why: 'ends Sun 5/5/2019, rolls to Mon 6/5',
  },
  { received: '2020-12-25', days: 30, rawEnd: '2021-01-24', due: '2021-01-25', why: 'ends Sun 24/1/2021' },
  {
    received: '2021-01-12',
    days: 30,
    rawEnd: '2021-02-11',
    due: '2021-02-17',
    why: 'ends 11/2/2021 inside Tết',
  },
  {
    received: '2025-04-02',
    days: 30,
    rawEnd: '2025-05-02',
    due: '2025-05-05',
    why: 'ends Fri 2/5/2025, a swapped day off, rolls past the weekend',
  },
  {
    received: '2026-03-28',
    days: 30,
    rawEnd: '2026-04-27',
    due: '2026-04-28',
    why: 'ends 27/4/2026, compensatory day',
  },
  {
    received: '2025-03-27',
    days: 30,
    rawEnd: '2025-04-26',
    due: '2025-04-26',
    why: 'ends Sat 26/4/2025, a make-up working day: does not roll',
  },
]
