'use server'

import { z } from 'zod'
import { invalid } from '@/lib/errors'
import type { Viewer } from '@/lib/permissions'
import { saveOwnProfile } from '@/lib/profile/commands'
import { removeOwnDocument, saveOwnDocument } from '@/lib/profile/document-commands'
import { type ProfileInput, profileInput, staffProfileInput } from '@/lib/profile/schema'
import { fileKinds } from '@/lib/vocabulary'
import { type ActionResult, defineAction } from '@/lib/web/action'

export const saveProfileAction = defineAction({
  name: 'profile.save',
  gate: 'profile.edit',
  input: profileInput,
  run: (input, { viewer }) => save(viewer, input),
})

/** The shorter form of those who are no students: what it does not show stays. */
export const saveStaffProfileAction = defineAction({
  name: 'profile.saveStaff',
  gate: 'profile.edit',
  input: staffProfileInput,
  run: (input, { viewer }) => save(viewer, input),
})

export const saveDocumentAction = defineAction({
  name: 'profile.saveDocument',
  gate: 'profile.edit',
  input: z
    .object({
      kind: z.enum(fileKinds),
      cv: z.instanceof(File, { error: 'Choose a file first.' }).optional(),
      transcript: z.instanceof(File, { error: 'Choose a file first.' }).optional(),
    })
    .transform(({ kind, ...given }) => ({ kind, file: given[kind] })),
  run: async ({ kind, file }, { viewer }) => {
    if (!file) throw invalid({ [kind]: 'Choose a file first.' })
    await saveOwnDocument(viewer, kind, file)
    return { redirectTo: '/profile#documents', flash: `Your ${documentNames[kind]} is on file.` }
  },
})

export const removeDocumentAction = defineAction({
  name: 'profile.removeDocument',
  gate: 'profile.edit',
  input: z.object({ kind: z.enum(fileKinds) }),
  run: async ({ kind }, { viewer }) => {
    await removeOwnDocument(viewer, kind)
    return { redirectTo: '/profile#documents', flash: `Your ${documentNames[kind]} is no longer on file.` }
  },
})

const documentNames = { cv: 'CV', transcript: 'transcript' } as const

async function save(viewer: Viewer, input: ProfileInput): Promise<ActionResult> {
  if (input.conflict === 'theirs') return { redirectTo: '/profile', flash: 'Nothing of yours was saved.' }
  await saveOwnProfile(viewer, input)
  return { redirectTo: '/profile', flash: 'Your profile is saved.' }
}
