/**
 * Preloaded into processes of a test whose time passes quickly: shifts their clock by the milliseconds that stand in the
 * file which MTMS_TEST_CLOCK names. The file is read again as it changes, so that a term of months goes by in a running
 * app. Timers keep real time.
 */
import fs from 'node:fs'

const file = process.env.MTMS_TEST_CLOCK
if (file) {
  const Real = globalThis.Date
  const readEveryMs = 10
  let shift = 0
  let readAt = Number.NEGATIVE_INFINITY
  const offset = () => {
    const at = performance.now()
    if (at - readAt >= readEveryMs) {
      shift = Number(fs.readFileSync(file, 'utf8')) || 0
      readAt = at
    }
    return shift
  }
  const now = () => Real.now() + offset()
  globalThis.Date = new Proxy(Real, {
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length > 0 ? args : [now()], newTarget),
    apply: () => new Real(now()).toString(),
    get: (target, name, receiver) => (name === 'now' ? now : Reflect.get(target, name, receiver)),
  })
}
