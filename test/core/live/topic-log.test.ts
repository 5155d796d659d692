import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createTopicLog } from '../../../server/core/live/topic-log.ts'

describe('createTopicLog', () => {
  it('tells what changed behind a position, and what did not', () => {
    const log = createTopicLog(10)
    const start = log.position()
    log.note(['a'], 1)
    const middle = log.position()
    log.note(['b', 'a'], 2)
    log.note(['c'], 3)
    const changed = (position: string) =>
      ['a', 'b', 'c', 'd'].filter((topic) => log.hasChanged(topic, position))
    assert.deepEqual(changed(start), ['a', 'b', 'c'])
    assert.deepEqual(changed(middle), ['a', 'b', 'c'])
    log.note(['d'], 4)
    assert.deepEqual(changed(log.position()), [])
    log.note(['d'], 5)
    assert.deepEqual(changed(middle), ['a', 'b', 'c', 'd'])
  })

  it('takes as changed what it can not tell: other rows, what is ahead, what is no position', () => {
    const log = createTopicLog(10)
    log.note(['a'], 5)
    const ahead = log.position().replace(/\w$/, '6')
    for (const position of [
      '',
      'x',
      '.',
      ahead,
      createTopicLog(10).position(),
      `${log.epoch()}.`,
    ]) {
      assert.equal(log.hasChanged('b', position), true, position)
    }
    assert.equal(log.hasChanged('b', log.position()), false)
  })

  it('forgets the oldest topics, and then takes all before them as changed', () => {
    const log = createTopicLog(2)
    const positions = ['a', 'b', 'a', 'c', 'd'].map((topic, at) => {
      log.note([topic], at + 1)
      return log.position()
    })
    // c and d are left: what was forgotten last is a, with the number 3.
    assert.deepEqual(
      positions.map((position) => log.hasChanged('z', position)),
      [true, true, false, false, false],
    )
  })

  it('gives a topic another version each time', () => {
    const log = createTopicLog(10)
    const versions = [log.versionOf('a')]
    log.note(['a'], 1)
    versions.push(log.versionOf('a'))
    log.note(['b'], 2)
    assert.equal(log.versionOf('a'), versions[1])
    log.touch(['a'])
    versions.push(log.versionOf('a'))
    log.note(['a'], 3)
    versions.push(log.versionOf('a'))
    assert.equal(new Set(versions).size, 4)
  })

  it('takes a touched topic as changed behind the latest position', () => {
    const log = createTopicLog(10)
    log.note(['a'], 1)
    const position = log.position()
    log.touch(['b'])
    assert.equal(log.position(), position)
    assert.equal(log.hasChanged('b', position), true)
    assert.equal(log.hasChanged('a', position), false)
  })
})
