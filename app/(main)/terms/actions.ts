'use server'
import { createTerm, removeTerm, restoreTerm, updateTerm } from '@/lib/terms/commands'
import { copyTerm } from '@/lib/terms/copy'
import { generateTermPaydays, type PaydaySummary, savePaydays } from '@/lib/terms/payday-commands'
import { effectsText } from '@/lib/terms/payday-effects'
import {
  copyTermInput,
  generateInput,
  newTermInput,
  paydaysInput,
  termInput,
  termRefInput,
} from '@/lib/terms/schema'
import { upperFirst } from '@/lib/text'
import { defineAction } from '@/lib/web/action'

export const createTermAction = defineAction({
  name: 'terms.create',
  gate: 'terms.manage',
  input: newTermInput,
  run: async (input, { viewer }) => {
    const id = await createTerm(viewer, input)
    return { redirectTo: `/terms/${id}`, flash: `Created ${input.name}.` }
  },
})

export const copyTermAction = defineAction({
  name: 'terms.copy',
  gate: 'terms.manage',
  input: copyTermInput,
  run: async (input, { viewer }) => {
    const id = await copyTerm(viewer, input)
    return { redirectTo: `/terms/${id}`, flash: `Copied to ${input.name}, closed for applications.` }
  },
})

export const saveTermAction = defineAction({
  name: 'terms.update',
  gate: 'terms.manage',
  input: termInput,
  run: async (input, { viewer }) => {
    if (input.conflict === 'theirs')
      return { redirectTo: `/terms/${input.id}`, flash: 'Nothing of yours was saved.' }
    const { paydaysBefore: n } = await updateTerm(viewer, input)
    const before =
      n > 0
        ? ` ${paydays(n)} ${n === 1 ? 'lies' : 'lie'} before its first day now: no hours can be recorded for ${n === 1 ? 'it' : 'them'}.`
        : ''
    return { redirectTo: `/terms/${input.id}`, flash: `Saved ${input.name}.${before}` }
  },
})

export const savePaydaysAction = defineAction({
  name: 'terms.savePaydays',
  gate: 'terms.manage',
  input: paydaysInput,
  run: async (input, { viewer }) => {
    const page = `/terms/${input.id}/paydays`
    if (input.conflict === 'theirs') return { redirectTo: page, flash: 'Nothing of yours was saved.' }
    return { redirectTo: page, flash: said(await savePaydays(viewer, input)) }
  },
})

export const generatePaydaysAction = defineAction({
  name: 'terms.generatePaydays',
  gate: 'terms.manage',
  input: generateInput,
  run: async (input, { viewer }) => {
    const page = `/terms/${input.id}/paydays`
    if (input.conflict === 'theirs') return { redirectTo: page, flash: 'Nothing of yours was saved.' }
    return { redirectTo: page, flash: said(await generateTermPaydays(viewer, input)) }
  },
})

export const removeTermAction = defineAction({
  name: 'terms.remove',
  gate: 'terms.manage',
  input: termRefInput,
  run: async (input, { viewer }) => {
    if (input.conflict === 'theirs') return { redirectTo: `/terms/${input.id}` }
    const done = await removeTerm(viewer, input)
    return done === 'deleted'
      ? { redirectTo: '/terms', flash: 'Deleted the term.' }
      : { redirectTo: `/terms/${input.id}`, flash: 'Archived the term.' }
  },
})

export const restoreTermAction = defineAction({
  name: 'terms.restore',
  gate: 'terms.manage',
  input: termRefInput,
  run: async (input, { viewer }) => {
    if (input.conflict === 'theirs') return { redirectTo: `/terms/${input.id}` }
    await restoreTerm(viewer, input)
    return { redirectTo: `/terms/${input.id}`, flash: 'Brought the term back, closed for applications.' }
  },
})

function said({ added, changed, removed, ...effects }: PaydaySummary): string {
  const parts = [
    added > 0 ? `added ${paydays(added)}` : '',
    changed > 0 ? `changed ${paydays(changed)}` : '',
    removed > 0 ? `removed ${paydays(removed)}` : '',
  ].filter(Boolean)
  if (parts.length === 0) return 'Nothing had changed.'
  const text = parts.join(', ')
  return `${upperFirst(text)}. ${effectsText(effects)}`.trim()
}

const paydays = (n: number) => `${n} ${n === 1 ? 'payday' : 'paydays'}`
