/** The three theme choices and the reading of the `theme` cookie (anything else means `system`). */
export const THEMES = ['light', 'dark', 'system'] as const
export type Theme = (typeof THEMES)[number]

/** Name of the cookie that holds the choice. */
export const THEME_COOKIE = 'theme'

/** Turns a cookie value of unknown origin into a theme. */
export function themeFrom(value: string | undefined): Theme {
  return value === 'light' || value === 'dark' ? value : 'system'
}
