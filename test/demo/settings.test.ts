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

  it('writes a log in production, or where it is told to', () => {
    assert.equal(readSettings({}).logLevel, undefined)
    assert.equal(readSettings(production).logLevel, 'info')
    assert.equal(readSettings({ ...production, LOG_LEVEL: 'silent' }).logLevel, 'silent')
    assert.equal(readSettings({ LOG_LEVEL: 'debug' }).logLevel, 'debug')
    assert.throws(() => readSettings({ LOG_LEVEL: 'loud' }), SettingsError)
  })

  it('takes a PostgreSQL, else a file', () => {
    const DATABASE_URL = 'postgres://ada:secret@db.example/letters'
    assert.equal(readSettings({ DATABASE_URL }).database, DATABASE_URL)
    assert.equal(readSettings({}).database, '.data/sealwax-demo.db')
    assert.equal(readSettings({ DATABASE_FILE: 'demo.db' }).database, 'demo.db')
  })

  it('refuses the URL of another database, and keeps it to itself', () => {
    for (const DATABASE_URL of [
      'mysql://ada:secret@db.example/letters',
      'ada:secret',
      'postgres:secret',
    ]) {
      assert.throws(
        () => readSettings({ DATABASE_URL }),
        (error) => error instanceof SettingsError && !error.message.includes('secret'),
      )
    }
  })

  it('refuses production without keys, and a port that is none', () => {
    assert.throws(() => readSettings({ NODE_ENV: 'production' }), /SEALWAX_KEYS and COOKIE_KEYS/)
    for (const PORT of ['x', '-1', '65536'])
      assert.throws(() => readSettings({ PORT }), SettingsError)
  })
})
