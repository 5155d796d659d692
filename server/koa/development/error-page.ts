import type { ErrorReport } from './error-report.ts'
import type { Excerpt } from './excerpt.ts'
import { type Html, html } from './html.ts'

/**
 * Draws the page that a developer sees instead of a plain 500.
 * @param prefix in front of the names of our style sheet and script
 */
export function drawErrorPage(report: ErrorReport, prefix: string): string {
  const { name, message, request, called, hint, excerpt, tree, causes, stack } = report
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${name}: ${message}</title>
<link rel="stylesheet" href="${prefix}/sealwax-development.css">
<script src="${prefix}/sealwax-development.js" defer></script>
</head>
<body class="sealwax-error">
<main>
<p class="where">${request}${called === undefined ? '' : html` · <code>${called}</code>`}</p>
<h1><span>${name}</span> ${message}</h1>
${hint === undefined ? '' : html`<p class="hint">${hint}</p>`}
${excerpt && drawExcerpt(excerpt)}
${tree.length > 0 ? html`<h2>What was drawn</h2>${drawTree(tree)}` : ''}
${causes.length > 1 ? html`<h2>How it came</h2><ol class="causes">${causes.map((cause) => html`<li>${cause}</li>`)}</ol>` : ''}
<h2>Stack</h2>
<pre tabindex="0">${stack}</pre>
<footer>Only a browser on this machine sees this, and only in development${told(report)}.</footer>
</main>
</body>
</html>
`.text
}

function told({ errorId }: ErrorReport): string {
  return errorId === undefined ? '' : `; in production a visitor is told the id ${errorId} alone`
}

function drawExcerpt({ file, line, lines }: Excerpt): Html {
  const drawn = lines.map(({ number, text }) => {
    const row = `${String(number).padStart(4)}  ${text}\n`
    return number === line ? html`<mark>${row}</mark>` : row
  })
  return html`<h2>${file}, line ${line}</h2>
<pre class="source" tabindex="0">${drawn}</pre>`
}

function drawTree([first, ...rest]: readonly string[]): Html {
  return html`<ul class="tree"><li>${first}${rest.length > 0 ? drawTree(rest) : ''}</li></ul>`
}
