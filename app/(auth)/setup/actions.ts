'use server'

import { z } from 'zod'
import { setSessionCookie } from '@/lib/auth/cookies'
import { newPassword } from '@/lib/auth/password-rules'
import { invalid } from '@/lib/errors'
import { tick } from '@/lib/fields'
import { settingSchemas } from '@/lib/settings/schema'
import { emailField, nameField, usernameField } from '@/lib/users/schema'
import { createFirstAdmin, loadSampleTerm, sampleProblems } from '@/lib/users/setup'
import { defineAction } from '@/lib/web/action'
import { expected, reportFault } from '@/lib/web/faults'
import type { Flash } from '@/lib/web/flash'
import { callerOf } from '@/lib/web/request'

export const setUpAction = defineAction({
  name: 'account.setUp',
  gate: 'public',
  input: z.object({
    token: z.string().max(100),
    name: nameField,
    username: usernameField,
    email: emailField,
    password: newPassword,
    institutionName: settingSchemas.institutionName.unwrap(),
    timeZone: settingSchemas.timeZone.unwrap(),
    sample: tick(),
    samplePassword: z.string().max(1000).default(''),
  }),
  run: async (input) => {
    const problems = input.sample ? sampleProblems(input) : {}
    if (Object.keys(problems).length > 0) throw invalid(problems)
    const { sessionId, userId } = await createFirstAdmin(input, await callerOf())
    await setSessionCookie(sessionId, userId, false)
    if (input.sample) {
      return { redirectTo: '/', flash: await addSample(input.samplePassword) }
    }
    return { redirectTo: '/', flash: 'MTMS is set up and you are signed in. Create the first term next.' }
  },
})

/** The admin is there by now: what goes wrong here is told on the home page and undoes nothing. */
async function addSample(password: string): Promise<Flash> {
  try {
    await loadSampleTerm(password)
    return {
      message:
        'MTMS is set up with the sample term. Sign in as tutorco, coord01 or stud001 to see it as they do.',
    }
  } catch (error) {
    const why =
      expected(error)?.message ??
      `The error has the number ${reportFault(error, { action: 'account.setUp' })}.`
    return { message: `MTMS is set up, but without the sample term. ${why}`, tone: 'error' }
  }
}
