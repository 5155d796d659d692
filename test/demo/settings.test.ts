import assert from 'node:assert/strict'
import { resolve } from 'node:path'
import { describe, it } from 'node:test'
import { readSettings, SettingsError } from '../../server/demo/settings.ts'

const production = { NODE_ENV: 'production', SEALWAX_KEYS: 'new, old', COOKIE_KEYS: 'c' }

describe('readSettings', () => {
  it('makes keys for a run at home, and says so', () => {
    const { keys, cookieKeys, notes, redisUrl } = readSettings({})
    assert.deepEqual([keys.length, cookieKeys.length, notes.length], [1, 1, 1])
    assert.equal(redisUrl, undefined)
  })

  it('takes lists of keys, and the URL of Redis', () => {
    const settings = readSettings({ ...production, REDIS_URL: 'redis://cache:6379' })
    assert.deepEqual(settings.keys, ['new', 'old'])
    assert.equal(settings.redisUrl, 'redis://cache:6379')
    assert.deepEqual(settings.notes, [])
  })

  it('keeps files next to the database, or where it is told to', () => {
    for (const [env, folder] of [
      [{}, '.data/sealwax-demo-files'],
      [{ DATABASE_FILE: '/srv/demo.sqlite' }, '/srv/demo-files'],
      [{ DATABASE_FILE: 'demo', FILES_FOLDER: 'files' }, 'files'],
    ] as const) {
      assert.equal(readSettings(env).filesFolder, resolve(folder))
    }
  })

  it('refuses production without keys, and a port that is none', () => {
    assert.throws(() => readSettings({ NODE_ENV: 'production' }), /SEALWAX_KEYS and COOKIE_KEYS/)
    for (const PORT of ['x', '-1', '65536'])
      assert.throws(() => readSettings({ PORT }), SettingsError)
  })
})
