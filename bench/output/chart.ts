import type { Bar, Report } from '../support/report.ts'

const WIDTH = 860
const NAMES_WIDTH = 250
const FIGURES_WIDTH = 170
const BAR_HEIGHT = 18
const BAR_GAP = 6
const TITLE_HEIGHT = 34
const CAPTION_HEIGHT = 17
const MARGIN = 20

/**
 * The chart has its own background, so it can be read on any page. Its colours follow the reader's system.
 */
const STYLE = `
  .card { fill: #ffffff; stroke: #d0d7de; }
  text { font: 13px system-ui, -apple-system, "Segoe UI", sans-serif; fill: #1f2328; }
  .title { font-weight: 600; font-size: 14px; }
  .small { font-size: 12px; fill: #59636e; }
  .bar { fill: #8c959f; }
  .ours { fill: #0969da; }
  .floor { fill: none; stroke: #8c959f; stroke-dasharray: 4 3; }
  .lowest { stroke: #1f2328; stroke-width: 2; }
  @media (prefers-color-scheme: dark) {
    .card { fill: #0d1117; stroke: #3d444d; }
    text { fill: #f0f6fc; }
    .small { fill: #9198a1; }
    .bar { fill: #656c76; }
    .ours { fill: #4493f8; }
    .floor { stroke: #656c76; }
    .lowest { stroke: #f0f6fc; }
  }
`

/**
 * Draws the requests a second of each contender as SVG, with a group for each case.
 *
 * @param caption Its lines.
 */
export function chartOf(reports: readonly Report[], caption: readonly string[]): string {
  const parts: string[] = []
  let y = MARGIN
  for (const { title, bars } of reports) {
    if (bars === undefined) continue
    parts.push(text(MARGIN, y + 18, title, 'title'))
    y += TITLE_HEIGHT
    const largest = Math.max(...bars.map(({ median }) => median))
    for (const [i, bar] of bars.entries()) {
      parts.push(barOf(bar, { y, largest, ours: i === 0 }))
      y += BAR_HEIGHT + BAR_GAP
    }
    y += BAR_GAP
  }
  for (const line of caption) {
    y += CAPTION_HEIGHT
    parts.push(text(MARGIN, y, line, 'small'))
  }
  const height = y + MARGIN
  const card = `<rect class="card" x="0.5" y="0.5" width="${WIDTH - 1}" height="${height - 1}" rx="8"/>`
  const head = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img">`
  const label = '<title>Requests a second: Mintmark and what it is measured beside</title>'
  return `${[head, label, `<style>${STYLE}</style>`, card, ...parts, '</svg>'].join('\n')}\n`
}

function barOf({ name, median, lowest, floor }: Bar, { y, largest, ours }: { y: number; largest: number; ours: boolean }): string {
  const full = WIDTH - NAMES_WIDTH - FIGURES_WIDTH - 2 * MARGIN
  const x = MARGIN + NAMES_WIDTH
  const length = (value: number) => Math.max(1, (value / largest) * full)
  const middle = y + BAR_HEIGHT - 5
  const mark = x + length(lowest)
  return [
    text(MARGIN, middle, name),
    `<rect class="${ours ? 'ours' : floor ? 'floor' : 'bar'}" x="${x}" y="${y}" width="${length(median).toFixed(1)}" height="${BAR_HEIGHT}" rx="2"/>`,
    `<line class="lowest" x1="${mark.toFixed(1)}" x2="${mark.toFixed(1)}" y1="${y}" y2="${y + BAR_HEIGHT}"/>`,
    text(x + length(median) + 8, middle, `${rate(median)} (${rate(lowest)})`),
  ].join('\n')
}

const rate = (value: number): string => Math.round(value).toLocaleString('en')

const text = (x: number, y: number, content: string, name?: string): string =>
  `<text x="${x.toFixed(1)}" y="${y}"${name === undefined ? '' : ` class="${name}"`}>${escaped(content)}</text>`

const escaped = (content: string): string => content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
