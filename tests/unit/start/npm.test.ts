import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'

const lib = (name: string) => JSON.stringify(resolve('scripts/lib', name))

/** Resolves with the first line that begins with `word`, without it. */
const line = (child: ChildProcess, word: string) =>
  new Promise<string>((done) => {
    let text = ''
    child.stdout?.setEncoding('utf8').on('data', (chunk) => {
      text += chunk
      const found = new RegExp(`^${word}(.*)\\n`, 'm').exec(text)
      if (found) done(found[1] ?? '')
    })
  })

test('what npm started ends in order when npm is ended, and leaves nothing behind', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mtms-npm-'))
  // As start.mjs: a script that waits for a server, which notes that it was told to end.
  writeFileSync(
    join(folder, 'server.mjs'),
    `process.on('SIGTERM', () => { console.log('ended in order'); process.exit(0) })
     setInterval(() => {}, 1000); console.log('server ' + process.pid)`,
  )
  writeFileSync(
    join(folder, 'start.mjs'),
    `import { run } from ${lib('output.mjs')}; import { runAttached } from ${lib('process.mjs')}
     await run(() => runAttached(process.execPath, ['server.mjs']))`,
  )
  // What npm starts is a shell, which is ended with npm and passes no signal on.
  const shell = spawn('sh', ['-c', `"${process.execPath}" start.mjs & wait`], {
    cwd: folder,
    env: { ...process.env, npm_package_name: 'mtms' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const server = Number(await line(shell, 'server '))
  let said = ''
  shell.stdout?.on('data', (chunk) => {
    said += chunk
  })
  try {
    shell.kill('SIGTERM')
    await expect.poll(() => said, { timeout: 4000 }).toContain('ended in order')
    await expect.poll(() => isAlive(server)).toBe(false)
  } finally {
    if (isAlive(server)) process.kill(server, 'SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  }
})

test('a Node that npm has fetched before is taken without asking the registry', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mtms-node-'))
  writeFileSync(
    join(folder, 'npm'),
    `#!/bin/sh\necho "$@" > '${folder}/asked'\necho '${process.execPath}'\n`,
    { mode: 0o755 },
  )
  writeFileSync(
    join(folder, 'old.mjs'),
    `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.20.2' } })`,
  )
  writeFileSync(
    join(folder, 'script.mjs'),
    `import { ensureNode } from ${lib('node-version.mjs')}; await ensureNode(); console.log('goes on')`,
  )
  try {
    // What npm or an older Node has set for the tests themselves is not handed on.
    const { npm_execpath: _, MTMS_NODE_FETCHED: __, ...env } = process.env
    const PATH = `${folder}:${process.env.PATH}`
    const said = execFileSync(process.execPath, ['--import', './old.mjs', 'script.mjs'], {
      cwd: folder,
      env: { ...env, PATH },
      encoding: 'utf8',
    })
    expect(said).toMatch(/Node 20\.20\.2 is too old[^\n]*\ngoes on/)
    expect(readFileSync(join(folder, 'asked'), 'utf8')).toMatch(
      /^exec --yes --prefer-offline --package=node@24 /,
    )
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
