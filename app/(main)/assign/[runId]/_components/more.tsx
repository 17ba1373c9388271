import { Form, HiddenFields, Select, SubmitButton, TextField } from '@/components/form'
import { Button } from '@/components/ui/button'
import { Section } from '@/components/ui/card'
import type { Marks } from '@/lib/assignment-runs/base'
import type { RunRow } from '@/lib/assignment-runs/store'
import { deleteRunAction, renameRunAction, resetRunAction, solveAgainAction } from '../../actions'

/** What of the coordinator's marks the next scenario takes over. */
function staysWords(locked: number, kept: number): string {
  const words = [
    locked > 0 ? `${locked} locked ${locked === 1 ? 'place stays' : 'places stay'}` : '',
    kept > 0 ? `${kept} kept out ${kept === 1 ? 'stays' : 'stay'} out` : '',
  ].filter(Boolean)
  return words.length > 0 ? `${words.join(', ')}.` : 'Nobody is locked or kept out.'
}

/** Below the board: solve again, go back to the solver's answer, rename, delete. */
export function More({ run, marks }: { run: RunRow; marks: Marks }) {
  const applied = run.appliedAt !== null && run.undoneAt === null
  const id = <input type="hidden" name="id" value={run.id} />
  const locked = marks.locks.length
  const kept = marks.forbids.length
  return (
    <div className="grid gap-x-10 gap-y-8 border-t border-line pt-6 lg:grid-cols-2">
      {run.state !== 'failed' && (
        <Section
          id="again"
          title="Solve again"
          description={`As a new scenario, with the term’s data as it is now. ${staysWords(locked, kept)}`}
        >
          <Form action={solveAgainAction}>
            <HiddenFields values={{ id: run.id }} />
            <Select
              name="close"
              label="How close to what you see here"
              defaultValue="normal"
              width="medium"
              options={[
                { value: 'tight', label: 'As close as possible' },
                { value: 'normal', label: 'Close' },
                { value: 'loose', label: 'Moves people where it helps' },
                { value: 'no', label: 'Start from nothing' },
              ]}
            />
            <TextField
              name="name"
              label="Name of the new scenario"
              width="medium"
              maxLength={120}
              defaultValue={`${run.name.slice(0, 105)}, again`}
            />
            <SubmitButton variant="secondary" pendingText="Starting">
              Solve again
            </SubmitButton>
          </Form>
        </Section>
      )}
      <Section id="scenario" title="This scenario">
        <form action={renameRunAction} className="mb-4 flex items-end gap-2">
          {id}
          <label htmlFor="rename" className="min-w-0 flex-1 text-base font-medium">
            Name
            <input
              id="rename"
              name="name"
              required
              maxLength={120}
              defaultValue={run.name}
              className="control mt-1"
            />
          </label>
          <Button type="submit">Rename</Button>
        </form>
        <div className="flex flex-wrap gap-2">
          {run.edited && !applied && run.state !== 'failed' && (
            <form action={resetRunAction}>
              {id}
              <input type="hidden" name="version" value={run.version} />
              <Button type="submit">Back to the solver’s answer</Button>
            </form>
          )}
          {!applied && (
            <form action={deleteRunAction}>
              {id}
              <Button type="submit" variant="ghost">
                Delete this scenario
              </Button>
            </form>
          )}
        </div>
      </Section>
    </div>
  )
}
