import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { test as base, expect } from '@playwright/test'
import { startApp } from '../support/app-server'
import { clientOf, formWith } from '../support/form-client'
import { removeFolder, temporaryFolder } from '../support/test-env'
import { pdfFile } from '../support/walk'

/** Makes a folder read-only for everybody, root too, which needs root, as CI has. */
function readOnly(folder: string): () => void {
  execFileSync('mount', ['--bind', folder, folder])
  execFileSync('mount', ['-o', 'remount,bind,ro', folder])
  return () => void execFileSync('umount', ['-l', folder])
}

base(
  'a data directory that may not be written is told in words, at the start and at an upload, and loses nothing',
  async () => {
    base.setTimeout(180_000)
    const folder = temporaryFolder('read-only')
    const mounts: (() => void)[] = []
    const app = await startApp({
      variables: { DATA_DIR: folder, DATABASE_URL: `file:${folder}/mtms.sqlite` },
    })
    try {
      const world = await app.world()
      const studentId = await world.makeUser('student')
      const student = await clientOf(app.url, world, studentId)
      const termId = await world.makeTerm()
      const draft = await world.makeReadyDraft({
        studentId,
        termId,
        courseIds: [await world.makeCourse(termId)],
      })
      const page = `/applications/${draft}/documents`
      const send = async () => {
        const { buffer } = await pdfFile('new-cv.pdf')
        const file = { fileName: 'new-cv.pdf', type: 'application/pdf', bytes: buffer }
        const form = formWith((await student.get(page)).text, 'Save and continue')
        return student.post(page, form, { cv: file, intent: 'continue' })
      }

      const files = path.join(folder, 'files')
      fs.mkdirSync(files, { recursive: true })
      mounts.push(readOnly(files))
      const refused = await send()
      expect(refused.status).toBe(200)
      expect(refused.text).toContain('cannot write to its data folder')
      expect((await student.get(page)).text, 'the file before is still there').toContain('cv.pdf')
      mounts.pop()?.()
      expect((await send()).location).toContain('/review')
      expect((await student.get(page)).text).toContain('new-cv.pdf')

      await app.stop()
      mounts.push(readOnly(folder))
      const failure = await app.start().then(
        () => '',
        (error: Error) => error.message,
      )
      expect(failure).toContain('The data directory cannot be written')
      expect(failure, 'in words, not as a stack of calls').not.toMatch(/\n\s+at /)
      mounts.pop()?.()
      await app.start()
      expect((await student.get(page)).text, 'nothing is lost').toContain('new-cv.pdf')
      student.close()
    } finally {
      for (const unmount of mounts) unmount()
      await app.remove()
      removeFolder(folder)
    }
  },
)
