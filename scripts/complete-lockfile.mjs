/**
 * `node scripts/complete-lockfile.mjs [--check]`: adds to package-lock.json the entries of optional packages for other
 * platforms that npm left out. npm writes none where its registry does not offer them (mirrors that keep one platform
 * do not), and `npm ci` then refuses the lockfile everywhere. Run it after `npm install`; `--check` only looks.
 *
 * Such an entry has version, platform and no integrity: nobody here has seen the package. npm still takes exactly
 * that version, and only on its platform.
 */
import fs from 'node:fs'
import { run, Stop, say } from './lib/output.mjs'
import { inRoot } from './lib/paths.mjs'

const SYSTEMS = [
  'aix',
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
]
const CPUS = ['arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64']

/** Where the package that `from` gets under this name stands in the lockfile; undefined when it is nowhere. */
function find(packages, from, name) {
  for (let at = from; ; ) {
    const key = `${at}${at && '/'}node_modules/${name}`
    if (packages[key]) return key
    if (!at) return undefined
    at = at.slice(0, Math.max(0, at.lastIndexOf('node_modules/') - 1))
  }
}

/** `os`, `cpu` and `libc` of a platform's package, from its name: all of them are named so. */
function platformOf(name) {
  const words = name.split('/').at(-1).split('-')
  const os = words.find((word) => SYSTEMS.includes(word))
  const cpu = words.find((word) => CPUS.includes(word))
  const libc = words.some((word) => word.startsWith('musl'))
    ? 'musl'
    : words.some((word) => word.startsWith('gnu')) && 'glibc'
  if (!cpu || (!os && cpu !== 'wasm32'))
    throw new Stop(`${name}: its name tells no platform; add its entry by hand.`)
  return { os, cpu, libc: os === 'linux' ? libc : undefined }
}

/** Entries that are missing, by their key. */
function missingEntries(packages) {
  const missing = {}
  for (const [from, entry] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      if (find(packages, from, name)) continue
      if (!/^\d+\.\d+\.\d+[\w.-]*$/.test(version)) {
        throw new Stop(`${name}@${version}, wanted by ${from}: not one version; add its entry by hand.`)
      }
      const at = `node_modules/${name}`
      const key = missing[at] && missing[at].version !== version ? `${from}/${at}` : at
      const { os, cpu, libc } = platformOf(name)
      // In npm's own order, so that its next change of the file leaves these lines alone.
      missing[key] = {
        version,
        cpu: [cpu],
        ...(entry.dev && { dev: true }),
        ...(libc && { libc: [libc] }),
        license: entry.license,
        optional: true,
        ...(os && { os: [os] }),
      }
    }
  }
  return missing
}

await run(() => {
  const file = inRoot('package-lock.json')
  const lock = JSON.parse(fs.readFileSync(file, 'utf8'))
  const missing = missingEntries(lock.packages)
  const keys = Object.keys(missing)
  if (keys.length === 0) return say('package-lock.json is complete.')
  if (process.argv.includes('--check')) {
    throw new Stop(
      `package-lock.json lacks ${keys.length} optional packages, such as ${keys[0]}.\n` +
        'npm ci would refuse it. Run: node scripts/complete-lockfile.mjs',
    )
  }
  const [root, ...others] = Object.entries({ ...lock.packages, ...missing })
  others.sort(([a], [b]) => a.localeCompare(b, 'en'))
  lock.packages = Object.fromEntries([root, ...others])
  fs.writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`)
  say(`Added ${keys.length} optional packages of other platforms to package-lock.json.`)
})
