import { formsOf, type HtmlPage, type PageForm } from './form-client'

export type Filled = { form: PageForm; given: Record<string, string>; button?: string }

export const has = (form: PageForm, name: string, value: string) =>
  form.fields.some(([n, v]) => n === name && v === value)

export function formWithButton(page: HtmlPage, label: RegExp): PageForm | undefined {
  return formsOf(page.text).find((form) => form.buttons.some((button) => label.test(button.label)))
}

export function fill(form: PageForm | undefined, given: Record<string, string>, label?: RegExp): Filled {
  if (!form) throw new Error(`no such form for ${JSON.stringify(given)}`)
  return { form, given, button: label && form.buttons.find((button) => label.test(button.label))?.label }
}

export const pressed = (form: PageForm | undefined): Filled | null => (form ? { form, given: {} } : null)

/** The form without the lines that stand in it. */
export const blankLines = (form: PageForm): PageForm => ({
  ...form,
  fields: form.fields.map(([name, value]) =>
    /^lines\[\d+\]\.(day|hours|note)$/.test(name) ? [name, ''] : [name, value],
  ),
})

/** What a page says, for the message of a failed test. */
export const textOf = (html: string) =>
  html
    .replace(/<script.*?<\/script>/gs, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .slice(0, 1500)
