import { EmailField, TextField } from '@/components/form'
import type { Answers } from '@/lib/applications/answers'
import { identityLabels as labels } from '@/lib/applications/labels'

/** Step 1. UPI and student ID cannot change once an application was submitted. */
export function IdentityFields({ answers, locked }: { answers: Answers['identity']; locked: boolean }) {
  const fixed = 'It was locked by your first submission. If it is wrong, tell a coordinator.'
  return (
    <>
      <TextField
        name="name"
        label={labels.name}
        help="As it should stand on a contract."
        defaultValue={answers.name}
        autoComplete="name"
      />
      <TextField
        name="upi"
        label={labels.upi}
        help={locked ? fixed : 'Your university user name, such as abcd123.'}
        defaultValue={answers.upi}
        readOnly={locked}
        width="short"
        autoCapitalize="none"
        spellCheck={false}
        autoComplete="username"
      />
      <TextField
        name="auid"
        label={labels.auid}
        help={locked ? fixed : 'The 9 digits on your student card.'}
        defaultValue={answers.auid}
        readOnly={locked}
        width="short"
        inputMode="numeric"
        autoComplete="off"
      />
      <EmailField
        name="email"
        label={labels.email}
        help="Coordinators write to this address about the application."
        defaultValue={answers.email}
      />
    </>
  )
}
