import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'

const path = (url: string) => fileURLToPath(new URL(url, import.meta.url))
const tsc = path('../../node_modules/.bin/tsc')

/** Checks one file with the project's own options, and answers what the compiler said. */
async function compile(file: string): Promise<string> {
  const config = join(tmpdir(), `sealwax-types-${process.pid}.json`)
  const typeRoots = [path('../../node_modules/@types')]
  const settings = {
    extends: path('../../tsconfig.json'),
    compilerOptions: { typeRoots },
    files: [file],
    include: [],
  }
  await writeFile(config, JSON.stringify(settings))
  try {
    return await new Promise((resolve) => {
      execFile(tsc, ['--noEmit', '-p', config], (error, stdout, stderr) =>
        resolve(error === null ? stdout : stdout + stderr || error.message),
      )
    })
  } finally {
    await rm(config)
  }
}

describe('defineComponent', () => {
  it('infers self, params, state and what load returned, and refuses names taken twice', async () => {
    assert.equal(await compile(path('./define-component.types.ts')), '')
  })

  it('infers the files of a method', async () => {
    assert.equal(await compile(path('./files.types.ts')), '')
  })
})
