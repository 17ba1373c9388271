/** One import for forms: `import { Form, TextField, SubmitButton } from '@/components/form'`. */
export { Checkbox, CheckboxGroup, type Choice, type Option, RadioGroup, Select } from './choice-fields'
export { ErrorSummary } from './error-summary'
export { Field, type FieldProps, FieldSet } from './field'
export { type ExistingFile, FileField, FileLine } from './file-field'
export { Form } from './form'
export { fieldId } from './form-context'
export type { FormAction, FormState } from './form-state'
export { HiddenFields, type HiddenValues } from './hidden-fields'
export { PasswordField } from './password-field'
export { Remembered } from './remembered'
export { FormActions, SubmitButton } from './submit-button'
export {
  DateField,
  EmailField,
  HoursField,
  NumberField,
  SearchField,
  TextArea,
  TextField,
  TimeField,
} from './text-fields'
