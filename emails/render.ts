import { render, toPlainText } from 'react-email'
import type { EmailKind } from '@/lib/vocabulary'
import { type EmailContext, emailOf } from './index'
import type { EmailProps } from './subjects'

/** A mail as HTML and as plain text. `secret` fills in what the kind has of code and link. */
export async function renderEmail<K extends EmailKind>(
  kind: K,
  props: EmailProps[K],
  secret: { code?: string; link?: string },
  context: EmailContext,
): Promise<{ html: string; plain: string }> {
  const { Body } = emailOf(kind)
  const given = { ...props, ...secret, context } as Parameters<typeof Body>[0]
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
