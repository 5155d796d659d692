import type { Sent } from '../page/surface.ts'

/** What a form sends, written down. */
export interface Body {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array
}

/** Writes a form as its browser does: with files by parts. */
export async function bodyOf({ fields, files }: Sent): Promise<Body> {
  if (files !== undefined) return multipart(fields, files)
  const body = new URLSearchParams(fields.map(([...field]) => field)).toString()
  return { headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body }
}

async function multipart(fields: Sent['fields'], files: NonNullable<Sent['files']>): Promise<Body> {
  const form = new FormData()
  for (const [name, value] of fields) form.append(name, value)
  for (const [name, { name: fileName, type, content }] of files) {
    form.append(name, new Blob([content], { type }), fileName)
  }
  const written = new Response(form)
  const headers = { 'Content-Type': written.headers.get('content-type') ?? '' }
  return { headers, body: Buffer.from(await written.arrayBuffer()) }
}
