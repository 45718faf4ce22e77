import { expect, test } from 'vitest'
import { reportHead } from './report-head.ts'

const column = (number: number, group: string, name: string) => ({ number, group, name, measures: [] })
const receivedAndResolved = [
  column(3, 'Tiếp nhận', 'Tổng số'),
  column(4, 'Tiếp nhận', 'Trong kỳ – trực tuyến'),
  column(5, 'Tiếp nhận', 'Trong kỳ – trực tiếp'),
  column(6, 'Tiếp nhận', 'Từ kỳ trước'),
  column(7, 'Đã giải quyết', 'Tổng số'),
]

test('the head of a report has its groups, and "Trong kỳ" over the columns of the period', () => {
  expect(reportHead(receivedAndResolved)).toEqual([
    [
      { text: 'Tiếp nhận', columns: 4, rows: 1 },
      { text: 'Đã giải quyết', columns: 1, rows: 1 },
    ],
    [
      { text: 'Tổng số', columns: 1, rows: 2 },
      { text: 'Trong kỳ', columns: 2, rows: 1 },
      { text: 'Từ kỳ trước', columns: 1, rows: 2 },
      { text: 'Tổng số', columns: 1, rows: 2 },
    ],
    [
      { text: 'Trực tuyến', columns: 1, rows: 1 },
      { text: 'Trực tiếp', columns: 1, rows: 1 },
    ],
  ])
})

test('every column of a form is covered exactly once on each level of the head', () => {
  const width = (cells: readonly { columns: number }[]) =>
    cells.reduce((sum, { columns }) => sum + columns, 0)
  const [groups = [], parts = [], names = []] = reportHead(receivedAndResolved)
  expect([width(groups), width(parts)]).toEqual([5, 5])
  expect(width(names) + parts.filter(({ rows }) => rows === 2).length).toBe(5)
})

test('a form without parts has a head of two rows', () => {
  expect(reportHead([column(3, 'Tiếp nhận', 'Tổng số')])).toHaveLength(2)
})
