import type { AddressInfo } from 'node:net'
import { type ParsedMail, simpleParser } from 'mailparser'
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server'

/** What the server does with the mail it is given. */
export type SmtpMode =
  /** takes it */
  | 'accept'
  /** says no for good: 550 to each recipient */
  | 'refuse'
  /** says not now: 451 to each recipient */
  | 'busy'
  /** takes the text and never answers */
  | 'stall'
  /** closes the connection in the middle of the text */
  | 'drop'

/** One mail that was taken whole and confirmed with 250. */
export type ReceivedMail = {
  /** addresses of the envelope, in lower case: where it really went */
  to: string[]
  from: string
  subject: string
  text: string
  html: string
  messageId: string | undefined
  headers: ParsedMail['headers']
  attachments: ParsedMail['attachments']
  /** every http(s) address in the plain text, in order */
  links: string[]
  at: Date
}

export type TestSmtp = {
  /** for SMTP_URL */
  url: string
  port: number
  /** all mails taken so far, oldest first */
  mails: ReceivedMail[]
  /** how many messages were begun (DATA), whatever became of them */
  begun: () => number
  mailsTo: (address: string) => ReceivedMail[]
  setMode: (mode: SmtpMode) => void
  /** Resolves with the newest of `count` mails to this address (and subject); rejects with what did come. */
  waitFor: (
    address: string,
    options?: { subject?: string | RegExp; count?: number; timeoutMs?: number },
  ) => Promise<ReceivedMail>
  clear: () => void
  /** Closes the port and every connection: connecting is then refused. */
  stop: () => Promise<void>
  /** Opens the same port again. */
  restart: () => Promise<void>
}

class SmtpError extends Error {
  constructor(
    readonly responseCode: number,
    message: string,
  ) {
    super(message)
  }
}

/** Starts a real SMTP server on a free loopback port. */
export async function startSmtp(): Promise<TestSmtp> {
  const mails: ReceivedMail[] = []
  let mode: SmtpMode = 'accept'
  let begun = 0
  let server: SMTPServer
  let port = 0

  const disconnect = (session: SMTPServerSession) => {
    // The server's own type keeps the socket to itself; there is no public way to be rude.
    const connections = server.connections as unknown as Set<{
      session: SMTPServerSession
      _socket: { destroy: () => void }
    }>
    for (const connection of connections) {
      if (connection.session.id === session.id) connection._socket.destroy()
    }
  }

  const receive = async (stream: SMTPServerDataStream, session: SMTPServerSession) => {
    const parsed = await simpleParser(stream)
    const text = parsed.text ?? ''
    mails.push({
      to: session.envelope.rcptTo.map((recipient) => recipient.address.toLowerCase()),
      from: parsed.from?.value[0]?.address ?? '',
      subject: parsed.subject ?? '',
      text,
      html: parsed.html || '',
      messageId: parsed.messageId,
      headers: parsed.headers,
      attachments: parsed.attachments,
      links: text.match(/https?:\/\/[^\s<>"')\]]+/g) ?? [],
      at: new Date(),
    })
  }

  const open = () =>
    new Promise<void>((resolve, reject) => {
      server = new SMTPServer({
        authOptional: true,
        disabledCommands: ['STARTTLS', 'AUTH'],
        disableReverseLookup: true,
        logger: false,
        onRcptTo: (_address, _session, done) => {
          if (mode === 'refuse') return done(new SmtpError(550, 'No such person here'))
          if (mode === 'busy') return done(new SmtpError(451, 'Try again later'))
          done()
        },
        onData: (stream, session, done) => {
          begun += 1
          if (mode === 'drop') {
            stream.once('data', () => disconnect(session))
            stream.resume()
          } else if (mode === 'stall') stream.resume()
          else receive(stream, session).then(() => done(), done)
        },
      })
      // A client that is killed or that we drop is no fault of the server.
      server.on('error', () => {})
      server.server.once('error', reject)
      server.listen(port, '127.0.0.1', () => {
        port = (server.server.address() as AddressInfo).port
        resolve()
      })
    })

  const stop = () =>
    new Promise<void>((resolve) => {
      const connections = server.connections as unknown as Set<{ _socket: { destroy: () => void } }>
      for (const connection of connections) connection._socket.destroy()
      server.close(() => resolve())
    })

  const mailsTo = (address: string) => mails.filter((mail) => mail.to.includes(address.toLowerCase()))

  await open()
  return {
    url: `smtp://127.0.0.1:${port}`,
    port,
    mails,
    mailsTo,
    begun: () => begun,
    setMode: (next) => {
      mode = next
    },
    waitFor: async (address, { subject, count = 1, timeoutMs = 15_000 } = {}) => {
      const until = Date.now() + timeoutMs
      for (;;) {
        const found = mailsTo(address).filter((mail) => {
          if (subject === undefined) return true
          return typeof subject === 'string' ? mail.subject === subject : subject.test(mail.subject)
        })
        const newest = found.at(-1)
        if (newest && found.length >= count) return newest
        if (Date.now() > until) {
          const came = mails.map((mail) => `  ${mail.to.join(', ')}: ${mail.subject}`).join('\n')
          throw new Error(
            `no ${count} mail(s) ${subject ?? ''} to ${address} in ${timeoutMs} ms; came:\n${came}`,
          )
        }
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
    },
    clear: () => {
      mails.length = 0
      begun = 0
    },
    stop,
    restart: open,
  }
}
