'use server'
import { isAppError } from '@/lib/errors'
import { formatMoney } from '@/lib/money'
import { exportBatch } from '@/lib/payroll/commands'
import { addRate, rateFields, removeRate } from '@/lib/payroll/rates'
import { exportInput, rateInput, rateRefInput } from '@/lib/payroll/schema'
import { defineAction, definePost } from '@/lib/web/action'

export const exportAction = defineAction({
  name: 'payroll.export',
  gate: 'payroll.export',
  input: exportInput,
  run: async (input, { viewer }) => {
    try {
      const { batchId, number, already } = await exportBatch(viewer, input)
      return {
        redirectTo: `/payroll/${batchId}`,
        flash: already ? `This is batch ${number}, made before.` : `Exported as batch ${number}.`,
      }
    } catch (error) {
      // The preview has to be made anew: what it showed is no longer what waits.
      if (isAppError(error, 'conflict') || isAppError(error, 'state'))
        return {
          redirectTo: `/payroll/preview?payday=${input.paydayId}&position=${input.position}`,
          flash: { message: error.message, tone: 'error' },
        }
      throw error
    }
  },
})

export const addRateAction = defineAction({
  name: 'payroll.addRate',
  gate: 'payroll.export',
  input: rateInput,
  run: async (input, { viewer }) => {
    await addRate(viewer, input)
    return { redirectTo: '/payroll/rates', flash: 'Added the rate.' }
  },
})

export const removeRateAction = definePost({
  name: 'payroll.removeRate',
  gate: 'payroll.export',
  input: rateRefInput,
  run: async (input, { viewer }) => {
    const { name, ...rate } = await removeRate(viewer, input.id)
    return {
      redirectTo: '/payroll/rates',
      flash: {
        message: `Removed ${formatMoney(rate.centsPerHour)} an hour: ${name}. Hours not exported yet take the rate before it, or have none.`,
        undo: { what: 'rate', fields: rateFields(rate) },
      },
    }
  },
})
