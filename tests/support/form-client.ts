import { randomUUID } from 'node:crypto'
import http from 'node:http'
import type { World } from './world-client'

/**
 * A browser without scripts, small enough to run by the hundred: keeps cookies, reads the forms of a
 * page and posts them as the browser would. For load and fault tests; what people see is tested in Chromium.
 */
export type HtmlPage = { status: number; location: string | null; text: string; bytes: number }
export type PageForm = {
  fields: [string, string][]
  buttons: { name: string; value: string; label: string }[]
  id: string | null
}
type Field = string | { fileName: string; type: string; bytes: Uint8Array }

export class FormClient {
  readonly cookies = new Map<string, string>()
  // A connection per request: a kept one may be closed by the server in the moment of its next use.
  private readonly agent = new http.Agent({ keepAlive: false })
  constructor(readonly base: string) {}

  get(path: string, headers: Record<string, string> = {}): Promise<HtmlPage> {
    return this.send('GET', path, undefined, headers)
  }

  /** Posts a form of this page: its own hidden fields and defaults, then the given ones over them. */
  post(
    path: string,
    form: PageForm,
    given: Record<string, Field | Field[]> = {},
    button?: string,
  ): Promise<HtmlPage> {
    const fields: [string, Field][] = form.fields.filter(([name]) => !(name in given))
    for (const [name, value] of Object.entries(given))
      for (const one of Array.isArray(value) ? value : [value]) fields.push([name, one])
    if (button) {
      const pressed = form.buttons.find((b) => b.label === button)
      if (!pressed)
        throw new Error(`no button "${button}" among ${form.buttons.map((b) => b.label).join(', ')}`)
      if (pressed.name) fields.push([pressed.name, pressed.value])
    }
    const boundary = `----mtms${randomUUID()}`
    const pieces: Buffer[] = []
    for (const [name, value] of fields) {
      const file =
        typeof value === 'string' ? '' : `; filename="${value.fileName}"\r\nContent-Type: ${value.type}`
      pieces.push(
        Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"${file}\r\n\r\n`),
      )
      pieces.push(
        typeof value === 'string' ? Buffer.from(value) : Buffer.from(value.bytes),
        Buffer.from('\r\n'),
      )
    }
    pieces.push(Buffer.from(`--${boundary}--\r\n`))
    return this.send('POST', path, Buffer.concat(pieces), {
      'content-type': `multipart/form-data; boundary=${boundary}`,
    })
  }

  /** Follows the redirects of a post to the page behind them. */
  async follow(page: HtmlPage): Promise<HtmlPage> {
    let current = page
    for (let hop = 0; current.location && hop < 5; hop++) {
      const url = new URL(current.location, this.base)
      current = await this.get(url.pathname + url.search)
    }
    return current
  }

  /** Signs in through the form of /login. */
  async signIn(username: string, password: string): Promise<void> {
    const [form] = formsOf((await this.get('/login')).text).filter((f) =>
      f.fields.some(([name]) => name === 'password'),
    )
    if (!form) throw new Error('no sign-in form')
    const names = form.fields.map(([name]) => name)
    const login = names.find((name) => /login|user|identifier/i.test(name)) ?? 'login'
    const answer = await this.post('/login', form, { [login]: username, password })
    if (!answer.location) throw new Error(`sign-in of ${username} was refused: ${answer.status}`)
  }

  close(): void {
    this.agent.destroy()
  }

  private send(
    method: string,
    path: string,
    body: Buffer | undefined,
    headers: Record<string, string>,
  ): Promise<HtmlPage> {
    return new Promise((resolve, reject) => {
      const url = new URL(path, this.base)
      const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
      const request = http.request(
        url,
        {
          method,
          agent: this.agent,
          headers: {
            accept: 'text/html',
            origin: this.base,
            referer: url.toString(),
            ...(cookie ? { cookie } : {}),
            ...(body ? { 'content-length': body.byteLength } : {}),
            ...headers,
          },
        },
        (response) => {
          for (const line of response.headers['set-cookie'] ?? []) this.keep(line)
          const pieces: Buffer[] = []
          response.on('data', (piece: Buffer) => pieces.push(piece))
          response.on('error', reject)
          response.on('end', () => {
            const bytes = Buffer.concat(pieces)
            resolve({
              status: response.statusCode ?? 0,
              location: response.headers.location ?? null,
              text: response.headers['content-encoding'] ? '' : bytes.toString('utf8'),
              bytes: bytes.byteLength,
            })
          })
        },
      )
      request.setTimeout(120_000, () => request.destroy(new Error(`${method} ${path}: no answer in 120 s`)))
      request.on('error', reject)
      request.end(body)
    })
  }

