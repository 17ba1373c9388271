/** Figures of a table stand below each other by their decimal point, whatever is around them. */
import { createElement } from 'react'
import { expect, it } from 'vitest'
import { missingDecimals } from '@/components/table/decimals'

const columns = [
  { id: 'name', label: 'Name' },
  { id: 'hours', label: 'Hours', align: 'end' as const },
]
const padsOf = (...hours: unknown[]) =>
  missingDecimals(
    columns,
    hours.map((one) => ({ cells: { name: '7.25', hours: one as string } })),
  ).pads.map((pads) => pads?.hours)

it('keeps free what a figure lacks of the decimals of its column', () => {
  expect(padsOf('12 h', '7.5 h', '10.25 h', '1,250 h', '−3.5 h')).toEqual(['.00', '0', undefined, '.00', '0'])
  expect(padsOf(12, '7.5')).toEqual(['.0', undefined])
})

it('keeps nothing free where all have the same, and for what is no figure', () => {
  expect(padsOf('12 h', '7 h')).toEqual([undefined, undefined])
  expect(padsOf('7.5 h', 'None worked', null, '–', '12 h of 60 h', '')).toEqual(Array(6).fill(undefined))
})

it('finds the figure inside a link or a coloured word', () => {
  const link = createElement('a', { href: '/hours' }, '12 h')
  const over = createElement('span', { className: 'text-bad' }, createElement('b', null, '−4.25', ' h'))
  expect(padsOf(link, over)).toEqual(['.00', undefined])
})

it('counts the sums below the column', () => {
  const rows = [{ cells: { hours: '12 h' } }]
  expect(missingDecimals(columns, rows, { hours: '22.5 h' })).toEqual({
    pads: [{ hours: '.0' }],
    footerPads: undefined,
  })
  const halves = [{ cells: { hours: '12.5 h' } }]
  expect(missingDecimals(columns, halves, { hours: '22 h' })).toEqual({
    pads: [undefined],
    footerPads: { hours: '.0' },
  })
})
