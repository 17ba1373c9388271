'use client'
/** Saves the picture of the link beside it as PNG, twice its size. Without scripts only the SVG is offered. */
import type { MouseEvent, ReactNode } from 'react'

export function SavePng({
  name,
  className,
  children,
}: {
  name: string
  className: string
  children: ReactNode
}) {
  function save(event: MouseEvent<HTMLButtonElement>) {
    const link = event.currentTarget.closest('[data-save]')?.querySelector<HTMLAnchorElement>('a[download]')
    if (!link) return
    const image = new Image()
    image.onload = () => {
      const canvas = document.createElement('canvas')
      canvas.width = image.width * 2
      canvas.height = image.height * 2
      canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height)
      canvas.toBlob((blob) => {
        if (!blob) return
        const href = URL.createObjectURL(blob)
        const saved = document.createElement('a')
        saved.href = href
        saved.download = `${name}.png`
        saved.click()
        URL.revokeObjectURL(href)
      }, 'image/png')
    }
    image.src = link.href
  }
  return (
    <button type="button" className={className} onClick={save}>
      {children}
    </button>
  )
}
