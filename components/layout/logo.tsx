/** The mark of MTMS: a page with a tick, drawn by two strokes. Decorative; the name stands beside it. */
export function Logo({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true" className={className} fill="none">
      <rect width="32" height="32" rx="7" className="fill-accent" />
      <path
        d="M7.5 22.5V11.2l5.2 6.3 5.2-6.3v4.6"
        className="stroke-on-accent"
        strokeWidth="2.6"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
      <path
        d="m15.6 20.4 3 3 6.4-7.2"
        className="stroke-on-accent"
        strokeWidth="2.6"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  )
}
