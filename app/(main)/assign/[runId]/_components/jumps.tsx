/** On a narrow screen people stand below all courses: links to both, with how many they are. */
export function BoardJumps({ courses, people }: { courses: number; people: number }) {
  return (
    <nav aria-label="Parts of the board" className="no-print flex gap-4 text-sm lg:hidden">
      <a href="#courses" className="link inline-flex min-h-8 items-center gap-1 pointer-coarse:min-h-11">
        Courses <span className="tabular-nums">{courses}</span>
      </a>
      <a href="#people" className="link inline-flex min-h-8 items-center gap-1 pointer-coarse:min-h-11">
        People <span className="tabular-nums">{people}</span>
      </a>
    </nav>
  )
}
