import type { TestProject } from 'vitest/node'
import { createTemplate, databaseKind, type Template } from './database'

declare module 'vitest' {
  export interface ProvidedContext {
    template: Template
  }
}

/** Once per run: a migrated database that every test file gets a copy of. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { template, remove } = await createTemplate(databaseKind())
  project.provide('template', template)
  return remove
}
