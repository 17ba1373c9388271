'use client'
/**
 * A file to upload, with the one that is on file. A file field never comes back filled in without
 * JavaScript; with it, <Form> keeps the chosen file after a failed submit.
 *
 *   <FileField name="cv" label="CV" help="PDF, up to 10 MB" accept="application/pdf" maxBytes={10 * 1024 * 1024}
 *     existing={{ name: 'cv.pdf', detail: '240 kB, added 3 Mar', href: '/files/1' }} removeName="removeCv" />
 */
import { FileText } from 'lucide-react'
import { useState } from 'react'
import { Field, type FieldProps } from './field'

export type ExistingFile = { name: string; detail?: string; href?: string }

const mb = (bytes: number) =>
  `${(bytes / 1024 / 1024).toLocaleString('en-NZ', { maximumFractionDigits: 1 })} MB`

export function FileField({
  accept,
  maxBytes,
  existing,
  removeName,
  multiple,
  onFile,
  ...frame
}: FieldProps & {
  accept?: string
  /** Told at once when a chosen file is larger; the server checks it again. */
  maxBytes?: number
  existing?: ExistingFile | null
  /** Name of a check box that asks for the existing file to be removed. */
  removeName?: string
  multiple?: boolean
  onFile?: (file: File | undefined) => void
}) {
  const [tooLarge, setTooLarge] = useState<string>()
  return (
    <Field {...frame} error={tooLarge ?? frame.error}>
      {(aria) => (
        <>
          {existing && <FileLine file={existing} removeName={removeName} />}
          <input
            {...aria}
            type="file"
            accept={accept}
            multiple={multiple}
            data-max-bytes={maxBytes}
            onChange={(event) => {
              const large = [...(event.target.files ?? [])].find((file) => maxBytes && file.size > maxBytes)
              setTooLarge(
                large && maxBytes
                  ? `${large.name} is ${mb(large.size)}. Choose a file of at most ${mb(maxBytes)}`
                  : undefined,
              )
              onFile?.(event.target.files?.[0])
            }}
            className="control cursor-pointer !px-2 text-sm file:mr-3 file:cursor-pointer file:rounded file:border-0 file:bg-neutral-soft file:px-3 file:py-1 file:text-sm file:font-medium file:text-ink"
          />
        </>
      )}
    </Field>
  )
}

/** A file on record, with a link to it and, if asked for, a box to remove it. */
export function FileLine({ file, removeName }: { file: ExistingFile; removeName?: string }) {
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 rounded border border-line bg-surface px-3 py-2 text-sm">
      <FileText aria-hidden className="size-4 shrink-0 text-muted" />
      <span className="min-w-0 flex-1">
        {file.href ? (
          <a href={file.href} target="_blank" rel="noreferrer" className="link break-words">
            {file.name}
            <span className="sr-only"> (opens in a new tab)</span>
          </a>
        ) : (
          <span className="break-words">{file.name}</span>
        )}
        {file.detail && <span className="block text-muted">{file.detail}</span>}
      </span>
      {removeName && (
        <label className="inline-flex min-h-10 items-center gap-2">
          <input type="checkbox" name={removeName} className="size-4" />
          Remove
        </label>
      )}
    </div>
  )
}
