import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Command, CommandError } from '../../server/cli/command.ts'
import { runIn } from './run-command.ts'

const seen: string[][] = []

function command(name: string, run: Command['run'] = (args) => void seen.push(args)): Command {
  return { name, summary: `does ${name}`, usage: `Usage: sealwax ${name} THING\n`, run }
}

const commands = [
  command('one'),
  command('longer', (_, io) => io.out('done')),
  command('fails', () => {
    throw new CommandError('there is no such file')
  }),
  command('misused', () => {
    throw new CommandError('no thing was given', 2)
  }),
  command('broken', () => {
    throw new TypeError('a bug')
  }),
  command('warns', () => 1),
]

describe('runCli', () => {
  it('hands a command what stands behind its name', async () => {
    assert.deepEqual(await runIn(commands, 'one', '--a', 'b'), { code: 0, out: '', err: '' })
    assert.deepEqual(seen, [['--a', 'b']])
  })

  it('answers with the exit code of the command', async () => {
    assert.equal((await runIn(commands, 'warns')).code, 1)
  })

  it('lists the commands, one under the other', async () => {
    const { code, out } = await runIn(commands, 'help')
    assert.equal(code, 0)
    assert.match(out, /^Usage: sealwax COMMAND .*\n\none {6}does one\nlonger {3}does longer\n/)
  })

  for (const args of [
    ['help', 'one'],
    ['one', '--help'],
    ['one', 'thing', '-h'],
  ]) {
    it(`tells how a command is used, at ${args.join(' ')}`, async () => {
      const expected = { code: 0, out: 'Usage: sealwax one THING\n', err: '' }
      assert.deepEqual(await runIn(commands, ...args), expected)
    })
  }

  it('says in a line what a command could not do', async () => {
    const expected = { code: 1, out: '', err: 'sealwax fails: there is no such file\n' }
    assert.deepEqual(await runIn(commands, 'fails'), expected)
  })

  it('shows how a command is used that was called in another way', async () => {
    const { code, err } = await runIn(commands, 'misused')
    assert.equal(code, 2)
    assert.equal(err, 'sealwax misused: no thing was given\n\nUsage: sealwax misused THING\n')
  })

  it('hides no bug', async () => {
    await assert.rejects(runIn(commands, 'broken'), { message: 'a bug' })
  })

  for (const args of [[], ['two'], ['help', 'two'], ['toString'], ['--nothing']]) {
    it(`is 2, with what there is, at ${JSON.stringify(args)}`, async () => {
      const { code, out, err } = await runIn(commands, ...args)
      assert.deepEqual([code, out], [2, ''])
      assert.match(err, /^Usage: sealwax COMMAND/)
      assert.match(err, /\none {6}does one\n/)
    })
  }

  it('names the command that there is not', async () => {
    for (const args of [
      ['int', 'x'],
      ['help', 'int'],
    ]) {
      assert.match((await runIn(commands, ...args)).err, /\nThere is no command "int"\.\n$/)
    }
    assert.doesNotMatch((await runIn(commands)).err, /no command/)
  })
})
