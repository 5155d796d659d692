import { operations } from './operations.ts'

/* A process of its own: asked for an operation, it does it for so many milliseconds, and says what one of them took. */

/** What the process is asked for. */
export interface Question {
  readonly name: string
  readonly milliseconds: number
}

process.on('message', (question: Question) => {
  void measure(question).then((microseconds) => process.send?.({ microseconds }))
})
process.on('disconnect', () => process.exit())
process.send?.({ port: 0 })

/** Microseconds of CPU for one operation. */
async function measure({ name, milliseconds }: Question): Promise<number> {
  const operation = operations[name]
  if (operation === undefined) throw new TypeError(`No operation ${name}.`)
  const before = process.cpuUsage()
  let used = 0
  let count = 0
  while (used < milliseconds * 1000) {
    for (let n = 0; n < 20; n++) {
      const result = operation()
      // Whoever answers at once is not made to wait: a turn costs a tenth of what small JSON does.
      if (result instanceof Promise) await result
    }
    count += 20
    const { user, system } = process.cpuUsage(before)
    used = user + system
  }
  return used / count
}
