/** "312 kB", "1.4 MB": the size of a file of so many bytes, for people. */
export function fileSize(bytes: number): string {
  const kb = bytes / 1024
  return kb < 1000 ? `${Math.max(1, Math.round(kb))} kB` : `${(kb / 1024).toFixed(1)} MB`
}
