/**
 * Buttons. A `Button` acts, a `ButtonLink` goes somewhere; both look the same.
 *
 *   <Button variant="primary" type="submit">Publish 34 results</Button>
 *   <ButtonLink href="/courses/import" icon={<Upload />}>Import courses</ButtonLink>
 *   <IconButton label="Close" icon={<X />} />
 *
 * Targets are 40 px high (44 on touch); `size="sm"` looks 32 px high and keeps a 40-px target.
 * For the submit button of a <Form> use SubmitButton, which also shows that the form is being sent.
 */
import type { ComponentProps, ReactNode } from 'react'
import { cn } from './cn'
import { Link } from './link'

export type ButtonVariant = 'primary' | 'secondary' | 'ghost' | 'danger'
export type ButtonSize = 'md' | 'sm'

type Look = { variant?: ButtonVariant; size?: ButtonSize; icon?: ReactNode; full?: boolean }

const variants: Record<ButtonVariant, string> = {
  primary: 'bg-accent text-on-accent border-transparent hover:bg-accent-strong',
  secondary: 'bg-surface text-ink border-line-strong hover:bg-hover hover:border-ink',
  ghost: 'bg-transparent text-ink border-transparent hover:bg-hover',
  danger: 'bg-danger text-[#fff] border-transparent hover:bg-danger-strong',
}
const sizes: Record<ButtonSize, string> = {
  md: 'min-h-10 px-4 py-1.5 pointer-coarse:min-h-11',
  sm: 'min-h-8 px-3 py-1 after:absolute after:-inset-y-1 after:inset-x-0 pointer-coarse:min-h-11',
}

/** The class list of a button, for the rare element that must look like one (a <summary>, a <label>). */
export function buttonClass({ variant = 'secondary', size = 'md', full }: Look = {}): string {
  return cn(
    'relative inline-flex items-center justify-center gap-2 rounded border text-sm font-medium leading-5 text-center no-underline transition-colors select-none',
    '[&_svg]:size-4 [&_svg]:shrink-0',
    'aria-disabled:opacity-60 disabled:opacity-60',
    variants[variant],
    sizes[size],
    full && 'w-full',
  )
}

export function Button({
  variant,
  size,
  icon,
  full,
  className,
  children,
  type = 'button',
  ...rest
}: Look & ComponentProps<'button'>) {
  return (
    <button type={type} className={cn(buttonClass({ variant, size, full }), className)} {...rest}>
      {icon}
      {children}
    </button>
  )
}

export function ButtonLink({
  variant,
  size,
  icon,
  full,
  className,
  children,
  ...rest
}: Look & ComponentProps<typeof Link>) {
  return (
    <Link className={cn(buttonClass({ variant, size, full }), 'print:hidden', className)} {...rest}>
      {icon}
      {children}
    </Link>
  )
}

type IconButtonProps = { label: string; icon: ReactNode; variant?: ButtonVariant; size?: ButtonSize }

const square = (size: ButtonSize) =>
  size === 'sm' ? 'w-8 !px-0 pointer-coarse:w-11' : 'w-10 !px-0 pointer-coarse:w-11'

/** A button with an icon only; `label` is its name for screen readers and its title. */
export function IconButton({
  label,
  icon,
  variant = 'ghost',
  size = 'md',
  className,
  type = 'button',
  ...rest
}: IconButtonProps & Omit<ComponentProps<'button'>, 'children'>) {
  return (
    <button
      type={type}
      aria-label={label}
      title={label}
      className={cn(buttonClass({ variant, size }), square(size), className)}
      {...rest}
    >
      {icon}
    </button>
  )
}

export function IconLink({
  label,
  icon,
  variant = 'ghost',
  size = 'md',
  className,
  ...rest
}: IconButtonProps & Omit<ComponentProps<typeof Link>, 'children'>) {
  return (
    <Link
      aria-label={label}
      title={label}
      className={cn(buttonClass({ variant, size }), square(size), className)}
      {...rest}
    >
      {icon}
    </Link>
  )
}
