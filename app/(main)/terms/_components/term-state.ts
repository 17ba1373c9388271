/** The state word of a term, as StateBadge knows it. */
export const termState = (term: {
  archivedAt: Date | null
  open: boolean
}): 'archived' | 'open' | 'closed' => (term.archivedAt ? 'archived' : term.open ? 'open' : 'closed')
