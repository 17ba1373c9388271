import metadata from '@/package.json'

/** Version of this installation, from package.json. */
export const version: string = metadata.version
