'use client'
/**
 * The end of the form that tells people of their hours: how many emails, and the button with the number. Both
 * follow the boxes as they are ticked; without scripts they tell of all, which is what is ticked then.
 */
import { useRef } from 'react'
import { FormActions, SubmitButton } from '@/components/form'
import { useTicked } from '@/components/form/use-ticked'
import { ButtonLink } from '@/components/ui/button'
import { formatHours } from '@/lib/hours'

export function TellActions({ items, back }: { items: { value: string; quarters: number }[]; back: string }) {
  const place = useRef<HTMLDivElement>(null)
  const ticked = useTicked(place, 'item')
  const chosen = ticked ? items.filter((item) => ticked.has(item.value)) : items
  const people = chosen.length
  const hours = formatHours(chosen.reduce((sum, item) => sum + item.quarters, 0))
  return (
    <div ref={place}>
      <FormActions
        note={
          people === 0
            ? 'Nobody is chosen.'
            : `${people} ${people === 1 ? 'email is' : 'emails are'} sent at once, with ${hours} in all. This cannot be undone.`
        }
      >
        <SubmitButton pendingText="Offering">
          {`Offer hours to ${people} ${people === 1 ? 'person' : 'people'}`}
        </SubmitButton>
        <ButtonLink href={back} variant="ghost">
          Cancel
        </ButtonLink>
      </FormActions>
    </div>
  )
}
