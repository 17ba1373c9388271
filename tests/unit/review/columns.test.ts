import { expect, test } from 'vitest'
import { reviewTableColumns } from '@/app/(main)/review/_components/columns'

test('what tells people of one name apart stands under the name on phones', () => {
  const upi = reviewTableColumns.find(({ id }) => id === 'upi')!
  expect(upi).toMatchObject({ onPhone: 'subtitle' })
  expect(upi.hideOnPhone).toBeUndefined()
})
