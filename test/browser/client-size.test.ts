import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { describe, it } from 'node:test'
import { gzipSync } from 'node:zlib'
import { minify } from 'terser'

describe('sealwax.js', () => {
  it('is at most 1.2 KB, minified and gzipped', async () => {
    const bytes = gzipSync(await minified(), { level: 9 }).length
    assert.ok(bytes <= 1.2 * 1024, `${bytes} bytes`)
  })

  it('leaves no name to the page: all is in one block', async () => {
    assert.ok(/^\{(const|let)\b.*\}$/s.test(await minified()))
  })
})

async function minified(): Promise<string> {
  const path = new URL('../../public/sealwax.js', import.meta.url)
  const { code } = await minify(await readFile(path, 'utf8'))
  assert(code)
  return code
}
