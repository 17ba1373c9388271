'use client'
/**
 * One document of the step. Without JavaScript a file field that is posted with the form; with it the
 * file is sent as soon as it is chosen, and how far it is can be seen.
 */
import { useRouter } from 'next/navigation'
import { type RefObject, useRef, useState } from 'react'
import { type ExistingFile, FileField, FileLine, SubmitButton } from '@/components/form'
import { Button } from '@/components/ui/button'
import { ProgressBar } from '@/components/ui/meter'

export type DocumentState = {
  kind: 'cv' | 'transcript'
  label: string
  help: string
  /** In the form now. */
  file: ExistingFile | null
  /** Used last and not in the form. */
  last: ExistingFile | null
}

const maxBytes = 10 * 1024 * 1024
const mb = (bytes: number) => `${(bytes / 1024 / 1024).toFixed(1)} MB`

type Sending = { name: string; sent: number; size: number }

export function DocumentField({
  applicationId,
  document: { kind, label, help, file, last },
  uploads,
}: {
  applicationId: string
  document: DocumentState
  /** Names of what is on its way, for the form to wait for. */
  uploads: RefObject<Set<string>>
}) {
  const router = useRouter()
  const [sending, setSending] = useState<Sending | null>(null)
  const [error, setError] = useState<string>()
  const [done, setDone] = useState<string>()
  const request = useRef<XMLHttpRequest>(null)

  function send(chosen: File | undefined) {
    setDone(undefined)
    setError(undefined)
    if (!chosen || chosen.size > maxBytes) return
    const body = new FormData()
    body.set('application', applicationId)
    body.set('file', chosen)
    // fetch cannot tell how far an upload is.
    const xhr = new XMLHttpRequest()
    request.current = xhr
    uploads.current.add(kind)
    setSending({ name: chosen.name, sent: 0, size: chosen.size })
    xhr.upload.onprogress = (event) =>
      setSending({ name: chosen.name, sent: Math.min(event.loaded, chosen.size), size: chosen.size })
    const end = (problem?: string) => {
      uploads.current.delete(kind)
      request.current = null
      setSending(null)
      // The file is with the server (or refused): the form must not post it once more.
      const input = document.getElementById(`f-${kind}`)
      if (input instanceof HTMLInputElement) input.value = ''
      setError(problem)
      if (problem === undefined) {
        setDone(`${chosen.name} is uploaded.`)
        router.refresh()
      }
    }
    xhr.onload = () => {
      if (xhr.status === 200) return end()
      let answer: { error?: string; fields?: Record<string, string> } = {}
      try {
        answer = JSON.parse(xhr.responseText) as typeof answer
      } catch {
        // A proxy in between may answer with a page.
      }
      end(answer.fields?.[kind] ?? answer.error ?? 'The file could not be uploaded. Try again.')
    }
    xhr.onerror = () => end('The connection broke before the file was there. Choose it again.')
    xhr.onabort = () => {
      end('')
      setError(undefined)
    }
    xhr.open('POST', `/uploads?kind=${kind}`)
    xhr.send(body)
  }

  return (
    <section aria-labelledby={`${kind}-title`} className="mb-8 border-b border-line pb-2">
      <h3 id={`${kind}-title`} className="mb-2 text-base">
        {label}
      </h3>
      {file && (
        <div className="mb-3 flex flex-wrap items-center gap-2">
          <div className="min-w-0 flex-1 basis-60">
            <FileLine file={file} />
          </div>
          <SubmitButton variant="ghost" name="intent" value={`remove:${kind}`}>
            Remove<span className="sr-only"> {label}</span>
          </SubmitButton>
        </div>
      )}
      {last && (
        <div className="mb-3 flex flex-wrap items-center gap-2">
          <div className="min-w-0 flex-1 basis-60">
            <FileLine file={last} />
          </div>
          <SubmitButton variant="secondary" name="intent" value={`use:${kind}`}>
            Use this one<span className="sr-only"> as {label}</span>
          </SubmitButton>
        </div>
      )}
      <div hidden={sending !== null}>
        <FileField
          name={kind}
          label={file ? `Replace the ${label === 'CV' ? 'CV' : 'transcript'}` : `Choose a file`}
          help={help}
          accept="application/pdf,.pdf"
          maxBytes={maxBytes}
          error={error || undefined}
          onFile={send}
        />
      </div>
      {sending && (
        <div className="mb-6 flex flex-wrap items-end gap-3">
          <div className="min-w-0 flex-1 basis-60">
            <ProgressBar
              label={`Uploading ${sending.name}`}
              value={sending.sent}
              max={sending.size}
              text={
                sending.sent < sending.size
                  ? `${mb(sending.sent)} of ${mb(sending.size)}`
                  : 'Checking the file'
              }
            />
          </div>
          <Button onClick={() => request.current?.abort()}>Cancel</Button>
        </div>
      )}
      {done && (
        <p role="status" className="mb-4 text-sm text-ok">
          {done}
        </p>
      )}
    </section>
  )
}
