import { filled, most, perField, room } from './fill.ts'
import type { Worst } from './worst.ts'

const multipart = 'multipart/form-data; boundary=cut'

/** Parts without the last boundary, which stands behind the state. */
function parts(part: (n: number) => string, count: number): string {
  return Array.from(
    { length: count },
    (_, n) => `--cut\r\nContent-Disposition: form-data; name=${part(n)}\r\n`,
  ).join('')
}

export const multiparts: readonly Worst[] = [
  {
    what: 'a multipart body of one long text',
    type: multipart,
    body: () => parts(() => `"x"\r\n\r\n${filled('x')}`, 1),
    status: 200,
  },
  {
    what: 'a multipart body of many parts',
    type: multipart,
    body: () => parts((n) => `"x${n}"\r\n\r\n${'y'.repeat(perField - 60)}`, most),
    status: 200,
  },
  {
    what: 'a multipart body of empty lines',
    type: multipart,
    body: () => parts(() => `"x"\r\n\r\n${filled('\r\n')}`, 1),
    status: 200,
  },
  {
    what: 'a multipart body of what is nearly a boundary',
    type: multipart,
    body: () => parts(() => `"x"\r\n\r\n${filled('\r\n--cu')}`, 1),
    status: 200,
  },
  {
    what: 'a part with a very long name',
    type: multipart,
    body: () => parts(() => `"${filled('x', 250_000)}"\r\n\r\n`, 1),
    status: 200,
  },
  {
    what: 'a part with very many headers',
    type: multipart,
    body: () => parts(() => `"x"\r\n${filled('X-Y: z\r\n', room - 100)}\r\n`, 1),
    status: 413,
  },
  {
    what: 'a part with many headers',
    type: multipart,
    body: () => parts(() => `"x"\r\n${filled('X-Y: z\r\n', 250_000)}\r\n`, 1),
    status: 200,
  },
  {
    what: 'a multipart body of many parts with headers',
    type: multipart,
    body: () =>
      parts((n) => `"x${n}"\r\n${filled('X-Y: z\r\n', 190)}\r\n${'y'.repeat(700)}\r\n`, most),
    status: 200,
  },
]
