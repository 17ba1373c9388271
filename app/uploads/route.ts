import { attachDocument } from '@/lib/applications/document-commands'
import { invalid } from '@/lib/errors'
import { PDF_MAX_BYTES, tooLarge } from '@/lib/files/commands'
import { fileKinds } from '@/lib/vocabulary'
import { defineRoute } from '@/lib/web/route'

/** What a form around the file may add. */
const slack = 64 * 1024

/**
 * Takes one document while its form is open, so that the browser can show how far it is:
 * `application`, `kind` (cv or transcript) and `file`. Answers `{file: {id}}`, or the reason on its field.
 */
export const POST = defineRoute(
  { name: 'applications.upload', gate: 'applications.write' },
  async ({ viewer, request }) => {
    const asked = new URL(request.url).searchParams.get('kind')
    const kind = fileKinds.find((one) => one === asked)
    if (!kind) throw invalid({ kind: 'Choose whether this is the CV or the transcript.' })
    // Refused before it is read: the length is what the browser says of the whole request.
    const length = Number(request.headers.get('content-length') ?? 0)
    if (length > PDF_MAX_BYTES + slack) throw invalid({ [kind]: tooLarge(length) })
    const form = await request.formData().catch(() => null)
    const id = form?.get('application')
    const file = form?.get('file')
    if (typeof id !== 'string' || !(file instanceof File)) throw invalid({ [kind]: 'Choose a file.' })
    const { fileId } = await attachDocument(viewer, id, kind, file)
    return Response.json({ file: { id: fileId } })
  },
)
