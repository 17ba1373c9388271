'use client'
import { useContext } from 'react'
import { Checkbox } from '@/components/form'
import { FormContext } from '@/components/form/form-context'
import { Alert } from '@/components/ui/alert'
import { Link } from '@/components/ui/link'
import type { OutsideLink } from '@/lib/terms/hours-outside'

/**
 * Leads to the recorded lines for which a save was refused, payday by payday; with `confirm` a box that lets them lie
 * outside their pay period all the same.
 */
export function OutsideHours({ confirm }: { confirm?: boolean }) {
  const { state } = useContext(FormContext)
  const links = (state.data as { outside?: OutsideLink[] } | undefined)?.outside ?? []
  return (
    <>
      {links.length > 0 && (
        <Alert tone="warning" title="The lines that this is about" className="my-4">
          <ul className="space-y-1">
            {links.map(({ href, label }) => (
              <li key={href}>
                <Link href={href} className="link">
                  {label}
                </Link>
              </li>
            ))}
          </ul>
        </Alert>
      )}
      {confirm && (state.errors?.hoursOutside || state.values?.hoursOutside) && (
        <Checkbox name="hoursOutside" label="Recorded hours lie outside their pay period" className="mt-6" />
      )}
    </>
  )
}
