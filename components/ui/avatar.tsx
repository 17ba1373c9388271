/**
 * Initials of a person, beside the written name (therefore hidden from screen readers).
 *
 *   <Avatar name="Aroha Ngata" />
 */
import { cn } from './cn'

/** First letters of the first and the last word; the first character for names without spaces. */
function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean)
  const first = [...(words[0] ?? '?')][0] ?? '?'
  const last = words.length > 1 ? ([...(words.at(-1) ?? '')][0] ?? '') : ''
  return (first + last).toUpperCase()
}

export function Avatar({ name, size = 'md' }: { name: string; size?: 'sm' | 'md' | 'lg' }) {
  const sizes = { sm: 'size-6 text-xs', md: 'size-8 text-xs', lg: 'size-12 text-base' }
  return (
    <span
      aria-hidden
      className={cn(
        'inline-flex shrink-0 items-center justify-center rounded-full bg-accent-soft font-semibold text-accent',
        sizes[size],
      )}
    >
      {initialsOf(name)}
    </span>
  )
}
