import { join } from 'node:path'
import { Worker } from 'node:worker_threads'

/** What the thread found: `password` asks for one, `restricted` is encrypted but opens, `costly` was stopped. */
export type Opened =
  | { result: 'ok'; pages: number }
  | { result: 'damaged' | 'costly' | 'password' | 'restricted' }

/** What opening one file may cost; an ordinary one takes some hundredths of a second and a few megabytes. */
export const THREAD_LIMITS = {
  timeMs: 10_000,
  /** Heap and buffers of the thread: a small file can unpack to gigabytes. */
  memoryMb: 300,
}
export type PdfThreadLimits = { timeMs: number; memoryMb: number }

const WATCH_EVERY_MS = 200
/** For the thread itself to come up on a busy machine. */
const START_LIMIT_MS = 30_000
/** A thread that has nothing to do gives its memory back. */
const IDLE_MS = 60_000

type Job = {
  id: number
  bytes: Uint8Array
  settle: (opened: Opened) => void
  reject: (error: Error) => void
}

/** One thread, started when first needed, that opens one file after the other. */
export class PdfThread {
  private worker: Worker | null = null
  private ready = false
  private current: Job | null = null
  private readonly waiting: Job[] = []
  private timer: NodeJS.Timeout | undefined
  private watch: NodeJS.Timeout | undefined
  private next = 1

  constructor(private readonly limits: PdfThreadLimits) {}

  /** @throws Error when the thread itself cannot be started, which is no fault of the file */
  inspect(bytes: Uint8Array): Promise<Opened> {
    return new Promise((settle, reject) => {
      // The thread takes its copy of the bytes for good.
      this.waiting.push({ id: this.next, bytes: Uint8Array.from(bytes), settle, reject })
      this.next += 1
      this.work()
    })
  }

  private work(): void {
    if (this.current) return
    const worker = this.worker ?? this.start()
    if (!this.ready) return
    const job = this.waiting.shift()
    this.stopClocks()
    if (!job) {
      worker.unref()
      this.timer = setTimeout(() => this.stop(), IDLE_MS).unref()
      return
    }
    worker.ref()
    this.current = job
    this.timer = setTimeout(() => this.fail('costly'), this.limits.timeMs)
    this.watch = setInterval(() => void this.checkMemory(worker), WATCH_EVERY_MS)
    worker.postMessage({ id: job.id, bytes: job.bytes }, [job.bytes.buffer as ArrayBuffer])
  }

  private start(): Worker {
    const worker = new Worker(join(process.cwd(), 'lib/files/pdf-worker.mjs'), {
      resourceLimits: { maxOldGenerationSizeMb: this.limits.memoryMb },
      env: {},
      // What pdf.js prints about a damaged file is of no use to anyone.
      stdout: true,
      stderr: true,
    })
    this.worker = worker
    this.ready = false
    this.timer = setTimeout(() => this.fail('costly', 'no answer in time'), START_LIMIT_MS)
    worker.stdout.resume()
    worker.stderr.resume()
    worker.on('message', (message: { ready: true } | ({ id: number } & Opened)) => {
      if (this.worker !== worker) return
      this.stopClocks()
      if ('ready' in message) this.ready = true
      else if (this.current?.id === message.id) {
        const { settle } = this.current
        this.current = null
        settle(message)
      }
      this.work()
    })
    // Out of memory, or a fault of pdf.js that escaped its promises.
    worker.on('error', (error) => this.worker === worker && this.fail('damaged', error))
    worker.on('exit', () => this.worker === worker && this.fail('damaged', 'it ended'))
    return worker
  }

  /** Ends the thread. The file it was at gets the answer; if it never came up, all that wait get an error. */
  private fail(result: 'costly' | 'damaged', cause?: unknown): void {
    const started = this.ready
    this.stop()
    if (!started) {
      const error = new Error('the thread that opens PDFs did not start', { cause })
      for (const job of this.waiting.splice(0)) job.reject(error)
      return
    }
    this.current?.settle({ result })
    this.current = null
    if (this.waiting.length > 0) this.work()
  }

  /** Buffers are outside the heap that resourceLimits bounds. */
  private async checkMemory(worker: Worker): Promise<void> {
    const used = await worker.getHeapStatistics().catch(() => null)
    if (!used || this.worker !== worker || !this.current) return
    const megabytes = (used.used_heap_size + used.external_memory) / 1024 / 1024
    if (megabytes > this.limits.memoryMb) this.fail('costly')
  }

  private stopClocks(): void {
    clearTimeout(this.timer)
    clearInterval(this.watch)
  }

  private stop(): void {
    this.stopClocks()
    const { worker } = this
    this.worker = null
    this.ready = false
    void worker?.terminate()
  }
}
