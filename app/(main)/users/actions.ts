'use server'

import { z } from 'zod'
import { idField, lineField, optionalText, seenVersion, versionFields } from '@/lib/fields'
import { correctIdentity } from '@/lib/profile/commands'
import { auidField, upiField } from '@/lib/profile/schema'
import {
  addPerson,
  changeRoles,
  deactivatePerson,
  reactivatePerson,
  resendInvitation,
} from '@/lib/users/commands'
import { deletePerson } from '@/lib/users/delete'
import { editPerson } from '@/lib/users/edit'
import { peopleList } from '@/lib/users/list'
import { emailField, nameField, usernameField } from '@/lib/users/schema'
import { roles } from '@/lib/vocabulary'
import { defineAction } from '@/lib/web/action'

/** The person, and the list behind the panel as its URL says it. */
const ref = { id: idField('Choose a person.'), list: z.string().max(2000).optional() }

/** The panel again, over the same list. */
const panel = (input: { id: string; list?: string }) =>
  peopleList.href(`/users/${input.id}`, peopleList.parse(new URLSearchParams(input.list ?? '')))

/** Ticked boxes: none, one or several. */
const roleBoxes = z.preprocess(
  (value) => (value === undefined ? [] : Array.isArray(value) ? value : [value]),
  z.array(z.enum(roles, 'Choose roles from the list.')).max(roles.length),
)

export const addPersonAction = defineAction({
  name: 'users.add',
  gate: 'users.invite',
  input: z.object({
    name: nameField,
    username: usernameField,
    email: emailField,
    roles: roleBoxes.refine((ticked) => ticked.length > 0, 'Choose at least one role.'),
  }),
  run: async (input, { viewer }) => {
    const { id } = await addPerson(viewer, input)
    return {
      redirectTo: `/users/${id}`,
      flash: `Added ${input.name}. A link to choose a password is on its way to ${input.email}.`,
    }
  },
})

export const resendInvitationAction = defineAction({
  name: 'users.resendInvitation',
  gate: 'users.invite',
  input: z.object(ref),
  run: async (input, { viewer }) => {
    await resendInvitation(viewer, input.id)
    return { redirectTo: panel(input), flash: 'A new link is on its way. The one before is void.' }
  },
})

export const editPersonAction = defineAction({
  name: 'users.edit',
  gate: 'users.edit',
  input: z.object({
    ...ref,
    name: nameField,
    preferredName: optionalText(200),
    username: usernameField,
    // Not in the form of one's own account.
    email: emailField.optional(),
    ...versionFields,
  }),
  run: async (input, { viewer }) => {
    if (input.conflict === 'theirs') return { redirectTo: panel(input), flash: 'Nothing of yours was saved.' }
    const { waiting } = await editPerson(viewer, input.id, { ...input, version: seenVersion(input) })
    const rest = waiting ? ` ${waiting} counts as their address once the link mailed to it is used.` : ''
    return { redirectTo: panel(input), flash: `Saved ${input.name}.${rest}` }
  },
})

export const changeRolesAction = defineAction({
  name: 'users.changeRoles',
  gate: 'roles.grant',
  input: z.object({ ...ref, roles: roleBoxes, ...versionFields }),
  run: async (input, { viewer }) => {
    if (input.conflict === 'theirs') return { redirectTo: panel(input), flash: 'Nothing of yours was saved.' }
    await changeRoles(viewer, input.id, { wanted: input.roles, version: seenVersion(input) })
    return { redirectTo: panel(input), flash: 'The roles are saved and count from the next click on.' }
  },
})

export const correctIdentityAction = defineAction({
  name: 'users.correctIdentity',
  gate: 'profile.correctIdentity',
  input: z.object({
    ...ref,
    upi: upiField,
    auid: auidField,
    reason: lineField({ blank: 'Say why it is corrected.', most: 500 }),
    ...versionFields,
  }),
  run: async (input, { viewer }) => {
    if (input.conflict === 'theirs') return { redirectTo: panel(input), flash: 'Nothing of yours was saved.' }
    await correctIdentity(viewer, input.id, { ...input, version: seenVersion(input) })
    return { redirectTo: panel(input), flash: 'UPI and student ID are corrected.' }
  },
})

export const deactivateAction = defineAction({
  name: 'users.deactivate',
  gate: 'users.deactivate',
  input: z.object({ ...ref, reason: optionalText(500) }),
  run: async (input, { viewer }) => {
    await deactivatePerson(viewer, input.id, input.reason)
    return { redirectTo: panel(input), flash: 'The account is deactivated and signed out everywhere.' }
  },
})

export const reactivateAction = defineAction({
  name: 'users.reactivate',
  gate: 'users.deactivate',
  input: z.object(ref),
  run: async (input, { viewer }) => {
    await reactivatePerson(viewer, input.id)
    return { redirectTo: panel(input), flash: 'The account is active again, with the roles it had.' }
  },
})

export const deleteAction = defineAction({
  name: 'users.delete',
  gate: 'users.delete',
  input: z.object({ ...ref, reason: lineField({ blank: 'Say why it is deleted.', most: 500 }) }),
  run: async (input, { viewer }) => {
    await deletePerson(viewer, input.id, input.reason)
    return { redirectTo: panel(input), flash: 'The account is deleted. Its hours and results stay.' }
  },
})
