/** The menu by which a table is saved as a file; `exportLinks` of lib/spreadsheet/export makes its items. */
import { Download } from 'lucide-react'
import { buttonClass } from '../ui/button'
import { DropdownMenu, type MenuItem } from '../ui/popover'

export function ExportMenu({ items }: { items: MenuItem[] }) {
  return (
    <DropdownMenu
      label="Export"
      trigger={
        <>
          <Download aria-hidden />
          <span className="max-sm:sr-only">Export</span>
        </>
      }
      triggerClass={buttonClass({ variant: 'ghost' })}
      items={items.map((item) => ({ download: true, ...item }))}
    />
  )
}
