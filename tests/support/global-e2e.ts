import type { FullConfig } from '@playwright/test'
import { isBuilt } from '../../scripts/lib/build.mjs'
import { createTemplate, type DatabaseKind, type Template } from './database'

const variable = (kind: DatabaseKind) => `MTMS_TEMPLATE_${kind.toUpperCase()}`

/** The migrated database that this run's apps are started on; for the fixtures. */
export function templateOf(kind: DatabaseKind): Template {
  const text = process.env[variable(kind)]
  if (!text) throw new Error(`no ${kind} template: is the project named in playwright.config.ts?`)
  return JSON.parse(text)
}

/** The projects asked for on the command line; Playwright hands a global setup all of them. */
function isAskedFor(project: string): boolean {
  const asked = process.argv.flatMap((argument, at, all) => {
    if (argument === '--project') return [all[at + 1]]
    return argument.startsWith('--project=') ? [argument.slice('--project='.length)] : []
  })
  return asked.length === 0 || asked.includes(project)
}

/** Once per run: a migrated database of each kind in use, for the fixtures to copy. */
export default async function setup(config: FullConfig): Promise<() => Promise<void>> {
  if (!isBuilt()) throw new Error('End-to-end tests run on the built app: run npm run build first.')
  const removals: (() => Promise<void>)[] = []
  const projects = config.projects.filter((project) => isAskedFor(project.name))
  for (const kind of new Set(projects.map((project) => project.metadata.database as DatabaseKind))) {
    const { template, remove } = await createTemplate(kind)
    process.env[variable(kind)] = JSON.stringify(template)
    removals.push(remove)
  }
  return async () => {
    for (const remove of removals) await remove()
  }
}
