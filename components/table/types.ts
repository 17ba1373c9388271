/** Data of a table as the server hands it over; only what can travel to the browser. */
import type { ReactNode } from 'react'

export type Column = {
  id: string
  label: string
  align?: 'start' | 'end'
  sortable?: boolean
  /** First direction when its heading is followed: numbers usually want the largest first. */
  descFirst?: boolean
  /** Stays in place while the table is scrolled sideways; for the first column. */
  sticky?: boolean
  /** CSS length of the column; the primary one is cut there. */
  width?: string
  hideOnPhone?: boolean
  /**
   * Its place on a phone's card, otherwise a line of label and value: `subtitle` stands under the title without its
   * label, `block` has the whole width under its label (bars, buttons).
   */
  onPhone?: 'subtitle' | 'block'
  /** Names the row: its cell holds the row's link and is the title of the card on phones. */
  primary?: boolean
  /** Text that may be long: cut to one line, shown whole on focus and as title. */
  long?: boolean
  /** Long text that is worth more room than usual before it is cut. */
  roomy?: boolean
  /** Label only for screen readers (a column of buttons). */
  hideLabel?: boolean
  /** Shown on the heading as its title, e.g. how a figure is worked out. */
  hint?: string
}

export type TableRow = {
  id: string
  /** Names the row for screen readers ("Select Mei Chen"). */
  label: string
  /** Where the row leads: a side panel or a record page. */
  href?: string
  cells: Record<string, ReactNode>
  /** Decimals that a figure lacks beside others of its column, by column; DataTable works them out. */
  pads?: Record<string, string>
  /** The record that is open in the side panel. */
  current?: boolean
  selected?: boolean
  /** No check box for this row. */
  locked?: boolean
  /** Summed up over the rows that are chosen, in the `unit` of the selection. */
  amount?: number
}

export type Density = 'comfortable' | 'compact'

export type Selection = {
  /** Where the bulk actions post: a server action, or a URL for a GET form that leads to a confirm page. */
  action: string | ((form: FormData) => void | Promise<void>)
  /** Name of the check boxes; default `ids`. */
  name?: string
  /** Submit buttons, told apart by name and value. Shown in the bar once a row is chosen. */
  actions: ReactNode
  /** Hidden inputs of the bulk form (the filters, for "all that match"). */
  hidden?: ReactNode
  /** Unit of the rows' `amount`: the bar says "33 selected, 251.5 h". Without it nothing is summed up. */
  unit?: string
  /** Rows that match altogether; offers "Select all 312", which posts `all=1`. */
  total?: number
}