  private keep(line: string): void {
    const [pair = '', ...attributes] = line.split(';')
    const at = pair.indexOf('=')
    const name = pair.slice(0, at).trim()
    const gone = attributes.some((a) => /max-age=0\b/i.test(a) || /expires=thu, 01 jan 1970/i.test(a))
    if (gone) this.cookies.delete(name)
    else this.cookies.set(name, pair.slice(at + 1))
  }
}

/** A client that is signed in as this user of the world's app. */
export async function clientOf(url: string, world: World, userId: string): Promise<FormClient> {
  const client = new FormClient(url)
  const { name, value } = await world.makeSessionCookie(userId)
  client.cookies.set(name, value)
  return client
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#x27': "'", '#39': "'" }
const decode = (text: string) =>
  text.replace(/&(amp|lt|gt|quot|#x27|#39);/g, (_, name: string) => entities[name] ?? '')
const attribute = (tag: string, name: string) => {
  const match = new RegExp(`\\s${name}="([^"]*)"`).exec(tag)
  return match ? decode(match[1]!) : null
}

/** The forms of a page as they stand in its HTML, with the values that a browser would post untouched. */
export function formsOf(html: string): PageForm[] {
  return [...html.matchAll(/<form\b([^>]*)>(.*?)<\/form>/gs)].map(([, open, inside]) => {
    const fields: [string, string][] = []
    for (const [tag] of inside!.matchAll(/<input\b[^>]*>/g)) {
      const name = attribute(tag, 'name')
      const type = attribute(tag, 'type') ?? 'text'
      if (!name || type === 'file' || type === 'submit') continue
      if ((type === 'checkbox' || type === 'radio') && !/\schecked(=|\s|\/|>)/.test(tag)) continue
      fields.push([name, attribute(tag, 'value') ?? (type === 'checkbox' ? 'on' : '')])
    }
    for (const [, tag, text] of inside!.matchAll(/<textarea\b([^>]*)>(.*?)<\/textarea>/gs)) {
      const name = attribute(` ${tag}`, 'name')
      if (name) fields.push([name, decode(text!)])
    }
    for (const [, tag, options] of inside!.matchAll(/<select\b([^>]*)>(.*?)<\/select>/gs)) {
      const name = attribute(` ${tag}`, 'name')
      const chosen =
        /<option\b[^>]*\sselected[^>]*>/.exec(options!)?.[0] ?? /<option\b[^>]*>/.exec(options!)?.[0]
      if (name) fields.push([name, (chosen && attribute(chosen, 'value')) ?? ''])
    }
    const buttons = [...inside!.matchAll(/<button\b([^>]*)>(.*?)<\/button>/gs)]
      .filter(([, tag]) => (attribute(` ${tag}`, 'type') ?? 'submit') === 'submit')
      .map(([, tag, text]) => ({
        name: attribute(` ${tag}`, 'name') ?? '',
        value: attribute(` ${tag}`, 'value') ?? '',
        label: decode(text!.replace(/<[^>]*>/g, '')).trim(),
      }))
    return { fields, buttons, id: attribute(` ${open}`, 'id') }
  })
}

/** The form of this id; its buttons may stand elsewhere on the page. */
export function formById(html: string, id: string): PageForm {
  const found = formsOf(html).find((form) => form.id === id)
  if (!found) throw new Error(`no form "${id}"`)
  return found
}

/** The form that has a button of this name. */
export function formWith(html: string, button: string): PageForm {
  const found = formsOf(html).find((form) => form.buttons.some((b) => b.label === button))
  if (!found) throw new Error(`no form with the button "${button}"`)
  return found
}
