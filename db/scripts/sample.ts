/** `npm run db:sample -- [--students N] [--courses N] [--password P] [--force]`: adds the sample term and prints the sign-ins. */
import { parseArgs } from 'node:util'
import { closeDatabase } from '@/db/client'
import { migrate } from '@/db/migrate'
import { addSampleTerm } from '@/db/sample'

const { values } = parseArgs({
  options: {
    students: { type: 'string', default: '240' },
    courses: { type: 'string', default: '39' },
    password: { type: 'string' },
    force: { type: 'boolean', default: false },
  },
})
const whole = (name: string, text: string, most: number) => {
  const number = Number(text)
  if (!Number.isInteger(number) || number < 1 || number > most) {
    console.error(`--${name} must be a whole number from 1 to ${most}, not ${text}`)
    process.exit(2)
  }
  return number
}

try {
  await migrate()
  const started = performance.now()
  const result = await addSampleTerm({
    students: whole('students', values.students, 100_000),
    courses: whole('courses', values.courses, 20_000),
    password: values.password,
    force: values.force,
  })
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  const counts = Object.entries(result.counts).map(([what, n]) => `${n.toLocaleString('en-NZ')} ${what}`)
  console.log(`Added ${counts.join(', ')} in ${seconds} s.\n`)
  for (const one of result.signIns)
    console.log(`  ${one.username.padEnd(20)} ${one.roles.padEnd(22)} ${one.name}`)
  console.log(`\nPassword of all of them: ${result.password}`)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
} finally {
  await closeDatabase()
}
