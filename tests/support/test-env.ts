import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'

/**
 * The variables of SPEC 15, all unset or safe: a developer's own .env and shell must not reach a test, least of
 * all an SMTP_URL.
 */
export function cleanEnvironment(dataDir: string): Record<string, string> {
  return {
    DATA_DIR: dataDir,
    AUTH_SECRET: 'a-secret-for-tests-only-0123456789abcdef',
    LOG_LEVEL: 'error',
    APP_URL: '',
    DATABASE_URL: '',
    SMTP_URL: '',
    RESEND_API_KEY: '',
    EMAIL_FROM: '',
    STORAGE_URL: '',
    S3_ACCESS_KEY_ID: '',
    S3_SECRET_ACCESS_KEY: '',
    INNGEST_EVENT_KEY: '',
    INNGEST_SIGNING_KEY: '',
    INNGEST_BASE_URL: '',
    INNGEST_DEV: '',
    SENTRY_DSN: '',
    OIDC_ISSUER: '',
    OIDC_CLIENT_ID: '',
    OIDC_CLIENT_SECRET: '',
    TRUST_PROXY: '',
    MTMS_METRICS: '1',
    // Keeps Next, and scripts/lib/env-files.mjs, from reading .env files.
    __NEXT_PROCESSED_ENV: 'true',
  }
}

/** A new empty folder for one test's files. */
export function temporaryFolder(label: string): string {
  return fs.mkdtempSync(path.join(os.tmpdir(), `mtms-${label}-`))
}

export function removeFolder(folder: string): void {
  fs.rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
}
