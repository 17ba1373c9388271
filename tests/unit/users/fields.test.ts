import { expect, test } from 'vitest'
import { profileInput } from '@/lib/profile/schema'
import { deviceName } from '@/lib/users/device'
import { domainAllowed, emailField, usernameField } from '@/lib/users/schema'
import { searchColumns } from '@/lib/users/search-text'

test('user names are letters and digits, kept in lower case', () => {
  expect(usernameField.parse('  ABCD123 ')).toBe('abcd123')
  for (const wrong of ['ab', 'a b c', 'abc-1', 'äbcd123', 'a'.repeat(65)])
    expect(usernameField.safeParse(wrong).success).toBe(false)
})

test('email addresses are kept in lower case', () => {
  expect(emailField.parse(' Mei.Chen@Example.AC.NZ ')).toBe('mei.chen@example.ac.nz')
  for (const wrong of ['', 'mei', 'mei@', '@x.nz', 'a b@x.nz', 'a@b@c.nz'])
    expect(emailField.safeParse(wrong).success).toBe(false)
})

test('an allowed domain lets its subdomains in, and nothing that only ends alike', () => {
  const domains = ['aucklanduni.ac.nz']
  expect(domainAllowed('a@aucklanduni.ac.nz', domains)).toBe(true)
  expect(domainAllowed('a@cs.aucklanduni.ac.nz', domains)).toBe(true)
  expect(domainAllowed('a@notaucklanduni.ac.nz', domains)).toBe(false)
  expect(domainAllowed('a@aucklanduni.ac.nz.evil.test', domains)).toBe(false)
  expect(domainAllowed('a@anything.test', [])).toBe(true)
})

test('a person is found by each of their names and numbers, folded', () => {
  const { searchText, sortName } = searchColumns({
    name: 'Tāwhiao Núñez',
    preferredName: 'Tā',
    username: 'tnun001',
    email: 'T.Nunez@example.test',
    upi: 'tnun001',
    auid: '012345678',
  })
  for (const word of ['tawhiao', 'nunez', 'tnun001', 't.nunez@', '012345678'])
    expect(searchText).toContain(word)
  expect(sortName).toBe('tawhiao nunez')
})

const blank = { name: 'Mei Chen', version: '3' }

test('every blank value of a profile is cleared', () => {
  const { name, version, messages, conflict, conflictVersion, ...rest } = profileInput.parse(blank)
  expect({ name, version, messages, conflict, conflictVersion }).toEqual({
    name: 'Mei Chen',
    version: 3,
    messages: 'at_once',
    conflict: undefined,
    conflictVersion: undefined,
  })
  expect(Object.values(rest).every((value) => value === null)).toBe(true)
})

test('answers that another answer did not call for are not kept', () => {
  const parsed = profileInput.parse({
    ...blank,
    citizenOrResident: 'yes',
    validVisa: 'no',
    overseas: 'no',
    returning: 'yes',
    otherContracts: 'no',
    otherContractsText: 'Lab assistant',
    otherContractQuarters: '5',
  })
  expect(parsed).toMatchObject({
    citizenOrResident: true,
    validVisa: null,
    overseas: false,
    returning: null,
    otherContracts: false,
    otherContractsText: null,
    otherContractQuarters: null,
  })
})

test('each refusal of a profile names its field', () => {
  const wrong = profileInput.safeParse({
    name: '',
    upi: 'not a upi!',
    auid: '12345',
    gpaHundredths: '9.5',
    maxWeekQuarters: '4',
    otherContracts: 'yes',
    otherContractQuarters: 'many',
    enrolmentDetails: 'x'.repeat(501),
  })
  expect(wrong.error?.issues.map((issue) => issue.path[0]).sort()).toEqual([
    'auid',
    'enrolmentDetails',
    'gpaHundredths',
    'maxWeekQuarters',
    'name',
    'otherContractQuarters',
    'upi',
  ])
})

test('a student ID keeps its zeros and loses what was typed between the digits', () => {
  expect(profileInput.parse({ ...blank, auid: '012 345-678' }).auid).toBe('012345678')
})

test('sessions are named as people know their devices', () => {
  const agents = {
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0': 'Firefox on Windows',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Version/17.0 Mobile/15E148 Safari/604.1':
      'Safari on iPhone',
    'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0':
      'Edge on Windows',
    'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36':
      'Chrome on Android',
    'curl/8': 'Unknown browser',
  }
  for (const [agent, name] of Object.entries(agents)) expect(deviceName(agent)).toBe(name)
  expect(deviceName(null)).toBe('Unknown browser')
})
