import type { ErrorReport } from './error-report.ts'

/** Writes what a developer is told of an error as text: for the page that made a call, and for its console. */
export function writeErrorText(report: ErrorReport): string {
  const { name, message, called, hint, excerpt, tree, causes, stack } = report
  const parts = [
    `${called ?? report.request}\n${name}: ${message}`,
    hint,
    excerpt && writeExcerpt(excerpt),
    tree.length > 0 ? `Drawn: ${tree.join(' › ')}` : undefined,
    causes.length > 1 ? causes.join('\n  ← ') : undefined,
    stack,
  ]
  return parts.filter((part) => part !== undefined).join('\n\n')
}

function writeExcerpt({ file, line, lines }: NonNullable<ErrorReport['excerpt']>): string {
  const rows = lines.map(
    ({ number, text }) => `${number === line ? '>' : ' '}${String(number).padStart(4)}  ${text}`,
  )
  return [`${file}, line ${line}`, ...rows].join('\n')
}
