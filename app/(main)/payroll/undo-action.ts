'use server'
import { addRate } from '@/lib/payroll/rates'
import { rateInput } from '@/lib/payroll/schema'
import { definePost } from '@/lib/web/action'

/** "Undo" beside the line that tells of a removed rate; the page stays. By itself, as the frame of every page has it. */
export const putBackRateAction = definePost({
  name: 'payroll.putBackRate',
  gate: 'payroll.export',
  input: rateInput,
  run: async (input, { viewer }) => {
    await addRate(viewer, input)
    return { message: 'Put the rate back.' }
  },
})
