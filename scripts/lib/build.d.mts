export function isBuilt(hash?: string): boolean
