import { multipart, multipartType, type Part, png } from '../../koa/uploads/upload-site.ts'

/** A form with files that is not as our pages send it. */
export interface UploadAttempt {
  readonly what: string
  readonly body: (state: string) => Buffer
  readonly type?: string
  /** Method of the component; `add` without. */
  readonly method?: string
  /** Codes or statuses that may come. */
  readonly expect: readonly (string | number)[]
}

const photo: Part = { name: 'photo', filename: 'sea.png', value: png() }
const note = (value: string): Part => ({ name: 'notes', filename: 'a.txt', value })
const stateOf = (value: string): Part => ({ name: '_state', value })

const form = (
  what: string,
  parts: (state: string) => readonly Part[],
  ...expect: readonly (string | number)[]
): UploadAttempt => ({ what, body: (state) => multipart(parts(state)), expect })

/** States that are none, or not where they belong. */
const states: readonly UploadAttempt[] = [
  form('no state', () => [photo], 'StateRejected'),
  form('an empty state', () => [stateOf(''), photo], 'StateRejected'),
  form('a cut state', (state) => [stateOf(state.slice(1)), photo], 'StateRejected'),
  form('a changed state', (state) => [stateOf(`${state.slice(0, -2)}AA`), photo], 'StateRejected'),
  form('two states', (state) => [stateOf(state), stateOf(state), photo], 'StateRejected'),
  form('a state behind the file', (state) => [photo, stateOf(state)], 'StateRejected'),
  form(
    'a state around the file',
    (state) => [stateOf(state), photo, stateOf(state)],
    'StateRejected',
  ),
  form(
    'a state that is a file',
    (state) => [{ ...stateOf(state), filename: 'a' }, photo],
    'StateRejected',
    'BadRequest',
  ),
  form('a state in another spelling', (state) => [stateOf(`${state}=`), photo], 'StateRejected'),
  form(
    'new args behind the file',
    (state) => [stateOf(state), photo, { name: '_args', value: 'x' }],
    'StateRejected',
  ),
]

/** Names of fields that no method has. */
const fields: readonly UploadAttempt[] = [
  '',
  '__proto__',
  'constructor',
  'toString',
  'photo[]',
  'photo.0',
  'Photo',
  'photo\0',
  '_photo',
  'x'.repeat(5e3),
  '../photo',
  'photo ',
  'title',
  '_state',
  '_live',
  '_params',
  '_public',
].map((name) =>
  form(
    `a file by the name ${name.slice(0, 20)}`,
    (state) => [stateOf(state), { ...photo, name }],
    'BadRequest',
  ),
)

const times = (count: number, part: Part) => Array.from({ length: count }, () => part)

/** Very many, or very little. */
const counts: readonly UploadAttempt[] = [
  form('a thousand files', (state) => [stateOf(state), ...times(1000, note('x'))], 'TooLarge'),
  form(
    'as many files as parts are allowed',
    (state) => [stateOf(state), ...times(999, note('x'))],
    422,
  ),
  form(
    'a thousand empty file inputs',
    (state) => [stateOf(state), ...times(998, { ...photo, filename: '', value: '' })],
    200,
  ),
  form(
    'ten thousand fields',
    (state) => [stateOf(state), ...times(10_000, { name: 'a', value: '' })],
    'TooLarge',
  ),
  form(
    'more text than a body may have',
    (state) => [stateOf(state), photo, { name: 'title', value: 'x'.repeat(2 ** 20) }],
    'TooLarge',
  ),
  form(
    'texts that are too much together',
    (state) => [stateOf(state), ...times(17, { name: 'a', value: 'x'.repeat(2 ** 16) }), photo],
    'TooLarge',
  ),
  form(
    'a file that is too large',
    (state) => [stateOf(state), { ...photo, value: png(200_001) }],
    422,
  ),
  form(
    'a file that is far too large',
    (state) => [stateOf(state), { ...photo, value: png(20_000_000) }],
    422,
  ),
  form('an empty file', (state) => [stateOf(state), { ...photo, value: '' }], 422),
  form('two files for one place', (state) => [stateOf(state), photo, photo], 422),
  form(
    'half a file',
    (state) => [stateOf(state), { ...photo, value: png().subarray(0, 20) }],
    200,
    422,
  ),
]

const raw = (
  what: string,
  body: UploadAttempt['body'],
  ...expect: readonly (string | number)[]
): UploadAttempt => ({
  what,
  body,
  expect,
})

