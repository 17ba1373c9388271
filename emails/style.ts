import type { CSSProperties } from 'react'

/** Mail programs read little CSS: plain properties on each element, and colours that hold in dark mode too. */
const font = '-apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, Helvetica, Arial, sans-serif'

export const body: CSSProperties = {
  backgroundColor: '#f4f5f7',
  fontFamily: font,
  margin: 0,
  padding: '24px 8px',
}
export const card: CSSProperties = {
  backgroundColor: '#ffffff',
  border: '1px solid #dfe2e8',
  borderRadius: 8,
  maxWidth: 560,
  padding: '24px 28px',
}
export const institution: CSSProperties = { color: '#565e6c', fontSize: 14, lineHeight: '20px', margin: 0 }
export const heading: CSSProperties = {
  color: '#16181d',
  fontSize: 22,
  fontWeight: 600,
  lineHeight: '30px',
  margin: '4px 0 20px',
}
export const subheading: CSSProperties = {
  color: '#16181d',
  fontSize: 16,
  fontWeight: 600,
  lineHeight: '24px',
  margin: '20px 0 4px',
}
export const text: CSSProperties = { color: '#16181d', fontSize: 16, lineHeight: '24px', margin: '0 0 16px' }
export const small: CSSProperties = { color: '#565e6c', fontSize: 13, lineHeight: '20px', margin: 0 }
export const line: CSSProperties = { borderColor: '#dfe2e8', margin: '24px 0 16px' }
export const button: CSSProperties = {
  backgroundColor: '#1f4fd8',
  borderRadius: 6,
  color: '#ffffff',
  display: 'inline-block',
  fontSize: 16,
  fontWeight: 600,
  padding: '12px 20px',
  textDecoration: 'none',
}
export const link: CSSProperties = { color: '#1f4fd8', textDecoration: 'underline', wordBreak: 'break-all' }
export const code: CSSProperties = {
  backgroundColor: '#f4f5f7',
  borderRadius: 6,
  color: '#16181d',
  fontFamily: 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace',
  fontSize: 28,
  letterSpacing: 6,
  lineHeight: '40px',
  margin: '0 0 16px',
  padding: '12px 16px',
  textAlign: 'center',
}
export const quote: CSSProperties = {
  borderLeft: '3px solid #c3c8d2',
  color: '#16181d',
  fontSize: 16,
  lineHeight: '24px',
  margin: '0 0 16px',
  paddingLeft: 14,
  whiteSpace: 'pre-wrap',
}
export const cell: CSSProperties = {
  borderBottom: '1px solid #dfe2e8',
  color: '#16181d',
  fontSize: 16,
  lineHeight: '24px',
  padding: '8px 12px 8px 0',
  textAlign: 'left',
  verticalAlign: 'top',
}
export const number: CSSProperties = { ...cell, paddingRight: 0, textAlign: 'right', whiteSpace: 'nowrap' }
export const table: CSSProperties = { borderCollapse: 'collapse', margin: '0 0 16px', width: '100%' }
