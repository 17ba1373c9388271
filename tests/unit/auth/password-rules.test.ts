import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isCommonPassword } from '@/lib/auth/common-passwords'
import { passwordProblem } from '@/lib/auth/password-rules'

test.each([
  'password123',
  'Password1!',
  'P@ssw0rd2027',
  'passw0rd123',
  'passwordpassword',
  '1234567890',
  '0987654321',
  '123123123123',
  'qwertyuiop',
  'qwerty12345',
  'QWERTY123456',
  'asdfghjkl123',
  '1q2w3e4r5t6y',
  'qazwsxedcrfv',
  'zaq12wsxcde3',
  'abcdefghij',
  'aaaaaaaaaaaa',
  'ababababab',
  'iloveyou123',
  'iloveyou!!!',
  'letmein12345',
  'welcome2027',
  'Auckland2027!',
  'universityofauckland'.slice(0, 10),
  'football2024',
  'superman123456',
  'trustno1trustno1',
  'administrator',
  'admin123456',
  'changeme2026',
  'helloworld1',
  'welcomepassword',
  '  password 123  ',
])('%s is refused as common', (password) => {
  expect(isCommonPassword(password)).toBe(true)
})

test.each([
  'blue kettle sings 42',
  'correct rain on a tin roof',
  'mānuka-honey-and-toast',
  'tr4mp-Q9w-bell',
  'Kererū in the pōhutukawa',
  'vX7#pLm2qRt9',
  '3.1415926535897',
  '図書館で猫が眠っている',
])('%s is accepted', (password) => {
  expect(passwordProblem(password, 'abcd123')).toBeNull()
})

test('fewer than 10 characters are refused, counted as people count them', () => {
  expect(passwordProblem('kX9#vb2!q', 'abcd123')).toMatch(/at least 10/)
  expect(passwordProblem('🎓🎩🐈🌋🧭', 'abcd123')).toMatch(/at least 10/)
})

test('a password that holds the user name is refused in any case', () => {
  expect(passwordProblem('xx-ABCD123-yy-zz', 'abcd123')).toMatch(/user name/)
})

test('a very long password is refused before it is hashed', () => {
  expect(passwordProblem('ab3 '.repeat(60), 'abcd123')).toMatch(/at most 200/)
})

test('any digits or signs after a common password do not make it uncommon', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('password', 'welcome', 'iloveyou', 'qwertyuiop', 'computer'),
      fc.stringMatching(/^[0-9!?.#]{0,8}$/),
      (stem, tail) => {
        expect(isCommonPassword(stem + tail)).toBe(true)
      },
    ),
  )
})
