import { init } from 'echarts'
import type { Entry, Json } from './report.ts'

const rowHeight = 26
const margin = { top: 46, bottom: 34, left: 170, right: 60 }

/** Draws the cases with goals: how far each is below or above its goal. */
export function plot({ cases }: Json): string {
  const rows = Object.entries(cases).toReversed()
  const height = rows.length * rowHeight + margin.top + margin.bottom
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: 760, height })
  chart.setOption({
    animation: false,
    backgroundColor: '#fff',
    title: {
      text: 'Cost as a share of its goal (shorter is better)',
      left: 12,
      top: 10,
      textStyle: { fontSize: 14 },
    },
    grid: { ...margin },
    xAxis: { type: 'value', min: 0, axisLabel: { formatter: percent } },
    yAxis: { type: 'category', data: rows.map(([name]) => name), axisTick: { show: false } },
    series: [
      {
        type: 'bar',
        barWidth: 14,
        data: rows.map(([, entry]) => barOf(entry)),
        label: {
          show: true,
          position: 'right',
          formatter: ({ value }: { value: number }) => percent(value),
        },
        markLine: {
          symbol: 'none',
          silent: true,
          label: { show: false },
          lineStyle: { color: '#333' },
          data: [{ xAxis: 1 }],
        },
      },
    ],
  })
  const svg = chart.renderToSVGString()
  chart.dispose()
  return svg
}

function barOf({ ratio = 0, goal = 1 }: Entry) {
  const value = ratio / goal
  return { value, itemStyle: { color: value <= 1 ? '#2f7d5b' : '#b3362b' } }
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`
}
