/**
 * Solves assignments for lib/assignment/solve.ts in a thread of its own: the solver computes without pause, for
 * minutes where asked to. A thread is started from a file and not through the app's bundle, so it loads the
 * TypeScript beside it as scripts do.
 */
import '../../../scripts/lib/ts-loader.mjs'

const { listen } = await import('./listen.ts')
listen()
