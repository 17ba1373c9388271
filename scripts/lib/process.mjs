import { spawn } from 'node:child_process'
import os from 'node:os'

/** The exit code a shell would report: the process's own, or 128 + the signal that ended it. */
export function exitCodeOf(code, signal) {
  return code ?? 128 + (os.constants.signals[signal] ?? 0)
}

/**
 * Runs a command with our terminal, passes SIGINT, SIGTERM and SIGHUP on to it, and resolves with its exit
 * code once it has ended. We stay alive until then, so that whoever signalled us can wait for the real end.
 */
export function runAttached(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit', ...options })
    const stop = forwardSignals(child)
    child.once('error', (error) => {
      stop()
      reject(error)
    })
    child.once('exit', (code, signal) => {
      stop()
      resolve(exitCodeOf(code, signal))
    })
  })
}

/**
 * Passes termination signals on to a child. In a terminal Ctrl-C reaches the whole group already, and a second
 * SIGINT would cut the child's orderly shutdown short; so SIGINT is passed on only where there is no terminal.
 * Returns a function that stops forwarding.
 */
export function forwardSignals(child) {
  const handlers = new Map()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    const handler = () => {
      if (signal === 'SIGINT' && process.stdin.isTTY) return
      child.kill(signal)
    }
    handlers.set(signal, handler)
    process.on(signal, handler)
  }
  return () => {
    for (const [signal, handler] of handlers) process.off(signal, handler)
  }
}

/**
 * Ends this process in order once the npm that started it is gone. A SIGTERM for `npm start` ends npm and the shell
 * between; nobody passes it on, and the server would go on with its port held.
 */
export function endWithNpm() {
  if (process.env.npm_package_name !== 'mtms') return
  const parent = process.ppid
  const look = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(look)
    process.kill(process.pid, 'SIGTERM')
  }, 250)
  look.unref()
}

/** Runs a command and resolves with `{ code, stdout, stderr }`; never rejects for a non-zero exit. */
export function capture(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options })
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (chunk) => {
      stdout += chunk
    })
    child.stderr.setEncoding('utf8').on('data', (chunk) => {
      stderr += chunk
    })
    child.once('error', reject)
    child.once('close', (code, signal) => resolve({ code: exitCodeOf(code, signal), stdout, stderr }))
  })
}

/** The npm that started us, else the one on PATH, as `[command, leading arguments]`. */
export function npmCommand() {
  const cli = process.env.npm_execpath
  if (cli?.endsWith('npm-cli.js')) return [process.execPath, [cli]]
  return ['npm', []]
}