/** Parts as nobody writes them, behind a state that opens. */
const heads: readonly UploadAttempt[] = [
  '',
  ':',
  'x',
  ': x',
  'Content-Disposition',
  'Content-Disposition:',
  'Content-Disposition: form-data',
  'Content-Disposition: form-data; name',
  'Content-Disposition: form-data; name=photo; filename',
  'Content-Disposition: attachment; name="photo"; filename="a"',
  'Content-Disposition: form-data; filename="a"',
  'Content-Disposition: form-data; name="title"; name="photo"; filename="a"; filename="../b"',
  'Content-Disposition: form-data; name="photo"; filename*=utf-8\'\'%2e%2e%2fa%00%0d%0a',
  "Content-Disposition: form-data; name*=utf-8''photo; filename*=utf-16''%ff",
  'Content-Disposition: form-data; name="photo"; filename="a\\"; name="title',
  'Content-Disposition: form-data; name="photo"; filename="a\r\nContent-Type: text/html',
  'Content-Disposition: form-data; name="title"\r\nContent-Disposition: form-data; name="photo"; filename="a"',
  'Content-Disposition: form-data; name="photo"; filename="a"\r\nContent-Length: 0',
  'Content-Disposition: form-data; name="photo"; filename="a"\r\nContent-Encoding: gzip',
  'Content-Disposition: form-data; name="photo"; filename="a"\r\nContent-Transfer-Encoding: base64',
  'Content-Disposition: form-data; name="title"\r\nContent-Type: text/plain; charset=utf-16',
  'Content-Disposition: form-data; name="title"\r\nContent-Type: multipart/mixed; boundary=cut',
  `${'X-Y: z\r\n'.repeat(5e3)}Content-Disposition: form-data; name="photo"; filename="a"`,
  `Content-Disposition: form-data; name="photo"; filename="${'a'.repeat(1e5)}"`,
  `X: ${'y'.repeat(1e5)}\r\nContent-Disposition: form-data; name="photo"; filename="a"`,
].map((head) =>
  raw(
    `the head ${JSON.stringify(head.slice(0, 70))}`,
    (state) => behind(state, `--cut\r\n${head}\r\n\r\nabc\r\n--cut--\r\n`),
    200,
    422,
    'BadRequest',
    'TooLarge',
  ),
)

function behind(state: string, rest: string): Buffer {
  const whole = multipart([stateOf(state)])
  return Buffer.concat([whole.subarray(0, whole.lastIndexOf('--cut--')), Buffer.from(rest)])
}

const open = 'Content-Disposition: form-data; name="photo"; filename="a"\r\n\r\n'

/** Bodies that do not end, or not where they say. */
const ends: readonly UploadAttempt[] = [
  raw('no end', (state) => behind(state, `--cut\r\n${open}abc`), 'BadRequest'),
  raw(
    'an end inside a boundary',
    (state) => behind(state, `--cut\r\n${open}abc\r\n--cu`),
    'BadRequest',
  ),
  raw('an end inside a head', (state) => behind(state, '--cut\r\nContent-Dis'), 'BadRequest', 200),
  raw(
    'an end of another boundary',
    (state) => behind(state, `--cut\r\n${open}abc\r\n--cat--\r\n`),
    'BadRequest',
  ),
  raw(
    'text behind the end',
    (state) => behind(state, `--cut--\r\n--cut\r\n${open}abc\r\n--cut--\r\n`),
    200,
  ),
  raw(
    'boundaries without parts',
    (state) => behind(state, '--cut\r\n'.repeat(5000)),
    'BadRequest',
    'TooLarge',
    200,
  ),
  raw('no boundary at all', () => Buffer.alloc(500_000, 'x'), 'BadRequest', 'StateRejected'),
  raw('an empty body', () => Buffer.alloc(0), 'BadRequest', 'StateRejected'),
  raw('line feeds only', () => Buffer.alloc(300_000, '\n'), 'BadRequest', 'StateRejected'),
  raw(
    'nearly a boundary, again and again',
    (state) => behind(state, `--cut\r\n${open}${'\r\n--cu'.repeat(30_000)}\r\n--cut--\r\n`),
    422,
  ),
]

/** Other ways in than the form that takes files. */
const doors: readonly UploadAttempt[] = [
  {
    ...form('a method that takes no files', (state) => [stateOf(state), photo], 'BadRequest'),
    method: '/touch',
  },
  { ...form('a refresh', (state) => [stateOf(state), photo], 'BadRequest'), method: '' },
  { ...form('an unknown method', (state) => [stateOf(state), photo], 'NotFound'), method: '/none' },
  {
    ...form('an inherited method', (state) => [stateOf(state), photo], 'NotFound'),
    method: '/constructor',
  },
  ...[
    'multipart/form-data',
    'multipart/mixed; boundary=cut',
    'image/png',
    `${multipartType}; charset=utf-16`,
  ].map((type) => ({
    ...form(`the type ${type}`, (state) => [stateOf(state), photo], 'UnsupportedType'),
    type,
  })),
  {
    ...raw(
      'a form without files',
      (state) => Buffer.from(`_state=${state}&photo=sea.png&photo.id=a`),
      200,
    ),
    type: 'application/x-www-form-urlencoded',
  },
  {
    ...raw(
      'JSON for a file',
      (state) => Buffer.from(`_state=${state}&_params={"photo":{"id":"a"}}`),
      422,
    ),
    type: 'application/x-www-form-urlencoded',
  },
]

export const forms: readonly UploadAttempt[] = [states, fields, counts, heads, ends, doors].flat()
