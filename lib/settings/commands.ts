import { inArray } from 'drizzle-orm'
import { type Tx, write } from '@/db/client'
import { settings } from '@/db/schema'
import { upsert } from '@/db/sql'
import { audit } from '@/lib/audit'
import { conflictError } from '@/lib/audit/conflict'
import { type AppError, invalid } from '@/lib/errors'
import { requireCan, type Viewer } from '@/lib/permissions'
import { loadSettings } from './queries'
import {
  defaultSettings,
  type SettingKey,
  type Settings,
  settingLabels,
  settingSchemas,
  showSetting,
} from './schema'

/** What a form was made from: the values that it showed, and after "Keep mine" the version of the notice. */
export type SeenSettings = { values: Partial<Settings>; version?: number }

/**
 * Saves the given settings and no other. With `seen` only those count that differ from what the form
 * showed: a field that nobody touched changes nothing, whatever was saved meanwhile (SPEC 11).
 *
 * @throws `invalid` with the key of each wrong one; `conflict` when one that is changed was changed since
 */
export async function saveSettings(
  viewer: Viewer,
  change: Partial<Settings>,
  seen?: SeenSettings,
): Promise<void> {
  requireCan(viewer, 'settings.edit')
  const errors: Record<string, string> = {}
  const wanted: [SettingKey, unknown][] = []
  for (const [key, value] of Object.entries(change) as [SettingKey, unknown][]) {
    if (value === undefined) continue
    const result = settingSchemas[key].safeParse(value)
    if (!result.success) errors[key] = result.error.issues[0]?.message ?? 'This value does not fit.'
    else if (!seen || !same(result.data, seen.values[key])) wanted.push([key, result.data])
  }
  if (Object.keys(errors).length > 0) throw invalid(errors)
  if (wanted.length === 0) return
  await write(async (tx) => {
    const at = new Date()
    const stored = await holdSettings(
      tx,
      wanted.map(([key]) => key),
      at,
    )
    const changed = wanted.filter(([key, value]) => !same(stored.values[key], value))
    const foreign = seen ? changed.filter(([key]) => !same(stored.values[key], seen.values[key])) : []
    const version = Math.max(1, ...foreign.map(([key]) => stored.savedAt.get(key)?.getTime() ?? 0))
    if (foreign.length > 0 && version !== seen?.version)
      throw await conflict(tx, foreign, stored.values, version)
    for (const [key, value] of changed) {
      const row = { key, value, updatedAt: at, updatedBy: viewer.id }
      await upsert(tx, settings, row, [settings.key], { value, updatedAt: at, updatedBy: viewer.id })
      await audit(tx, {
        actor: viewer,
        action: 'settings.save',
        record: { type: 'setting', id: key, name: settingLabels[key] },
        before: { [key]: stored.values[key] },
        after: { [key]: value },
      })
    }
  })
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

/**
 * The settings as they are inside the transaction. Rows that were never saved are made with their default:
 * two who save the same setting for the first time meet on its row, and the second reads what the first wrote.
 */
async function holdSettings(tx: Tx, keys: readonly SettingKey[], at: Date) {
  for (const key of [...keys].sort()) {
    const row = { key, value: defaultSettings[key], updatedAt: at }
    // Of a row that is there nothing is changed, but it is locked until the commit.
    await upsert(tx, settings, row, [settings.key], { key })
  }
  const rows = await tx
    .select()
    .from(settings)
    .where(inArray(settings.key, [...keys]))
  const values = await loadSettings(tx)
  return { values, savedAt: new Map(rows.map((row) => [row.key as SettingKey, row.updatedAt])) }
}

function conflict(
  tx: Tx,
  foreign: readonly [SettingKey, unknown][],
  stored: Settings,
  version: number,
): Promise<AppError> {
  const [[key]] = foreign as [[SettingKey, unknown]]
  const name = `The setting “${settingLabels[key]}”`
  return conflictError(
    tx,
    { type: 'setting', id: key, name, version },
    foreign.map(([one, value]) => ({
      field: settingLabels[one],
      yours: showSetting(one, value),
      theirs: showSetting(one, stored[one]),
    })),
    stored.timeZone,
  )
}
