/** A whole, round upper end of an axis and its ticks for values from 0 to `max`. */
export function niceScale(max: number, wanted = 4): { top: number; ticks: number[] } {
  if (!(max > 0)) return { top: 1, ticks: [0, 1] }
  const rough = max / wanted
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power
  const count = Math.ceil(max / step - 1e-9)
  return { top: count * step, ticks: Array.from({ length: count + 1 }, (_, index) => index * step) }
}

const number = new Intl.NumberFormat('en-NZ', { maximumFractionDigits: 2 })

/** A figure as shown in charts and their tables. */
export function figure(value: number, unit?: string): string {
  return unit ? `${number.format(value)} ${unit}` : number.format(value)
}
