import {
  Banknote,
  BookOpen,
  CalendarRange,
  ChartColumn,
  ClipboardCheck,
  ClockCheck,
  FileText,
  Handshake,
  History,
  House,
  Mail,
  Settings,
  ThumbsUp,
  Timer,
  Users,
  UsersRound,
  Workflow,
} from 'lucide-react'
import { cookies } from 'next/headers'
import type { ReactNode } from 'react'
import { AccountMenu } from '@/components/layout/account-menu'
import { AppShell } from '@/components/layout/app-shell'
import { TermSwitch } from '@/components/layout/term-switch'
import { THEME_COOKIE, themeFrom } from '@/components/layout/theme'
import { formatDay } from '@/lib/dates'
import { type Entry, entriesFor } from '@/lib/navigation'
import { getSettings } from '@/lib/settings/queries'
import { listSwitchTerms } from '@/lib/terms/switch'
import { roleNames, roles } from '@/lib/vocabulary'
import { FLASH_COOKIE, readFlash } from '@/lib/web/flash'
import { getViewer } from '@/lib/web/request'
import { termOf } from '@/lib/web/term'
import { signOutAction } from '../(auth)/sign-out/actions'
import { setThemeAction } from './actions'
import { putBackAction } from './assign/undo-action'
import { putBackRateAction } from './payroll/undo-action'
import { undoAction, undoManyAction } from './review/actions'

/** What takes back what the line tells of. */
const undos = {
  decision: undoAction,
  decisions: undoManyAction,
  board: putBackAction,
  rate: putBackRateAction,
}

const icons: Record<Entry['icon'], ReactNode> = {
  home: <House aria-hidden />,
  applications: <FileText aria-hidden />,
  offers: <Handshake aria-hidden />,
  review: <ClipboardCheck aria-hidden />,
  endorse: <ThumbsUp aria-hidden />,
  courses: <BookOpen aria-hidden />,
  members: <UsersRound aria-hidden />,
  payroll: <Banknote aria-hidden />,
  assign: <Workflow aria-hidden />,
  reports: <ChartColumn aria-hidden />,
  hours: <Timer aria-hidden />,
  approve: <ClockCheck aria-hidden />,
  terms: <CalendarRange aria-hidden />,
  people: <Users aria-hidden />,
  emails: <Mail aria-hidden />,
  audit: <History aria-hidden />,
  settings: <Settings aria-hidden />,
}

/** The frame of every page of a signed-in person. Each page asks for its own permission again. */
export default async function MainLayout({ children }: { children: ReactNode }) {
  const viewer = await getViewer()
  // The page below sends them to the sign-in page: it knows the address to come back to.
  if (!viewer) return children
  const [jar, settings, terms, term, flash] = await Promise.all([
    cookies(),
    getSettings(),
    listSwitchTerms(viewer),
    termOf(viewer),
    readFlash(),
  ])
  return (
    <AppShell
      institution={settings.institutionName}
      nav={entriesFor(viewer).map((entry) => ({ ...entry, icon: icons[entry.icon] }))}
      navCollapsed={jar.get('nav')?.value === 'collapsed'}
      term={
        terms.length > 0 ? (
          <TermSwitch
            terms={terms.map((t) => ({
              id: t.id,
              name: t.name,
              group: t.group,
              detail: `${formatDay(t.startsOn)} to ${formatDay(t.endsOn)}`,
            }))}
            current={term?.id}
          />
        ) : undefined
      }
      account={
        <AccountMenu
          name={viewer.name}
          detail={roles
            .filter((role) => viewer.roles.includes(role))
            .map((role) => roleNames[role])
            .join(', ')}
          theme={themeFrom(jar.get(THEME_COOKIE)?.value)}
          setTheme={setThemeAction}
          signOut={signOutAction}
        />
      }
      flash={
        flash && {
          ...flash,
          undo: flash.undo && { action: undos[flash.undo.what], fields: flash.undo.fields },
        }
      }
      flashCookie={FLASH_COOKIE}
    >
      {children}
    </AppShell>
  )
}
