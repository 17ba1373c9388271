import { explain } from './explain.mjs'
import { endWithNpm } from './process.mjs'

/** What a person reads in the terminal while `npm start` or `npm test` works: one plain line per step. */

/** Prints a line of progress. */
export function say(text) {
  process.stdout.write(`${text}\n`)
}

/** A failure whose message is meant for the person at the terminal: shown without a stack. */
export class Stop extends Error {
  /** @param {string} message what happened and what to do; @param {number} exitCode the process's exit code */
  constructor(message, exitCode = 1) {
    super(message)
    this.exitCode = exitCode
  }
}

/**
 * Runs a script's main function. A `Stop` becomes its message and exit code, a full disk and its like one plain
 * sentence; anything else is a defect and keeps its stack.
 */
export async function run(main) {
  endWithNpm()
  try {
    const code = await main()
    process.exitCode = code ?? 0
  } catch (error) {
    if (error instanceof Stop) {
      process.stderr.write(`\n${error.message}\n`)
      process.exitCode = error.exitCode
    } else {
      const explained = explain(error)
      process.stderr.write(`\n${explained ?? error?.stack ?? error}\n`)
      process.exitCode = 1
    }
  }
}
