/**
 * Next's link without prefetching. A page here is made for its viewer at each request and has no loading
 * boundary, so what is fetched ahead is never shown: each link in view would only cost the server a rendering of
 * the frame (a table of fifty rows: sixty requests before anybody has clicked).
 */
import NextLink from 'next/link'
import type { ComponentProps } from 'react'

export function Link(props: ComponentProps<typeof NextLink>) {
  return <NextLink prefetch={false} {...props} />
}
