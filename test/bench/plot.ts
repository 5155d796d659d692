import { init } from 'echarts'
import type { Entry, Json } from './report.ts'

const rowHeight = 26
const margin = { top: 58, bottom: 34, left: 170, right: 160 }
const title = 'Cost as a share of its goal (shorter is better)'

/** Colours on a white and on a dark page. */
const colours = {
  paper: ['#fff', '#14171c'],
  ink: ['#333', '#e3e6ea'],
  grid: ['#dbdee4', '#3a414b'],
  reached: ['#2f7d5b', '#4fae83'],
  missed: ['#b3362b', '#e5695d'],
} as const
const colour = (name: keyof typeof colours) => colours[name][0]

/** Draws the cases with goals: how far each is below or above its goal. */
export function plot({ cases }: Json): string {
  const rows = Object.entries(cases)
    .filter(([, { goal }]) => goal !== undefined)
    .toReversed()
  const height = rows.length * rowHeight + margin.top + margin.bottom
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: 760, height })
  chart.setOption({
    animation: false,
    backgroundColor: colour('paper'),
    textStyle: { color: colour('ink') },
    title: {
      text: title,
      left: 12,
      top: 10,
      textStyle: { fontSize: 14, color: colour('ink') },
    },
    grid: margin,
    ...axes(rows.map(([name]) => name)),
    series: [bars(rows.map(([, entry]) => entry)), labels(rows.map(([, entry]) => entry))],
  })
  const svg = chart.renderToSVGString()
  chart.dispose()
  return withHead(svg)
}

function axes(names: readonly string[]) {
  const axisLabel = { color: colour('ink') }
  return {
    xAxis: {
      type: 'value' as const,
      min: 0,
      axisLabel: { ...axisLabel, formatter: percent },
      splitLine: { lineStyle: { color: colour('grid') } },
    },
    yAxis: {
      type: 'category' as const,
      data: [...names],
      axisLabel,
      axisTick: { show: false },
      axisLine: { lineStyle: { color: colour('ink') } },
    },
  }
}

const barStyle = { type: 'bar' as const, barWidth: 14, barGap: '-100%' }

function bars(entries: readonly Entry[]) {
  const data = entries.map((entry) => {
    const value = shareOf(entry)
    return { value, itemStyle: { color: colour(value <= 1 ? 'reached' : 'missed') } }
  })
  return { ...barStyle, data, z: 3, markLine: goalLine }
}

const goalLine = {
  symbol: 'none',
  silent: true,
  z: 4,
  label: { formatter: 'goal', color: colour('ink') },
  lineStyle: { color: colour('ink') },
  data: [{ xAxis: 1 }],
}

/** A series of its own, since those of the bars would lie below the line of goals, which crosses them out. */
function labels(entries: readonly Entry[]) {
  return {
    ...barStyle,
    data: entries.map((entry) => ({ value: shareOf(entry), label: { formatter: textOf(entry) } })),
    z: 5,
    itemStyle: { color: 'transparent' },
    label: {
      show: true,
      position: 'right' as const,
      color: colour('ink'),
      textBorderColor: colour('paper'),
      textBorderWidth: 4,
    },
  }
}

function shareOf({ ratio = 0, goal = 1 }: Entry): number {
  return ratio / goal
}

function textOf(entry: Entry): string {
  const { ratio = 0, goal = 1 } = entry
  return `${percent(shareOf(entry))}  (${ratio.toFixed(2)} of ${goal.toFixed(2)})`
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`
}

/** What the library does not write: a name for those who can't see it, and colours for a dark page. */
function withHead(svg: string): string {
  const rules = Object.values(colours).map(
    ([light, dark]) => `[fill="${light}"]{fill:${dark}}[stroke="${light}"]{stroke:${dark}}`,
  )
  const style = `<style>@media (prefers-color-scheme:dark){${rules.join('')}}</style>`
  return svg.replace('<svg ', '<svg role="img" ').replace('>', `><title>${title}</title>${style}`)
}
