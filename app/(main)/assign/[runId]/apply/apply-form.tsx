import { Form, FormActions, HiddenFields, SubmitButton, TextArea } from '@/components/form'
import { ButtonLink } from '@/components/ui/button'
import { applyRunAction, rebaseRunAction, undoRunAction } from '../../actions'
import { DriftFound, TAKE_IN } from './drift-found'

/** The one button that applies a scenario; with broken rules it asks for the reason first. */
export function ApplyForm({
  id,
  version,
  back,
  label,
  keys,
  mayOverride,
}: {
  id: string
  version: number
  back: string
  label: string
  /** The broken rules that the page shows: an override names exactly these. */
  keys: string[]
  mayOverride: boolean
}) {
  if (keys.length > 0 && !mayOverride)
    return (
      <p className="measure text-base">
        These rules cannot be overridden. Change the pairs on the{' '}
        <a className="link" href={back}>
          board
        </a>
        .
      </p>
    )
  return (
    <>
      <form id={TAKE_IN} action={rebaseRunAction} hidden>
        <HiddenFields values={{ id, version }} />
      </form>
      <Form action={applyRunAction}>
        <HiddenFields values={{ id, version, breach: keys }} />
        <DriftFound />
        {keys.length > 0 && (
          <TextArea
            name="overrideReason"
            label="Reason to override these rules"
            help="Kept with each of the allocations and in the audit log. Or go back and change the pairs."
            rows={2}
            maxLength={1000}
          />
        )}
        <FormActions>
          <SubmitButton pendingText="Applying">{label}</SubmitButton>
          <ButtonLink href={back} variant="ghost">
            Cancel
          </ButtonLink>
        </FormActions>
      </Form>
    </>
  )
}

export function UndoForm({ id, version, back }: { id: string; version: number; back: string }) {
  return (
    <Form action={undoRunAction}>
      <HiddenFields values={{ id, version }} />
      <FormActions>
        <SubmitButton pendingText="Undoing">Undo this scenario</SubmitButton>
        <ButtonLink href={back} variant="ghost">
          Cancel
        </ButtonLink>
      </FormActions>
    </Form>
  )
}
