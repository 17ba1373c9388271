import { FileSpreadsheet } from 'lucide-react'
import { buttonClass } from '@/components/ui/button'

/** Downloads all sheets of a term in one file. A plain link: a download is no navigation inside the app. */
export function WorkbookLink({ termId }: { termId: string }) {
  return (
    <a href={`/reports/workbook?term=${termId}`} download className={buttonClass()}>
      <FileSpreadsheet aria-hidden />
      Term workbook
    </a>
  )
}
