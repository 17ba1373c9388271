/** The menu by which a table is saved as a file; `exportLinks` of lib/spreadsheet/export makes its items. */
import { Download } from 'lucide-react'
import { buttonClass } from '../ui/button'
import { DropdownMenu, type MenuItem } from '../ui/popover'

/** A label that gives way to its icon where the toolbar (a container) or the screen is narrow. */
export const narrowLabel = 'max-sm:sr-only @max-3xl:sr-only'

/** `crowded`: others stand beside it, so that its icon alone says what it is where there is little room. */
export function ExportMenu({ items, crowded = false }: { items: MenuItem[]; crowded?: boolean }) {
  return (
    <DropdownMenu
      label="Export"
      iconOnly={crowded}
      trigger={
        <>
          <Download aria-hidden />
          <span className={crowded ? narrowLabel : undefined}>Export</span>
        </>
      }
      triggerClass={buttonClass({ variant: 'ghost' })}
      items={items.map((item) => ({ download: true, ...item }))}
    />
  )
}
