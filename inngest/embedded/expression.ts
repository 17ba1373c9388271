/**
 * The part of Inngest's expression language (CEL) that the embedded runner understands: comparisons
 * with == or !=, joined by &&, of paths into `event` and `async` and of literals, as
 * `event.data.id == async.data.id && event.data.kind != 'draft'`. Anything else is refused at start,
 * so that no function means one thing here and another on an Inngest server.
 */
type Operand = { path: string[] } | { value: unknown }
type Comparison = { left: Operand; right: Operand; equal: boolean }
export type Scope = { event: unknown; async?: unknown }

/** Reads an expression into a test. Throws when it is more than this runner understands. */
export function parseExpression(text: string): (scope: Scope) => boolean {
  const comparisons = text.split('&&').map((part) => parseComparison(part.trim(), text))
  return (scope) =>
    comparisons.every(({ left, right, equal }) => {
      const same = JSON.stringify(resolve(left, scope)) === JSON.stringify(resolve(right, scope))
      return same === equal
    })
}

function parseComparison(part: string, whole: string): Comparison {
  const match = /^(.+?)\s*(==|!=)\s*(.+)$/.exec(part)
  if (!match) throw new Error(`the embedded runner does not understand the expression "${whole}"`)
  return {
    left: parseOperand(match[1] as string, whole),
    right: parseOperand(match[3] as string, whole),
    equal: match[2] === '==',
  }
}

function parseOperand(text: string, whole: string): Operand {
  if (/^(event|async)(\.\w+)+$/.test(text)) return { path: text.split('.') }
  const quoted = /^'([^'\\]*)'$|^"([^"\\]*)"$/.exec(text)
  if (quoted) return { value: quoted[1] ?? quoted[2] }
  if (/^-?\d+(\.\d+)?$/.test(text)) return { value: Number(text) }
  if (text === 'true' || text === 'false') return { value: text === 'true' }
  if (text === 'null') return { value: null }
  throw new Error(`the embedded runner does not understand "${text}" in the expression "${whole}"`)
}

function resolve(operand: Operand, scope: Scope): unknown {
  if ('value' in operand) return operand.value
  let value: unknown = scope
  for (const key of operand.path)
    value =
      value !== null && typeof value === 'object' && Object.hasOwn(value, key)
        ? (value as Record<string, unknown>)[key]
        : null
  return value ?? null
}

/** Value of a single path such as `event.data.courseId`, as text; for concurrency keys. */
export function parseKey(text: string): (event: unknown) => string {
  const operand = parseOperand(text.trim(), text)
  return (event) => {
    const value = resolve(operand, { event })
    return typeof value === 'string' ? value : JSON.stringify(value)
  }
}
