import { render, toPlainText } from 'react-email'
import type { EmailKind } from '@/lib/vocabulary'
import { type EmailContext, emailOf } from './index'
import { type EmailProps, hasSecret } from './subjects'

/**
 * A mail as HTML and as plain text. `secret` fills in code and link of the kinds that have them; other kinds call
 * what is theirs by the same names, such as the code of a course, and keep it.
 */
export async function renderEmail<K extends EmailKind>(
  kind: K,
  props: EmailProps[K],
  secret: { code?: string; link?: string },
  context: EmailContext,
): Promise<{ html: string; plain: string }> {
  const { Body } = emailOf(kind)
  const secrets = hasSecret(kind) ? secret : {}
  const given = { ...props, ...secrets, context } as Parameters<typeof Body>[0]
  const html = await render(Body(given))
  const plain = toPlainText(html, {
    wordwrap: 76,
    selectors: [
      { selector: 'h1', options: { uppercase: false } },
      { selector: 'table', format: 'dataTable' },
      { selector: '[data-skip-in-text=true]', format: 'skip' },
    ],
  })
  return { html, plain }
}
