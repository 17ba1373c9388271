'use server'
import { z } from 'zod'
import { applyImport } from '@/lib/courses/import-apply'
import { createImportPreview } from '@/lib/courses/import-previews'
import { idField, tick } from '@/lib/fields'
import { defineAction } from '@/lib/web/action'

const file = z
  .instanceof(File, { error: 'Choose a file.' })
  // A browser posts an empty file without a name when none was chosen.
  .refine((chosen) => chosen.size > 0 || chosen.name !== '', 'Choose a file.')

export const previewImportAction = defineAction({
  name: 'courses.previewImport',
  gate: 'courses.import',
  input: z.object({ termId: idField('Choose a term.'), file }),
  run: async (input, { viewer }) => {
    const id = await createImportPreview(viewer, {
      termId: input.termId,
      fileName: input.file.name,
      bytes: new Uint8Array(await input.file.arrayBuffer()),
    })
    return { redirectTo: `/courses/import/${id}` }
  },
})

export const applyImportAction = defineAction({
  name: 'courses.applyImport',
  gate: 'courses.import',
  input: z.object({
    previewId: idField('Which preview?'),
    fingerprint: z.string({ error: 'Load the page again.' }).regex(/^[0-9a-f]{64}$/, 'Load the page again.'),
    mode: z.enum(['add', 'update'], { error: 'Choose what to apply.' }),
    leaveOutErrors: tick(),
  }),
  run: async (input, { viewer }) => {
    const redirectTo = `/courses/import/${input.previewId}`
    const done = await applyImport(viewer, input)
    return done === 'applied'
      ? { redirectTo }
      : {
          redirectTo,
          flash: {
            tone: 'error' as const,
            message:
              'Nothing was applied: the courses of the term have changed since you looked. This is the new preview.',
          },
        }
  },
})
