import type { ChartTone } from './chart-frame'
import { figure, niceScale } from './scale'

/**
 * Charts as stand-alone SVG pictures: what "Save as" writes. Drawn anew from the figures, on white and with
 * colours and words inside, because what stands on the page takes both from the page.
 */

/** The light theme's colours of `app/globals.css`; a picture is printed and pasted on white. */
const colours: Record<ChartTone, string> = {
  accent: '#0b5a72',
  neutral: '#858e99',
  info: '#1d4c9f',
  ok: '#14613a',
  warn: '#7a4a00',
  bad: '#a5241d',
  done: '#563a9e',
}
const INK = '#14181d'
const MUTED = '#56606b'
const LINE = '#e1e5ea'
const WHOLE = '#eceff3'
const WIDTH = 720
const DASHES = ['', '6 5', '2 5', '10 5 2 5']

const escapeXml = (text: string) =>
  text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: XML allows no control characters
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
    .replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c] ?? c)

const cut = (text: string, most: number) => (text.length > most ? `${text.slice(0, most - 1)}…` : text)

function text(x: number, y: number, words: string, look = ''): string {
  return `<text x="${x}" y="${y}" ${look}>${escapeXml(words)}</text>`
}

function picture(height: number, title: string, parts: string[]): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="Inter, Arial, sans-serif" font-size="13" fill="${INK}"><rect width="${WIDTH}" height="${height}" fill="#ffffff"/>${text(20, 32, title, 'font-size="16" font-weight="600"')}${parts.join('')}</svg>`
}

/** Lying bars, one below the other, each with its figure; the whole, where there is one, behind the bar. */
export function barImage(chart: {
  title: string
  items: { label: string; value: number; of?: number; tone?: ChartTone }[]
  unit?: string
  tone?: ChartTone
}): string {
  const top = Math.max(1, ...chart.items.map((item) => Math.max(item.value, item.of ?? 0)))
  const [left, room] = [200, 340]
  const parts = chart.items.map((item, i) => {
    const y = 52 + i * 28
    const over = item.of !== undefined && item.value > item.of
    const size = (value: number) => Math.round((Math.max(0, value) / top) * room * 10) / 10
    const words =
      item.of === undefined
        ? figure(item.value, chart.unit)
        : `${figure(item.value)} of ${figure(item.of, chart.unit)}${over ? ' (over)' : ''}`
    const whole =
      item.of === undefined
        ? ''
        : `<rect x="${left}" y="${y}" width="${size(item.of)}" height="14" fill="${WHOLE}"/>`
    const colour = colours[item.tone ?? (over ? 'bad' : (chart.tone ?? 'accent'))]
    return `${text(20, y + 12, cut(item.label, 26))}${whole}<rect x="${left}" y="${y}" width="${size(item.value)}" height="14" fill="${colour}"/>${text(left + room + 12, y + 12, words, `fill="${over ? colours.bad : MUTED}"`)}`
  })
  return picture(72 + chart.items.length * 28, chart.title, parts)
}

/** Lines over a common axis; null values leave gaps. Told apart by dash as well as by colour. */
export function lineImage(chart: {
  title: string
  x: string[]
  series: { name: string; values: (number | null)[]; tone?: ChartTone }[]
  unit?: string
}): string {
  const tones: ChartTone[] = ['accent', 'done', 'warn', 'neutral']
  const values = chart.series.flatMap((one) => one.values.filter((value) => value !== null))
  const { top, ticks } = niceScale(Math.max(0, ...values))
  const [left, right, upper, lower] = [76, 700, 76, 316]
  const px = (i: number) =>
    chart.x.length > 1 ? left + (i / (chart.x.length - 1)) * (right - left) : (left + right) / 2
  const py = (value: number) => lower - (value / top) * (lower - upper)
  const every = Math.max(1, Math.ceil((chart.x.length - 1) / 6))
  const parts = ticks.map(
    (tick) =>
      `<path d="M${left} ${py(tick)}H${right}" stroke="${LINE}"/>${text(left - 10, py(tick) + 4, figure(tick, tick === top ? chart.unit : undefined), `text-anchor="end" fill="${MUTED}"`)}`,
  )
  chart.x.forEach((label, i) => {
    if (i % every !== 0) return
    const anchor = i === 0 ? 'start' : i === chart.x.length - 1 ? 'end' : 'middle'
    parts.push(text(px(i), lower + 22, label, `text-anchor="${anchor}" fill="${MUTED}"`))
  })
  chart.series.forEach((one, s) => {
    const colour = colours[one.tone ?? tones[s % tones.length] ?? 'accent']
    const dash = DASHES[s % DASHES.length]
    let path = ''
    let pen = 'M'
    one.values.forEach((value, i) => {
      if (value === null) pen = 'M'
      else {
        path += `${pen}${px(i).toFixed(1)} ${py(value).toFixed(1)}`
        pen = 'L'
      }
    })
    const stroke = `stroke="${colour}" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" fill="none"${dash ? ` stroke-dasharray="${dash}"` : ''}`
    parts.push(`<path d="${path}" ${stroke}/>`)
    const x = 20 + s * 170
    parts.push(`<path d="M${x} 54h28" ${stroke}/>${text(x + 36, 58, cut(one.name, 20), `fill="${MUTED}"`)}`)
  })
  return picture(356, chart.title, parts)
}

/** A picture as an address that a link can save. */
export const imageHref = (svg: string): string => `data:image/svg+xml,${encodeURIComponent(svg)}`

/** "Hours of the term" → "hours-of-the-term": the name of the saved file. */
export const imageName = (title: string): string =>
  title
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '') || 'chart'
