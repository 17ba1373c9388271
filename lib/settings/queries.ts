import { cache } from 'react'
import { type Db, db, type Tx } from '@/db/client'
import { settings } from '@/db/schema'
import { defaultSettings, type SettingKey, type Settings, settingSchemas } from './schema'

/** All settings, defaults filled in; a stored value that no longer fits its schema reads as the default. */
export async function loadSettings(from: Db | Tx = db): Promise<Settings> {
  const rows = await from.select().from(settings)
  const merged: Record<string, unknown> = { ...defaultSettings }
  for (const row of rows) {
    if (!Object.hasOwn(settingSchemas, row.key)) continue
    const parsed = settingSchemas[row.key as SettingKey].safeParse(row.value)
    if (parsed.success) merged[row.key] = parsed.data
  }
  return merged as Settings
}

/** As `loadSettings`, read once per request. */
export const getSettings = cache(() => loadSettings())
