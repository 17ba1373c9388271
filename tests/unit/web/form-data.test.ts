import { expect, test } from 'vitest'
import { isAppError } from '@/lib/errors'
import { formToObject, inFormOrder, typedValues } from '@/lib/web/form-data'

test('a form is read in one pass, however many fields it has', () => {
  // `getAll` walks through the whole form: once per name, a megabyte of small fields took a minute.
  class Once extends FormData {
    override getAll(): never {
      throw new Error('looked through the form for one name')
    }
  }
  const form = new Once()
  for (let n = 0; n < 3000; n++) form.append(`field${n}`, 'x')
  form.append('course', 'a')
  form.append('course', 'b')
  form.append('password', 'secret')
  expect(formToObject(form)).toMatchObject({ field0: 'x', field2999: 'x', course: ['a', 'b'] })
  expect(typedValues(form)).toMatchObject({ field2999: 'x', course: ['a', 'b'] })
  expect(typedValues(form)).not.toHaveProperty('password')
})

test('a form with more fields than anybody fills in is refused in words', () => {
  const form = new FormData()
  for (let n = 0; n <= 20_000; n++) form.append('item', 'x')
  for (const read of [formToObject, typedValues])
    expect(() => read(form)).toThrowError(expect.toSatisfy((error) => isAppError(error, 'limit')))
})

test('errors stand in the order of the fields; a box that is not ticked stays behind what it came after', () => {
  const form = new FormData()
  for (const name of ['name', 'username', 'email', 'note']) form.append(name, '')
  const errors = { username: 'u', email: 'e', roles: 'r', name: 'n', note: 'o' }
  expect(Object.keys(inFormOrder(errors, form))).toEqual(['name', 'username', 'email', 'roles', 'note'])
})
