import { afterAll } from 'vitest'
import { cleanEnvironment, removeFolder, temporaryFolder } from './test-env'

const folder = temporaryFolder('unit')
Object.assign(process.env, cleanEnvironment(folder))

afterAll(() => removeFolder(folder))
