export function isBuilt(hash?: string): boolean
export function sameBuildEnv(hash: string): {
  MTMS_BUILD_ID: string
  NEXT_SERVER_ACTIONS_ENCRYPTION_KEY: string
}
