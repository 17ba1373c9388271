/**
 * A record: over its table from 1100 px on, as a whole page below. It has its own URL either way.
 *
 *   <PanelLayout panel={<SidePanel title="Mei Chen" badge={<StateBadge state="submitted" />} closeHref="/review"
 *       facts={<Facts items={…} />} sections={[{ id: 'answers', title: 'Answers', children: … }]}
 *       actions={<><SubmitButton form="decide">Accept</SubmitButton></>} actionsNote="Nothing is sent before publishing." />}>
 *     {table}
 *   </PanelLayout>
 *
 * Escape closes it; the focus goes to its title and back to where it came from.
 */
import { ChevronLeft, ChevronRight, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { IconLink } from '../ui/button'
import { Section } from '../ui/card'
import { cn } from '../ui/cn'
import { PanelFocus } from './panel-focus'

export type PanelSection = {
  id: string
  title: string
  description?: ReactNode
  actions?: ReactNode
  children: ReactNode
}

/** Table and panel together: the table steps aside where there is no room for both. */
export function PanelLayout({ children, panel }: { children: ReactNode; panel?: ReactNode }) {
  return (
    <>
      <div className={panel ? 'max-panel:hidden print:hidden' : undefined}>{children}</div>
      {panel}
    </>
  )
}

export function SidePanel({
  title,
  badge,
  subtitle,
  closeHref,
  previousHref,
  nextHref,
  facts,
  sections,
  actions,
  actionsNote,
  children,
}: {
  title: string
  badge?: ReactNode
  subtitle?: ReactNode
  closeHref: string
  previousHref?: string
  nextHref?: string
  /** Who, state, what is needed: always on top. */
  facts?: ReactNode
  sections?: PanelSection[]
  /** Fixed at the lower edge. */
  actions?: ReactNode
  /** What the actions will do. */
  actionsNote?: ReactNode
  /** Between facts and sections. */
  children?: ReactNode
}) {
  return (
    <article
      data-panel
      aria-labelledby="panel-title"
      className="flex flex-col panel:fixed panel:top-14 panel:right-0 panel:bottom-0 panel:z-30 panel:w-[min(42rem,50vw)] panel:bg-surface panel:shadow-float print:!static print:!w-auto"
    >
      {/*
       * Where the panel is the whole page the name, the way out and the sections stay in sight, unless the screen is
       * too low for them; what else stands at the top scrolls away. Beside a table all of it stays, the subtitle
       * under the name.
       */}
      <div className="top-14 z-20 -mx-4 -mt-2 border-b border-line bg-ground px-4 pt-2 max-panel:[@media(min-height:28rem)]:sticky panel:contents print:!static">
        <header
          className={cn(
            'flex items-start gap-2 pb-2 panel:order-1 panel:shrink-0 panel:px-6 panel:pt-4',
            subtitle ? 'panel:pb-0' : 'panel:pb-3',
          )}
        >
          <div className="min-w-0 flex-1">
            <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
              <h1 id="panel-title" tabIndex={-1} className="min-w-0 rounded text-lg outline-none">
                {title}
              </h1>
              {badge}
            </div>
          </div>
          <div className="no-print -my-1.5 -mr-2 flex shrink-0">
            {previousHref && (
              <IconLink href={previousHref} label="Record before" icon={<ChevronLeft aria-hidden />} />
            )}
            {nextHref && <IconLink href={nextHref} label="Next record" icon={<ChevronRight aria-hidden />} />}
            <IconLink
              href={closeHref}
              scroll={false}
              label="Close"
              data-panel-close
              icon={<X aria-hidden />}
            />
          </div>
        </header>
        {sections && sections.length > 1 && (
          <nav
            aria-label="Sections"
            className="-mx-4 overflow-x-auto px-4 panel:order-3 panel:mx-0 panel:shrink-0 panel:border-t panel:border-line"
          >
            <ul className="flex w-max">
              {sections.map((section) => (
                <li key={section.id}>
                  <a
                    href={`#${section.id}`}
                    className="inline-flex min-h-10 items-center rounded px-2 text-sm text-muted hover:text-ink focus-visible:-outline-offset-2"
                  >
                    {section.title}
                  </a>
                </li>
              ))}
            </ul>
          </nav>
        )}
      </div>
      {subtitle && (
        <p className="pt-3 text-sm text-muted panel:order-2 panel:shrink-0 panel:px-6 panel:pt-0 panel:pb-3">
          {subtitle}
        </p>
      )}
      <div className="min-h-0 flex-1 space-y-8 py-5 panel:order-4 panel:border-t panel:border-line panel:overflow-y-auto panel:overscroll-contain panel:px-6">
        {facts}
        {children}
        {sections?.map((section) => (
          <Section
            key={section.id}
            id={section.id}
            title={section.title}
            description={section.description}
            actions={section.actions}
          >
            {section.children}
          </Section>
        ))}
      </div>
      {actions && (
        <footer className="no-print pb-safe sticky bottom-14 z-20 -mx-4 border-t border-line bg-surface px-4 md:bottom-0 panel:static panel:order-5 panel:mx-0 panel:px-6">
          {actionsNote && <p className="pt-2 text-sm text-muted">{actionsNote}</p>}
          <div className="flex flex-wrap items-center gap-2 py-3">{actions}</div>
        </footer>
      )}
      <PanelFocus record={title} />
    </article>
  )
}
