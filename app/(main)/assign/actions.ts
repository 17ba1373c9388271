'use server'
import { positionIndex } from '@/lib/assignment/types'
import { solveAgain } from '@/lib/assignment-runs/again'
import { applyRun } from '@/lib/assignment-runs/apply'
import { appliedWords } from '@/lib/assignment-runs/apply-words'
import { cancelRun, deleteRun, rebaseRun, renameRun, startRun } from '@/lib/assignment-runs/commands'
import { editRun, resetRun } from '@/lib/assignment-runs/edits'
import { takeImport, uploadImport } from '@/lib/assignment-runs/import'
import { lostFields } from '@/lib/assignment-runs/lost'
import {
  againForm,
  applyForm,
  closeness,
  editForm,
  renameForm,
  runForm,
  startForm,
  uploadForm,
  useImportForm,
  versionForm,
} from '@/lib/assignment-runs/schema'
import { triedText } from '@/lib/assignment-runs/tried'
import { undoRun } from '@/lib/assignment-runs/undo'
import { localPath } from '@/lib/auth/local-path'
import { isAppError } from '@/lib/errors'
import { defineAction, definePost } from '@/lib/web/action'

const page = (id: string) => `/assign/${id}`
const pairs = (n: number) => `${n} ${n === 1 ? 'pair' : 'pairs'}`

export const startRunAction = defineAction({
  name: 'assignment.start',
  gate: 'assignment.run',
  input: startForm,
  run: async ({ termId, scope, name, ...settings }, { viewer }) => ({
    redirectTo: page(await startRun(viewer, { termId, scope, name, settings })),
  }),
})

export const solveAgainAction = defineAction({
  name: 'assignment.again',
  gate: 'assignment.run',
  input: againForm,
  run: async ({ id, name, close }, { viewer }) => ({
    redirectTo: page(
      await solveAgain(viewer, { id, name, stayClose: close === 'no' ? null : closeness[close] }),
    ),
  }),
})

export const cancelRunAction = definePost({
  name: 'assignment.cancel',
  gate: 'assignment.run',
  input: runForm,
  run: async ({ id }, { viewer }) => {
    await cancelRun(viewer, id)
    return { redirectTo: page(id), flash: 'Cancelled. What was found until now is kept.' }
  },
})

export const renameRunAction = definePost({
  name: 'assignment.rename',
  gate: 'assignment.run',
  input: renameForm,
  run: async (input, { viewer }) => {
    await renameRun(viewer, input)
    return { redirectTo: page(input.id), flash: 'Renamed.' }
  },
})

export const deleteRunAction = definePost({
  name: 'assignment.delete',
  gate: 'assignment.run',
  input: runForm,
  run: async ({ id }, { viewer }) => {
    const row = await deleteRun(viewer, id)
    return {
      redirectTo: `/assign?term=${row.termId}&scope=${row.scope}`,
      flash: `Deleted the scenario ${row.name}.`,
    }
  },
})

export const editRunAction = definePost({
  name: 'assignment.edit',
  gate: 'assignment.run',
  input: editForm,
  run: async ({ id, version, back, position, hours, ...edit }, { viewer }) => {
    const tried = { version, edit: { ...edit, position: positionIndex(position), quarters: hours } }
    const board = back ? localPath(back) : page(id)
    try {
      const { said, lost } = await editRun(viewer, { id, ...tried })
      const undo = lost ? { what: 'board' as const, fields: lostFields(id, lost) } : undefined
      return { redirectTo: board, flash: { message: `${said}.`, undo, within: page(id) } }
    } catch (error) {
      if (!isAppError(error, 'conflict')) throw error
      // Somebody was quicker: the board as it stands, with what was tried beside it.
      const text = encodeURIComponent(triedText(tried))
      return { redirectTo: `${board}${board.includes('?') ? '&' : '?'}tried=${text}` }
    }
  },
})

export const resetRunAction = definePost({
  name: 'assignment.reset',
  gate: 'assignment.run',
  input: versionForm,
  run: async (input, { viewer }) => {
    await resetRun(viewer, input)
    return { redirectTo: page(input.id), flash: 'Back to the solver’s answer.' }
  },
})

export const rebaseRunAction = definePost({
  name: 'assignment.rebase',
  gate: 'assignment.run',
  input: versionForm,
  run: async (input, { viewer }) => {
    const lost = await rebaseRun(viewer, input)
    return {
      redirectTo: page(input.id),
      flash:
        lost > 0
          ? `The term’s data is taken in; ${pairs(lost)} could not stay. Look at the rules below, then apply.`
          : 'The term’s data is taken in; all pairs stay. Look at the rules below, then apply.',
    }
  },
})

export const applyRunAction = defineAction({
  name: 'assignment.apply',
  gate: 'assignment.run',
  input: applyForm,
  run: async ({ id, version, overrideReason, breach }, { viewer }) => {
    const done = await applyRun(viewer, {
      id,
      version,
      override: overrideReason ? { reason: overrideReason, keys: breach } : null,
    })
    return {
      redirectTo: page(id),
      flash: `${appliedWords(done)} Students are told when you publish.`,
    }
  },
})

export const undoRunAction = defineAction({
  name: 'assignment.undo',
  gate: 'assignment.run',
  input: versionForm,
  run: async (input, { viewer }) => {
    const n = await undoRun(viewer, input)
    return {
      redirectTo: page(input.id),
      flash: `Undone: ${n} ${n === 1 ? 'application is' : 'applications are'} as before.`,
    }
  },
})

export const uploadImportAction = defineAction({
  name: 'assignment.upload',
  gate: 'assignment.run',
  input: uploadForm,
  run: async ({ id, version, file }, { viewer }) => {
    await uploadImport(viewer, {
      id,
      version,
      fileName: file.name,
      bytes: new Uint8Array(await file.arrayBuffer()),
    })
    return { redirectTo: `${page(id)}/import` }
  },
})

export const takeImportAction = defineAction({
  name: 'assignment.takeImport',
  gate: 'assignment.run',
  input: useImportForm,
  run: async (input, { viewer }) => {
    const n = await takeImport(viewer, input)
    return { redirectTo: page(input.id), flash: `The scenario has the file’s ${pairs(n)} now.` }
  },
})
