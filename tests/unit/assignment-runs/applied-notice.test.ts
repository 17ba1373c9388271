import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { AppliedNotice } from '@/app/(main)/assign/[runId]/_components/applied-notice'
import type { Position } from '@/lib/vocabulary'

const shown = (published: number, positions: Position[]) =>
  renderToStaticMarkup(
    createElement(AppliedNotice, {
      title: 'Applied',
      published: { published, of: 3 },
      termId: 'term',
      positions,
    }),
  )

test('an applied scenario leads to publishing until all of its results are published', () => {
  expect(shown(0, ['tutor'])).toContain('href="/review/publish?term=term&amp;position=tutor"')
  expect(shown(0, ['tutor', 'marker'])).toContain('Publish marker results')
  expect(shown(1, ['tutor'])).toContain('1 of its 3 results is published')
  expect(shown(1, ['tutor'])).toContain('Publish tutor results')
  expect(shown(3, ['tutor'])).not.toContain('href=')
  expect(shown(0, [])).not.toContain('href=')
})
