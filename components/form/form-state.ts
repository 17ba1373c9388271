/** What a form's server action answers: the contract between `lib/web/action` and `components/form`. Types only. */
export type { FormAction, FormState } from '@/lib/web/form-state'
