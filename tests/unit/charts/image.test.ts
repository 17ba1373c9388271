import { describe, expect, test } from 'vitest'
import { barImage, imageHref, imageName, lineImage } from '@/components/chart/image'

describe('pictures of charts', () => {
  test('carry their figures and words, and text from people cannot break out of them', () => {
    const svg = barImage({
      title: 'Hours <of> "the" term & more',
      unit: 'h',
      items: [
        { label: '</text><script>alert(1)</script>', value: 42.5, of: 60 },
        { label: 'COMPSCI 101\u0000', value: 90, of: 60 },
      ],
    })
    expect(svg).not.toContain('<script>')
    expect(svg).not.toContain('\u0000')
    expect(svg).toContain('Hours &lt;of&gt; &quot;the&quot; term &amp; more')
    expect(svg).toContain('42.5 of 60 h')
    expect(svg).toContain('90 of 60 h (over)')
    expect(svg).toMatch(/^<svg xmlns=.*<\/svg>$/s)
  })

  test('draw lines with gaps where there is no value, and survive having nothing to draw', () => {
    const svg = lineImage({
      title: 'Hours',
      x: ['1 Mar', '2 Mar', '3 Mar', '4 Mar'],
      series: [{ name: 'Worked', values: [0, 10, null, 20] }],
    })
    expect(svg.match(/d="M[^"]*L[^"]*M[^"]*"/)).not.toBeNull()
    for (const empty of [
      lineImage({ title: 'Hours', x: [], series: [] }),
      barImage({ title: 'Hours', items: [] }),
    ])
      expect(empty).not.toMatch(/NaN|Infinity|undefined/)
  })

  test('are saved under the chart’s name', () => {
    expect(imageName('Hours worked against plan, COMPSCI 101')).toBe('hours-worked-against-plan-compsci-101')
    expect(imageName('申込')).toBe('chart')
    expect(decodeURIComponent(imageHref('<svg>#</svg>').split(',')[1]!)).toBe('<svg>#</svg>')
  })
})
