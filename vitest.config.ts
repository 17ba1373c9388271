import { defineConfig } from 'vitest/config'

const shared = {
  environment: 'node' as const,
  // A process per file: module-level state (database handle, environment, caches) is never shared.
  pool: 'forks' as const,
  isolate: true,
}

/**
 * Unit tests know no database. Integration tests get a fresh, migrated one per file, SQLite by default and
 * MariaDB with TEST_DB=mariadb: the same files run on both.
 */
export default defineConfig({
  resolve: {
    alias: [
      { find: /^@\//, replacement: `${import.meta.dirname}/` },
      // Next's marker package: it fails on purpose outside Next's bundler.
      { find: /^server-only$/, replacement: `${import.meta.dirname}/tests/support/empty.ts` },
    ],
  },
  oxc: { jsx: { runtime: 'automatic' } },
  test: {
    // Every core, where the default leaves one to the watcher: with two cores that is half of the machine.
    maxWorkers: '100%',
    projects: [
      {
        extends: true,
        test: {
          ...shared,
          name: 'unit',
          include: ['tests/unit/**/*.test.{ts,tsx}'],
          setupFiles: ['tests/support/setup-unit.ts'],
          // Property tests and full crosses of a table take seconds on a machine that is busy with more.
          testTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          ...shared,
          name: 'integration',
          include: ['tests/integration/**/*.test.{ts,tsx}'],
          globalSetup: ['tests/support/global-database.ts'],
          setupFiles: ['tests/support/test-db.ts'],
          // Two processes share two cores with the database server: far beyond what any test takes alone, so that
          // only what hangs is failed.
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
})
