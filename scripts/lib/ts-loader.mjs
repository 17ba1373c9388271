/**
 * Lets Node run the repository's TypeScript as it stands: `@/…` paths, imports without extension, folders with an
 * index file, TSX, JSON, and `server-only`. Node's own type stripping knows none of these, and bundling each
 * script first would be a second build to keep right.
 *
 * The one npm import under scripts/ (esbuild): only run-ts.mjs loads this file, after dependencies are in place.
 */
import fs from 'node:fs'
import { registerHooks } from 'node:module'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { transformSync } from 'esbuild'
import { root } from './paths.mjs'

const EXTENSIONS = ['.ts', '.tsx', '.js', '.mjs', '.json']

function isFile(file) {
  return fs.statSync(file, { throwIfNoEntry: false })?.isFile() ?? false
}

/** The file meant by a path that may lack its extension or name a folder; undefined when there is none. */
function findFile(base) {
  if (isFile(base)) return base
  for (const extension of EXTENSIONS) if (isFile(base + extension)) return base + extension
  for (const extension of EXTENSIONS) {
    const index = path.join(base, `index${extension}`)
    if (isFile(index)) return index
  }
  return undefined
}

function isOurs(url) {
  return url?.startsWith('file:') && !url.includes('/node_modules/')
}

function resolve(specifier, context, nextResolve) {
  // Next's marker packages: they fail on purpose outside its bundler.
  if (specifier === 'server-only' || specifier === 'client-only') {
    return { url: 'data:text/javascript,', shortCircuit: true }
  }
  let base
  if (specifier.startsWith('@/')) base = path.join(root, specifier.slice(2))
  else if (/^\.{1,2}(\/|$)/.test(specifier) && isOurs(context.parentURL)) {
    base = fileURLToPath(new URL(specifier, context.parentURL))
  }
  if (base) {
    const file = findFile(base)
    if (!file) {
      const error = new Error(`Cannot find '${specifier}' imported from ${context.parentURL}`)
      error.code = 'ERR_MODULE_NOT_FOUND'
      throw error
    }
    return { url: pathToFileURL(file).href, shortCircuit: true }
  }
  try {
    return nextResolve(specifier, context)
  } catch (error) {
    // Packages without an exports map, `next/headers` among them, are imported without extension.
    if (error.code !== 'ERR_MODULE_NOT_FOUND' || path.extname(specifier) || !isOurs(context.parentURL))
      throw error
    try {
      return nextResolve(`${specifier}.js`, context)
    } catch {
      throw error
    }
  }
}

function load(url, context, nextLoad) {
  if (!isOurs(url)) return nextLoad(url, context)
  const file = fileURLToPath(url)
  const extension = path.extname(file)
  if (extension === '.json') {
    const source = `export default ${fs.readFileSync(file, 'utf8')}`
    return { format: 'module', source, shortCircuit: true }
  }
  if (extension !== '.ts' && extension !== '.tsx') return nextLoad(url, context)
  const { code } = transformSync(fs.readFileSync(file, 'utf8'), {
    loader: extension.slice(1),
    jsx: 'automatic',
    format: 'esm',
    target: `node${process.versions.node}`,
    sourcefile: file,
    sourcemap: 'inline',
    sourcesContent: false,
  })
  return { format: 'module', source: code, shortCircuit: true }
}

process.setSourceMapsEnabled(true)
registerHooks({ resolve, load })
