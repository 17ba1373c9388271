import { expect, test } from 'vitest'
import { Kept } from '@/lib/assignment-runs/kept'

const counting = (most = 3, keepMs = 60_000) => {
  const made: string[] = []
  const kept = new Kept<string>(most, keepMs)
  const get = (key: string, stamp = '1') =>
    kept.get(key, stamp, async () => {
      made.push(`${key}@${stamp}`)
      return `${key}@${stamp}`
    })
  return { made, get, kept }
}

test('what was worked out for a stamp is worked out once, also when two ask at once', async () => {
  const { made, get } = counting()
  expect(await Promise.all([get('a'), get('a')])).toEqual(['a@1', 'a@1'])
  await get('a')
  expect(made).toEqual(['a@1'])
})

test('another stamp is worked out anew and takes the place of the one before', async () => {
  const { made, get } = counting()
  await get('a')
  expect(await get('a', '2')).toBe('a@2')
  await get('a', '2')
  expect(made).toEqual(['a@1', 'a@2'])
})

test('the longest unused goes first when there are too many', async () => {
  const { made, get } = counting(2)
  for (const key of ['a', 'b', 'a', 'c', 'a', 'b']) await get(key)
  expect(made).toEqual(['a@1', 'b@1', 'c@1', 'b@1'])
})

test('one that weighs more than all may weigh is kept alone', async () => {
  const made: string[] = []
  const kept = new Kept<{ size: number }>(10, 60_000, (value) => value.size)
  const get = (key: string, size: number) =>
    kept.get(key, '1', async () => {
      made.push(key)
      return { size }
    })
  await get('small', 5)
  await get('large', 50)
  await get('large', 50)
  await get('small', 5)
  expect(made).toEqual(['small', 'large', 'small'])
})

test('a failure is not kept', async () => {
  const kept = new Kept<string>(3, 60_000)
  await expect(kept.get('a', '1', async () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await kept.get('a', '1', async () => 'yes')).toBe('yes')
})
