'use server'
import { putBackForm } from '@/lib/assignment-runs/lost'
import { putBack } from '@/lib/assignment-runs/put-back'
import { definePost } from '@/lib/web/action'

/**
 * "Undo" beside the line that tells of somebody kept or taken out of a course; the page stays. By itself, as the frame
 * of every page has it and needs nothing else of automatic assignment.
 */
export const putBackAction = definePost({
  name: 'assignment.putBack',
  gate: 'assignment.run',
  input: putBackForm,
  run: async (input, { viewer }) => ({ message: `${await putBack(viewer, input)}.` }),
})
