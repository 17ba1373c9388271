import { join } from 'node:path'

/**
 * Where the thread's file lies. In a module of its own: a bundler that sees the path beside `new Worker` would
 * follow it into the solver's WebAssembly and the loader of scripts, which are run as they are and never bundled.
 */
export const workerFile = (): string => join(process.cwd(), 'lib/assignment/solver/worker.mjs')
