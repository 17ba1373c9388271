import { z } from 'zod'
import { hoursField, idField, lineField, optionalText, tick } from '@/lib/fields'
import { assignmentScopes, positions } from '@/lib/vocabulary'
import { editActs } from './edits'
import { runSettings } from './settings'

/** Forms of automatic assignment, as they are posted. */

const nameField = () => lineField({ blank: 'Give the scenario a name.', most: 120 })
const listOf = (most: number) =>
  z.preprocess(
    (value) => (value === undefined ? [] : Array.isArray(value) ? value : [value]),
    z.array(z.string().max(200)).max(most, 'Load the page again.'),
  )

/** Sliders and rules as a form posts them: what is not ticked is not posted. */
export const settingsForm = z
  .object({
    ...runSettings.omit({
      stayClose: true,
      prove: true,
      withAccepted: true,
      withReserve: true,
      withRejected: true,
    }).shape,
    prove: tick(),
    withAccepted: tick(),
    withReserve: tick(),
    withRejected: tick(),
  })
  .transform((settings) => ({ ...settings, stayClose: null }))

export const startForm = z.intersection(
  z.object({
    termId: idField('Choose a term.'),
    scope: z.enum(assignmentScopes, 'Choose tutors, markers or both.'),
    name: nameField(),
  }),
  settingsForm,
)

export const runForm = z.object({ id: idField('Choose a scenario.') })
export const renameForm = runForm.extend({ name: nameField() })

const version = z.coerce.number().int().min(1).catch(0)
export const versionForm = runForm.extend({ version })

/** How much points a kept step is worth, by the words of the form. */
export const closeness = { loose: 150, normal: 500, tight: 1500 } as const
export const againForm = runForm.extend({
  name: nameField(),
  close: z.enum(['no', 'loose', 'normal', 'tight']).catch('normal'),
})

/** A chip's button names act, place and hours in one value, as all chips share one form. */
const chipValue = /^([a-z]+) ([\w-]{1,36}) ([\w-]{1,36}) ([a-z]+)(?: (\d{1,3}))?$/

function spreadChip(raw: unknown): unknown {
  const { pair, ...fields } = raw as Record<string, unknown>
  const [, act, userId, courseId, position, hours = ''] = chipValue.exec(String(pair ?? '')) ?? []
  return act ? { ...fields, act, userId, courseId, position, hours, toCourseId: '' } : fields
}

const editFields = versionForm.extend({
  act: z.preprocess(
    (value) => (Array.isArray(value) ? value.at(-1) : value),
    z.enum(editActs, 'Choose what to do.'),
  ),
  userId: idField('Choose a person.'),
  courseId: idField('Choose a course.'),
  position: z.enum(positions, 'Choose tutor or marker.'),
  hours: z
    .string()
    .optional()
    .transform((text) => (text === undefined || text.trim() === '' ? undefined : text))
    .pipe(z.union([z.undefined(), hoursField({ most: 40_000 })])),
  toCourseId: z.string().max(36).optional(),
  back: z.string().max(2000).catch(''),
})
export const editForm = z.preprocess(spreadChip, editFields)

export const applyForm = versionForm.extend({
  overrideReason: optionalText(1000),
  breach: listOf(5000),
})

export const uploadForm = versionForm.extend({
  file: z
    .instanceof(File, { error: 'Choose a file.' })
    .refine((chosen) => chosen.size > 0 || chosen.name !== '', 'Choose a file.'),
})
export const useImportForm = versionForm.extend({ leaveOutErrors: tick() })
