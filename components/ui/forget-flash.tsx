'use client'
import { useEffect } from 'react'

/** Takes away the cookie that brought a message, once it is shown: a page loaded soon after does not say it again. */
export function ForgetFlash({ cookie, id }: { cookie: string; id: string }) {
  useEffect(() => {
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser, and this is one line
    if (document.cookie.includes(id)) document.cookie = `${cookie}=; Max-Age=0; Path=/`
  }, [cookie, id])
  return null
}
