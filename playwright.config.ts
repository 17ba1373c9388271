import fs from 'node:fs'
import { defineConfig, devices } from '@playwright/test'

/** Debian's Chromium when it is there: `playwright install` needs a download that many machines cannot make. */
const chromium = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'
const launchOptions = fs.existsSync(chromium)
  ? {
      executablePath: chromium,
      args: [
        '--no-sandbox',
        '--disable-quic',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
      ],
    }
  : {}

/** What takes many minutes runs when asked for: `npm run test:term`. */
const left = process.env.MTMS_LONG ? undefined : /@long/

/**
 * End-to-end tests of the built app in Chromium. Each worker starts its own app (tests/support/e2e.ts). What is
 * tagged @both runs on MariaDB as well.
 */
export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'test-results',
  globalSetup: './tests/support/global-e2e.ts',
  workers: 3,
  forbidOnly: true,
  // A busy build server may hold one up past any wait; what needed the second try is named under the sums.
  retries: process.env.CI ? 1 : 0,
  timeout: 60_000,
  expect: { timeout: 20_000 },
  reporter: [['list']],
  use: {
    ...devices['Desktop Chrome'],
    viewport: { width: 1440, height: 900 },
    locale: 'en-NZ',
    timezoneId: 'Pacific/Auckland',
    launchOptions,
    // Recording takes a good part of a test's time, and nobody can open what a build server leaves behind.
    trace: process.env.CI ? 'off' : 'retain-on-failure',
    screenshot: 'only-on-failure',
  },
  projects: [
    { name: 'sqlite', metadata: { database: 'sqlite' }, grepInvert: left },
    { name: 'mariadb', metadata: { database: 'mariadb' }, grep: /@both/, grepInvert: left },
  ],
})
