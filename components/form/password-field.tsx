'use client'
/**
 * A password that can be shown. It never comes back filled in.
 *
 *   <PasswordField name="password" label="Password" autoComplete="current-password" />
 */
import { Eye, EyeOff } from 'lucide-react'
import { useState } from 'react'
import { IconButton } from '../ui/button'
import { Field, type FieldProps } from './field'

export function PasswordField({
  autoComplete = 'current-password',
  ...frame
}: FieldProps & { autoComplete?: 'current-password' | 'new-password' }) {
  const [shown, setShown] = useState(false)
  return (
    <Field {...frame}>
      {(aria) => (
        <div className="relative">
          <input
            {...aria}
            type={shown ? 'text' : 'password'}
            autoComplete={autoComplete}
            autoCapitalize="none"
            spellCheck={false}
            className="control !pr-11"
          />
          <IconButton
            label={shown ? 'Hide password' : 'Show password'}
            aria-pressed={shown}
            icon={shown ? <EyeOff aria-hidden /> : <Eye aria-hidden />}
            className="js-only !absolute inset-y-0 right-0 focus-visible:-outline-offset-2"
            onClick={() => setShown(!shown)}
          />
        </div>
      )}
    </Field>
  )
}
