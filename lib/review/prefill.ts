/**
 * What an acceptance begins with (SPEC 7: "prefilled from the preferences"): the most wanted course that
 * has room gets the usual share of its hours, the others nothing. The coordinator changes it freely.
 */

export type Suggestible = {
  courseId: string
  needed: boolean
  /** Left for the position; negative when over. */
  leftQuarters: number
  budgetQuarters: number
  /** Held already by something else. */
  heldQuarters: number
}

/**
 * @param courses in the order of the student's wishes
 * @param rules.wanted number of people that a course wants in the position, or null
 * @param rules.usualQuarters share where no number is wanted (setting "minimum block")
 * @param rules.stepQuarters shares are multiples of it (setting "step")
 * @param rules.capacityQuarters what the person can still take in the term
 * @returns hours by course; empty when no course has room for them
 */
export function suggestHours(
  courses: readonly Suggestible[],
  rules: {
    wanted: ReadonlyMap<string, number | null>
    usualQuarters: number
    stepQuarters: number
    capacityQuarters: number
  },
): Map<string, number> {
  for (const course of courses) {
    if (!course.needed || course.heldQuarters > 0) continue
    const people = rules.wanted.get(course.courseId) ?? 0
    const share = people > 0 ? floorTo(course.budgetQuarters / people, rules.stepQuarters) : 0
    const usual = share > 0 ? share : rules.usualQuarters
    const room = Math.min(course.leftQuarters, rules.capacityQuarters)
    // Less than the usual share is better than nothing, but not less than one step.
    const quarters = room >= usual ? usual : floorTo(room, rules.stepQuarters)
    if (quarters > 0) return new Map([[course.courseId, quarters]])
  }
  return new Map()
}

const floorTo = (quarters: number, step: number) => Math.floor(quarters / step) * step
