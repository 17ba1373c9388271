import { describe, expect, it } from 'vitest'
import { parseEnv } from '@/lib/env'
import { explain } from '@/scripts/lib/explain.mjs'

const secret = { AUTH_SECRET: 'a'.repeat(32) }
const parse = (url: string) => () => parseEnv({ ...secret, DATABASE_URL: url })

describe('DATABASE_URL', () => {
  it.each([
    'mysql://mtms:secret@localhost:3306/mtms',
    'mysql://mtms:p%40ss%2Fw%23rd1%3F%25@db.example.ac.nz/mtms',
    'mysql://root@127.0.0.1:3306/mtms_test?ssl={}',
    'mysql://mtms:secret@[::1]:3306/mtms',
    'file:./data/mtms.sqlite',
  ])('takes %s', (url) => {
    expect(parse(url)).not.toThrow()
  })

  it.each([
    'mysql://mtms:p@ss@localhost:3306/mtms',
    'mysql://mtms:pa/ss@localhost:3306/mtms',
    'mysql://mtms:pa#ss@localhost:3306/mtms',
    'mysql://mtms:pa?ss@localhost:3306/mtms',
    'mysql://mtms:100%pure@localhost:3306/mtms',
  ])('says of %s that the password must be percent-encoded', (url) => {
    expect(parse(url)).toThrow(/DATABASE_URL: .*percent-encoded \(@ is %40/)
  })

  it.each(['mysql://mtms:secret@localhost:3306', 'mysql://mtms:secret@localhost:3306/', 'mysql:///mtms'])(
    'says of %s what is missing',
    (url) => {
      expect(parse(url)).toThrow('DATABASE_URL: must read mysql://user:password@host:3306/name')
    },
  )
})

describe('a database server that refuses', () => {
  const error = (code: string) => Object.assign(new Error(code), { code })

  it('is told apart: a wrong password from a database that is not there or not granted', () => {
    expect(explain(error('ER_ACCESS_DENIED_ERROR'))).toContain('refuses the user or password')
    expect(explain(error('ER_DBACCESS_DENIED_ERROR'))).toContain('may not use the database it names')
  })
})

describe('a wrong value is refused with the name of its variable', () => {
  it.each<[string, Record<string, string>, RegExp]>([
    ['an address with a path', { APP_URL: 'https://example.ac.nz/mtms' }, /APP_URL: .*without a path/],
    ['an address with a query', { APP_URL: 'https://example.ac.nz/?a=b' }, /APP_URL/],
    ['an address with a sign-in', { APP_URL: 'https://me:secret@example.ac.nz' }, /APP_URL/],
    ['a sender that is no address', { EMAIL_FROM: 'MTMS' }, /EMAIL_FROM: must be one address/],
    ['a sender on two lines', { EMAIL_FROM: 'MTMS <a@b.nz>\nBcc: x@y.nz' }, /EMAIL_FROM/],
    ['two senders', { EMAIL_FROM: 'a@b.nz, c@d.nz' }, /EMAIL_FROM/],
    ['a mail server without a host', { SMTP_URL: 'smtp://', EMAIL_FROM: 'a@b.nz' }, /SMTP_URL/],
    [
      'a mail password that is not encoded',
      { SMTP_URL: 'smtp://u:p@ss/w@host', EMAIL_FROM: 'a@b.nz' },
      /SMTP_URL/,
    ],
    ['a mail port that is no number', { SMTP_URL: 'smtp://host:abc', EMAIL_FROM: 'a@b.nz' }, /SMTP_URL/],
    ['no file', { DATABASE_URL: 'file:' }, /DATABASE_URL: must name a file/],
    ['no folder', { STORAGE_URL: 'file:' }, /STORAGE_URL: must name a folder/],
    [
      'files in the program’s folder',
      { STORAGE_URL: 'file:.' },
      /STORAGE_URL: must not be the folder of MTMS/,
    ],
    ['files above it', { STORAGE_URL: 'file:/' }, /STORAGE_URL/],
    [
      'files in DATA_DIR',
      { STORAGE_URL: 'file:/srv/m', DATA_DIR: '/srv/m/' },
      /STORAGE_URL: must not be DATA_DIR/,
    ],
    [
      'an endpoint that is no address',
      { STORAGE_URL: 's3://b?endpoint=s3', S3_ACCESS_KEY_ID: 'a', S3_SECRET_ACCESS_KEY: 'b' },
      /STORAGE_URL: .*endpoint/,
    ],
    ['a DSN without a key', { SENTRY_DSN: 'https://example.org' }, /SENTRY_DSN: must be the DSN/],
    [
      'an Inngest server that is no web address',
      { INNGEST_BASE_URL: 'foo:bar', INNGEST_EVENT_KEY: 'a', INNGEST_SIGNING_KEY: 'b' },
      /INNGEST_BASE_URL/,
    ],
    ['a number in words', { TRUST_PROXY: 'true' }, /TRUST_PROXY: must be the number of reverse proxies/],
    ['a level nobody knows', { LOG_LEVEL: 'loud' }, /LOG_LEVEL: must be trace, debug/],
  ])('%s', (_, given, said) => {
    expect(() => parseEnv(given)).toThrow(said)
  })

  it.each<Record<string, string>>([
    { APP_URL: 'https://mtms.example.ac.nz/' },
    { APP_URL: 'http://[::1]:3000' },
    { EMAIL_FROM: '"Te Kura, MTMS" <mtms@example.ac.nz>' },
    { EMAIL_FROM: 'mtms@localhost' },
    { SMTP_URL: 'smtps://user:p%40ss@[::1]:465/?requireTLS=true&tls.servername=a@b', EMAIL_FROM: 'a@b.nz' },
    { STORAGE_URL: 'file:./data/files' },
    { STORAGE_URL: 'file:/mnt/mtms/files', DATA_DIR: '/mnt/mtms' },
    { STORAGE_URL: 'file:/mnt/mtms', DATA_DIR: '/mnt/mtms-backups' },
    { SENTRY_DSN: 'https://key@sentry.example.org/path/42' },
  ])('but %o is taken', (given) => {
    expect(() => parseEnv(given)).not.toThrow()
  })
})

it('a file in the place of the data directory is told in words', () => {
  const error = Object.assign(new Error('EEXIST'), { code: 'EEXIST', syscall: 'mkdir', path: '/srv/data' })
  expect(explain(error)).toContain('There is a file at /srv/data')
})
