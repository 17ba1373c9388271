/**
 * Hidden inputs from an object; arrays become repeated names, null and undefined are left out.
 *
 *   <HiddenFields values={{ id: course.id, version: course.version }} />
 */
export type HiddenValues = Record<
  string,
  string | number | boolean | null | undefined | readonly (string | number)[]
>

export function HiddenFields({ values }: { values: HiddenValues }) {
  return Object.entries(values).flatMap(([name, value]) => {
    if (value === null || value === undefined) return []
    const all = Array.isArray(value) ? value : [value]
    return all.map((one) => (
      <input key={`${name}=${String(one)}`} type="hidden" name={name} value={String(one)} />
    ))
  })
}
