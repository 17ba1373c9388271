import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { Apply } from '@/app/(main)/courses/_components/apply'

const course = { id: 'c1', code: 'COMPSCI 111G', termId: 't1' }

test('from a course one comes to the draft with this course ready to be added', () => {
  const shown = (state: 'draft' | 'submitted') =>
    renderToStaticMarkup(
      <Apply course={course} position="marker" state={{ kind: 'applied', applicationId: 'a1', state }} />,
    )
  expect(shown('draft')).toContain('href="/applications/a1/courses?q=COMPSCI%20111G#add"')
  expect(shown('draft')).toContain('Go on with it')
  expect(shown('submitted')).toContain('href="/applications/a1"')
})
