import { z } from 'zod'
import { address, isAddressOfAHost, isMysqlUrl, isSender, isSmtpUrl, storageFolderProblem } from './env-rules'

/**
 * The one module that reads process.env. Every variable is optional for the embedded default
 * (SPEC 15); what is set is checked at start, and a wrong value is refused with the variable's name.
 */

const blankAsUnset = (value: unknown) =>
  typeof value === 'string' && value.trim() === '' ? undefined : value
const optional = <T extends z.ZodType>(schema: T) => z.preprocess(blankAsUnset, schema.optional())

const schema = z
  .object({
    NODE_ENV: z.enum(['development', 'production', 'test']).catch('development'),
    PORT: z.preprocess(
      blankAsUnset,
      z.coerce.number({ error: 'must be a number from 1 to 65535' }).int().min(0).max(65535).default(3000),
    ),
    APP_URL: optional(
      z.string().refine(isAddressOfAHost, {
        error:
          'must be an address such as https://mtms.example.ac.nz, without a path: MTMS has a host name of its own',
      }),
    ),
    DATA_DIR: z.preprocess(blankAsUnset, z.string().default('./data')),
    DATABASE_URL: optional(
      z
        .string()
        .regex(/^(file:|mysql:\/\/)/, 'must begin with file: or mysql://')
        .refine((url) => !/^file:\s*$/.test(url), { error: 'must name a file after file:' })
        .refine((url) => !url.startsWith('mysql://') || isMysqlUrl(url), {
          error:
            'must read mysql://user:password@host:3306/name, with special characters of the password ' +
            'percent-encoded (@ is %40, / is %2F, # is %23, ? is %3F, % is %25)',
        }),
    ),
    AUTH_SECRET: optional(z.string().min(32, 'must have at least 32 characters')),
    SMTP_URL: optional(
      z
        .string()
        .regex(/^smtps?:\/\//, 'must begin with smtp:// or smtps://')
        .refine((url) => !/^smtps?:\/\//.test(url) || isSmtpUrl(url), {
          error:
            'must read smtp://user:password@host:587, with special characters of user and password ' +
            'percent-encoded (@ is %40, / is %2F, # is %23, ? is %3F, % is %25)',
        }),
    ),
    RESEND_API_KEY: optional(z.string()),
    /** Signs what Resend tells /api/mail/resend of returned mails. */
    RESEND_WEBHOOK_SECRET: optional(
      z.string().regex(/^whsec_/, 'must begin with whsec_, as Resend shows it'),
    ),
    EMAIL_FROM: optional(
      z.string().refine(isSender, {
        error: 'must be one address, as in MTMS <mtms@example.ac.nz> or mtms@example.ac.nz',
      }),
    ),
    STORAGE_URL: optional(z.string().regex(/^(file:|s3:\/\/)/, 'must begin with file: or s3://')),
    S3_ACCESS_KEY_ID: optional(z.string()),
    S3_SECRET_ACCESS_KEY: optional(z.string()),
    INNGEST_EVENT_KEY: optional(z.string()),
    INNGEST_SIGNING_KEY: optional(z.string()),
    INNGEST_BASE_URL: optional(address('https://inngest.example.ac.nz')),
    INNGEST_DEV: optional(z.string()),
    SENTRY_DSN: optional(
      z
        .string()
        .regex(
          /^https?:\/\/[^@/\s]+@[^/\s]+\/\S*\d+$/,
          'must be the DSN that Sentry shows for a project, as in https://key@sentry.example.org/1',
        ),
    ),
    OIDC_ISSUER: optional(address('https://login.example.ac.nz')),
    OIDC_CLIENT_ID: optional(z.string()),
    OIDC_CLIENT_SECRET: optional(z.string()),
    LOG_LEVEL: z.preprocess(
      blankAsUnset,
      z
        .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], {
          error: 'must be trace, debug, info, warn, error, fatal or silent',
        })
        .default('info'),
    ),
    /** Number of reverse proxies in front whose X-Forwarded-For entries are believed. */
    TRUST_PROXY: z.preprocess(
      blankAsUnset,
      z.coerce
        .number({ error: 'must be the number of reverse proxies, from 0 to 5' })
        .int()
        .min(0)
        .max(5)
        .default(0),
    ),
    /** `1` adds the count of database queries to /api/health, for `npm run bench` and the tests. */
    MTMS_METRICS: optional(z.literal('1')),
    /** Lets a scheduler call /api/cron on platforms without a lasting process. */
    CRON_SECRET: optional(z.string().min(16, 'must have at least 16 characters')),
    VERCEL: optional(z.string()),
    NEXT_PHASE: optional(z.string()),
  })
  .superRefine((env, ctx) => {
    const mysql = env.DATABASE_URL?.startsWith('mysql://')
    const building = env.NEXT_PHASE === 'phase-production-build'
    if (mysql && !env.AUTH_SECRET && !building)
      ctx.addIssue({
        code: 'custom',
        path: ['AUTH_SECRET'],
        message: 'is required with MySQL, so that all instances share it (32 or more random characters)',
      })
    if (env.SMTP_URL && env.RESEND_API_KEY)
      ctx.addIssue({
        code: 'custom',
        path: ['SMTP_URL'],
        message: 'set either SMTP_URL or RESEND_API_KEY, not both',
      })
    if ((env.SMTP_URL || env.RESEND_API_KEY) && !env.EMAIL_FROM)
      ctx.addIssue({ code: 'custom', path: ['EMAIL_FROM'], message: 'is required when mail is really sent' })
    if (env.INNGEST_BASE_URL && !(env.INNGEST_EVENT_KEY && env.INNGEST_SIGNING_KEY) && !env.INNGEST_DEV)
      ctx.addIssue({
        code: 'custom',
        path: ['INNGEST_SIGNING_KEY'],
        message: 'an Inngest server needs INNGEST_EVENT_KEY and INNGEST_SIGNING_KEY (or INNGEST_DEV=1)',
      })
    if (Boolean(env.INNGEST_EVENT_KEY) !== Boolean(env.INNGEST_SIGNING_KEY) && !env.INNGEST_DEV)
      ctx.addIssue({
        code: 'custom',
        path: [env.INNGEST_EVENT_KEY ? 'INNGEST_SIGNING_KEY' : 'INNGEST_EVENT_KEY'],
        message: 'INNGEST_EVENT_KEY and INNGEST_SIGNING_KEY are set together or not at all',
      })
    const inngestDev = env.INNGEST_DEV && !/^(0|false)$/i.test(env.INNGEST_DEV.trim())
    if (inngestDev && env.APP_URL && !/^https?:\/\/(localhost|127\.|\[::1\])/.test(env.APP_URL))
      ctx.addIssue({
        code: 'custom',
        path: ['INNGEST_DEV'],
        message: 'switches signature checks off and is for a machine of one’s own (APP_URL on localhost)',
      })
    if (
      env.STORAGE_URL?.startsWith('s3://') &&
      !/^s3:\/\/[^/?]+(\/[a-z0-9][a-z0-9-]*)*\/?(\?|$)/.test(env.STORAGE_URL)
    )
      ctx.addIssue({
        code: 'custom',
        path: ['STORAGE_URL'],
        message: 'names a folder in the bucket; use lower-case letters, digits and hyphens for it',
      })
    if (env.STORAGE_URL?.startsWith('s3://') && !(env.S3_ACCESS_KEY_ID && env.S3_SECRET_ACCESS_KEY))
      ctx.addIssue({
        code: 'custom',
        path: ['S3_ACCESS_KEY_ID'],
        message: 'S3 storage needs S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY',
      })
    const storage = storageFolderProblem(env.STORAGE_URL, env.DATA_DIR)
    if (storage) ctx.addIssue({ code: 'custom', path: ['STORAGE_URL'], message: storage })
    const oidc = [env.OIDC_ISSUER, env.OIDC_CLIENT_ID, env.OIDC_CLIENT_SECRET].filter(Boolean).length
    if (oidc > 0 && oidc < 3)
      ctx.addIssue({
        code: 'custom',
        path: ['OIDC_ISSUER'],
        message: 'OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET are set together or not at all',
      })
  })

export type Env = z.infer<typeof schema>

/** Reads and checks the given variables. Throws one Error that names each wrong variable on a line of its own. */
export function parseEnv(source: Record<string, string | undefined>): Env {
  const result = schema.safeParse(source)
  if (result.success) return result.data
  const lines = result.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`)
  throw new Error(`MTMS cannot start with these environment variables:\n${lines.join('\n')}`)
}

export const env: Env = parseEnv(process.env)

/** Public address of this installation, without a slash at its end. */
export function appUrl(): string {
  return (env.APP_URL ?? `http://localhost:${env.PORT}`).replace(/\/+$/, '')
}

/** Database kind and where it is, from DATABASE_URL or the embedded default in DATA_DIR. */
export function databaseTarget(): { kind: 'sqlite'; file: string } | { kind: 'mysql'; url: string } {
  const url = env.DATABASE_URL ?? `file:${env.DATA_DIR}/mtms.sqlite`
  return url.startsWith('mysql://')
    ? { kind: 'mysql', url }
    : { kind: 'sqlite', file: url.slice('file:'.length) }
}
