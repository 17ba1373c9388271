'use client'
/**
 * The person's own menu: profile, security, theme, sign out. Theme and sign-out are forms that post to the
 * given server actions (or URLs), so they work without JavaScript; with it the theme changes at once.
 *
 *   <AccountMenu name="Mei Chen" detail="Tutor coordinator" theme="system" setTheme={setTheme} signOut={signOut} />
 */
import { LogOut, Monitor, Moon, Sun, UserRound, UserRoundCog } from 'lucide-react'
import { Avatar } from '../ui/avatar'
import { buttonClass } from '../ui/button'
import { cn } from '../ui/cn'
import { MenuLink, menuItemClass, Popover } from '../ui/popover'
import type { Theme } from './theme'

type Target = string | ((form: FormData) => void | Promise<void>)
const method = (target: Target) => (typeof target === 'string' ? ('post' as const) : undefined)

const choices = [
  { value: 'light', label: 'Light', icon: Sun },
  { value: 'dark', label: 'Dark', icon: Moon },
  { value: 'system', label: 'System', icon: Monitor },
] as const

export function AccountMenu({
  name,
  detail,
  theme,
  setTheme,
  signOut,
  profileHref = '/profile',
  securityHref = '/profile/security',
}: {
  name: string
  detail?: string
  theme: Theme
  /** Gets the field `theme`. */
  setTheme: Target
  signOut: Target
  profileHref?: string
  securityHref?: string
}) {
  return (
    <Popover
      label={`Account: ${name}`}
      align="end"
      trigger={
        <>
          <span className="sr-only">Account: {name}</span>
          <Avatar name={name} />
        </>
      }
      triggerClass={cn(buttonClass({ variant: 'ghost' }), 'w-10 shrink-0 !rounded-full !px-0')}
      className="sm:w-64"
    >
      <div className="px-3 py-2">
        <p className="text-sm font-semibold break-words">{name}</p>
        {detail && <p className="text-xs text-muted">{detail}</p>}
      </div>
      <div className="border-t border-line py-1">
        <MenuLink href={profileHref} label="Profile" icon={<UserRound aria-hidden />} />
        <MenuLink href={securityHref} label="Security" icon={<UserRoundCog aria-hidden />} />
      </div>
      <form
        action={setTheme}
        method={method(setTheme)}
        className="border-t border-line px-3 py-2"
        onSubmit={(event) => {
          const button = (event.nativeEvent as SubmitEvent).submitter
          if (button instanceof HTMLButtonElement) document.documentElement.dataset.theme = button.value
        }}
      >
        <p id="theme-label" className="mb-1 text-xs text-muted">
          Theme
        </p>
        {/* biome-ignore lint/a11y/useSemanticElements: three buttons that act, not fields */}
        <div role="group" aria-labelledby="theme-label" className="flex rounded border border-line p-0.5">
          {choices.map(({ value, label, icon: Icon }) => (
            <button
              key={value}
              type="submit"
              name="theme"
              value={value}
              aria-pressed={theme === value}
              className={cn(
                'flex min-h-9 flex-1 items-center justify-center gap-1.5 rounded text-xs pointer-coarse:min-h-11 [&_svg]:size-3.5',
                theme === value
                  ? 'bg-accent-soft font-medium text-accent'
                  : 'text-muted hover:bg-hover hover:text-ink',
              )}
            >
              <Icon aria-hidden />
              {label}
            </button>
          ))}
        </div>
      </form>
      <form action={signOut} method={method(signOut)} className="border-t border-line pt-1">
        <button type="submit" className={menuItemClass}>
          <LogOut aria-hidden />
          Sign out
        </button>
      </form>
    </Popover>
  )
}
