import { write } from '@/db/client'
import { settings } from '@/db/schema'
import { upsert } from '@/db/sql'
import { audit } from '@/lib/audit'
import { invalid } from '@/lib/errors'
import { requireCan, type Viewer } from '@/lib/permissions'
import { loadSettings } from './queries'
import { type SettingKey, type Settings, settingSchemas } from './schema'

/** Saves the given settings and no other. Throws `invalid` with the key of each wrong one. */
export async function saveSettings(viewer: Viewer, change: Partial<Settings>): Promise<void> {
  requireCan(viewer, 'settings.edit')
  const errors: Record<string, string> = {}
  const parsed: [SettingKey, unknown][] = []
  for (const [key, value] of Object.entries(change)) {
    const result = settingSchemas[key as SettingKey].safeParse(value)
    if (result.success) parsed.push([key as SettingKey, result.data])
    else errors[key] = result.error.issues[0]?.message ?? 'This value does not fit.'
  }
  if (Object.keys(errors).length > 0) throw invalid(errors)
  const before = await loadSettings()
  await write(async (tx) => {
    const at = new Date()
    for (const [key, value] of parsed) {
      if (JSON.stringify(before[key]) === JSON.stringify(value)) continue
      const row = { key, value, updatedAt: at, updatedBy: viewer.id }
      await upsert(tx, settings, row, [settings.key], { value, updatedAt: at, updatedBy: viewer.id })
      await audit(tx, {
        actor: viewer,
        action: 'settings.save',
        record: { type: 'setting', id: key, name: key },
        before: { [key]: before[key] },
        after: { [key]: value },
      })
    }
  })
}
