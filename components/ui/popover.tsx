'use client'
/**
 * Floating menus and panels on the browser's own popover: opens, closes by Escape or a click outside and is
 * placed by CSS, all without JavaScript. JavaScript only closes it after a link inside was followed.
 *
 *   <Popover id="term" label="Term" trigger={<>2027 Semester One <ChevronDown /></>} triggerClass={buttonClass()}>…</Popover>
 *   <DropdownMenu label="More actions" items={[{ label: 'Download', href: '/…' }]} />
 */
import { Ellipsis } from 'lucide-react'
import { type ReactNode, useId, useRef, useState } from 'react'
import { buttonClass } from './button'
import { cn } from './cn'
import { Link } from './link'

export function Popover({
  trigger,
  triggerClass,
  label,
  iconOnly,
  children,
  align = 'start',
  side = 'bottom',
  className,
  late,
}: {
  /** What the button shows: text names it too; of an icon the name is `label`. */
  trigger: ReactNode
  triggerClass?: string
  /** Accessible name of the panel, and of the button where `trigger` has no text. */
  label: string
  /** The trigger has no text of its own, or not everywhere: it is named by `label`, which shows when pointed at. */
  iconOnly?: boolean
  children: ReactNode
  align?: 'start' | 'end'
  side?: 'bottom' | 'top'
  className?: string
  /**
   * Stands above the children once it was opened: for pages with a hundred menus, which are heavy by what is in them. Without
   * scripts there are the children alone, so that what is here must be found elsewhere too.
   */
  late?: () => ReactNode
}) {
  const id = useId()
  const panel = useRef<HTMLDivElement>(null)
  const [opened, setOpened] = useState(false)
  return (
    <>
      <button
        type="button"
        popoverTarget={id}
        aria-label={iconOnly ? label : undefined}
        title={iconOnly ? label : undefined}
        className={triggerClass ?? buttonClass()}
      >
        {trigger}
      </button>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for the controls of a form */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: a key press on a link arrives here as a click */}
      <div
        ref={panel}
        id={id}
        popover="auto"
        role="group"
        aria-label={label}
        data-align={align}
        data-side={side}
        className={cn('popover', className)}
        onBeforeToggle={late && (() => setOpened(true))}
        onClick={(event) => {
          if ((event.target as Element).closest('a, [data-close]')) panel.current?.hidePopover()
        }}
      >
        {opened && late?.()}
        {children}
      </div>
    </>
  )
}

/** Class list of one entry inside a popover menu, for links and for buttons of forms. */
export const menuItemClass = 'menu-item'

export type MenuItem = {
  label: ReactNode
  href: string
  icon?: ReactNode
  detail?: ReactNode
  current?: boolean
  /** For downloads: a plain link, not a navigation inside the app. */
  download?: boolean
}

/** One link of a menu. */
export function MenuLink({ label, href, icon, detail, current, download }: MenuItem) {
  const body = (
    <>
      {icon}
      <span className="min-w-0 flex-1">
        <span className="block">{label}</span>
        {detail && <span className="block text-xs font-normal text-muted">{detail}</span>}
      </span>
    </>
  )
  return download ? (
    <a href={href} download className={menuItemClass}>
      {body}
    </a>
  ) : (
    <Link href={href} aria-current={current ? 'true' : undefined} className={menuItemClass}>
      {body}
    </Link>
  )
}

/** A menu of links (and, as children, of forms with buttons of `menuItemClass`). */
export function DropdownMenu({
  label,
  trigger,
  iconOnly,
  triggerClass,
  items = [],
  children,
  align = 'end',
  side,
}: {
  label: string
  /** Three dots, named by `label`, when not given. */
  trigger?: ReactNode
  /** As of a Popover. */
  iconOnly?: boolean
  triggerClass?: string
  items?: MenuItem[]
  children?: ReactNode
  align?: 'start' | 'end'
  side?: 'bottom' | 'top'
}) {
  return (
    <Popover
      label={label}
      trigger={trigger ?? <Ellipsis aria-hidden />}
      iconOnly={iconOnly ?? !trigger}
      triggerClass={triggerClass ?? cn(buttonClass({ variant: 'ghost' }), 'w-10 !px-0')}
      align={align}
      side={side}
      className="min-w-56"
    >
      {items.length > 0 && (
        <ul>
          {items.map((item) => (
            <li key={item.href}>
              <MenuLink {...item} />
            </li>
          ))}
        </ul>
      )}
      {children}
    </Popover>
  )
}
