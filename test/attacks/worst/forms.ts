import { counted, fields, filled, perField, room } from './fill.ts'
import type { Worst } from './worst.ts'

export const forms: readonly Worst[] = [
  { what: 'a body of one long text', body: () => `&x=${filled('x')}`, status: 200 },
  { what: 'a body of escapes', body: () => `&x=${filled('%41')}`, status: 200 },
  {
    what: 'a body of bytes that are no UTF-8',
    body: () => Buffer.concat([Buffer.from('&x='), Buffer.alloc(room, 0xff)]),
    status: 200,
  },
  {
    what: 'many unknown fields',
    body: () => fields((n) => `x${n}=${'y'.repeat(perField - 5)}`),
    status: 200,
  },
  {
    what: 'many fields of one name',
    body: () => fields(() => `x=${'y'.repeat(perField)}`),
    status: 200,
  },
  { what: 'a name of dots', body: () => `&rows${filled('.a', room - 10)}=1`, status: 200 },
  { what: 'a name of short words', body: () => `&${filled('ab.', room - 10)}x=1`, status: 200 },
  {
    what: 'deep paths',
    body: () =>
      fields(
        (n) =>
          `rows.${counted((m) => `${n}a${m}`, 400, '.')
            .split('.')
            .slice(0, 30)
            .join('.')}=x`,
      ),
    status: 400,
  },
  { what: 'wide paths', body: () => fields((n) => `rows.${n}.a=x`), status: 200 },
  {
    what: 'long names in _box',
    body: () => fields((n) => `_box=${n}.${filled('a.', perField - 10)}x`),
    status: 200,
  },
  {
    what: 'long names in _list and _null',
    body: () => fields((n) => `${n % 2 ? '_list' : '_null'}=${n}.${filled('a.', perField - 12)}x`),
    status: 200,
  },
  { what: 'refused long text', method: 'refuse', body: () => `&word=${filled('x')}`, status: 422 },
  {
    what: 'refused text of quotes',
    method: 'refuse',
    body: () => `&word=${filled('"', 100_000)}`,
    status: 422,
  },
  {
    what: 'refused text of quotes',
    method: 'refuse',
    body: () => `&word=${filled('"', 100_000)}`,
    plain: true,
    status: 422,
  },
  {
    what: 'refused text of quotes that its message repeats',
    method: 'pick',
    body: () => `&word=${filled('"', 100_000)}`,
    status: 422,
  },
  {
    what: 'refused text of quotes that is too long to be shown again',
    method: 'refuse',
    body: () => `&word=${filled('"')}`,
    status: 413,
  },
  { what: 'ampersands', body: () => filled('&'), status: 413 },
  { what: 'refused public state', body: () => `&text=${filled('"', 100_000)}`, status: 422 },
  { what: 'refused public state of plain text', body: () => `&text=${filled('x')}`, status: 422 },
  {
    what: 'accepted text of quotes as a param',
    method: 'take',
    body: () => `&word=${filled('"')}`,
    status: 200,
  },
  {
    what: 'accepted text beyond ASCII as a param, which the method returns',
    method: 'take',
    body: () => `&word=${filled('é', room / 2)}`,
    status: 200,
  },
]
