import { deflateRawSync, gzipSync } from 'node:zlib'
import * as fc from 'fast-check'
import { png } from '../../koa/uploads/upload-site.ts'

/** One file that is two things at once, or not what it says. */
export interface Polyglot {
  readonly what: string
  readonly content: Buffer
  /** Media type that it has to count as; never one that a browser runs. */
  readonly type: string
}

const script = '<script>alert(document.domain)</script>'
const html = `<!doctype html><html><body>${script}</body></html>`

/** First bytes that say what a file is, by media type. */
const marks: Readonly<Record<string, string | Buffer>> = {
  'image/gif': 'GIF89a/*\x01\x00\x00\x00\x00\x00*/=1;',
  'image/jpeg': Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex'),
  'image/bmp': 'BM/*\0\0\0\0\0\0\0\0\0\0\0\0*/=1;',
  'application/pdf': '%PDF-1.7\n',
  'application/wasm': '\0asm\x01\0\0\0',
  'application/xml': '<?xml version="1.0"?>',
}

export const polyglots: readonly Polyglot[] = [
  {
    what: 'an image with a page behind it',
    content: Buffer.concat([png(), Buffer.from(html)]),
    type: 'image/png',
  },
  {
    what: 'an image with PHP behind it',
    content: Buffer.concat([png(), Buffer.from('<?php system($_GET[0]) ?>')]),
    type: 'image/png',
  },
  {
    what: 'an image with an archive behind it',
    content: Buffer.concat([png(), zip({ 'a.html': html })]),
    type: 'image/png',
  },
  ...Object.entries(marks).map(([type, mark]) => ({
    what: `${type} that goes on as script`,
    content: Buffer.concat([Buffer.from(mark as string, 'latin1'), Buffer.from(script)]),
    type,
  })),
  { what: 'a page', content: Buffer.from(html), type: 'text/plain' },
  { what: 'a script', content: Buffer.from('alert(1)//'), type: 'text/plain' },
  {
    what: 'a picture that runs',
    content: Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg">${script}</svg>`),
    type: 'text/plain',
  },
  {
    what: 'a page in UTF-7',
    content: Buffer.from('+ADw-script+AD4-alert(1)+ADw-/script+AD4-'),
    type: 'text/plain',
  },
  {
    what: 'a page in UTF-16, whose mark is also that of a sound',
    content: Buffer.from(`\ufeff${html}`, 'utf16le'),
    type: 'audio/mpeg',
  },
  {
    what: 'a page behind a NUL',
    content: Buffer.from(`\0${html}`),
    type: 'application/octet-stream',
  },
  {
    what: 'a page of half characters',
    content: Buffer.concat([Buffer.from(html), Buffer.from([0xff])]),
    type: 'application/octet-stream',
  },
]

/** Small files that stand for very large ones, and other work for whoever looks inside. */
export const bombs: Readonly<Record<string, Buffer>> = {
  'a zip of death': zip({ 'a.txt': Buffer.alloc(40_000_000) }),
  'a zip of death where office files tell their type': zip({
    '[Content_Types].xml': Buffer.alloc(40_000_000),
  }),
  'the same with text': zip({ '[Content_Types].xml': Buffer.alloc(40_000_000, '<Types><x/>') }),
  'a zip whose type fills the memory': zip({ mimetype: Buffer.alloc(40_000_000, 'a') }),
  'a zip of many empty files': zip(
    Object.fromEntries(Array.from({ length: 1500 }, (_, n) => [`${n}`, ''])),
  ),
  'a zip that tells wrong lengths': Buffer.concat([
    zip({ a: 'x' }).subarray(0, 18),
    Buffer.alloc(40, 0xff),
  ]),
  'a gzip of death': gzipSync(Buffer.alloc(40_000_000)),
  'an image as large as a country': png().fill(0xff, 16, 24),
  'a movie header without end': Buffer.from(
    '3026b2758e66cf11a6d900aa0062ce6c' + '00'.repeat(2000),
    'hex',
  ),
  'a matroska without end': Buffer.concat([
    Buffer.from('1a45dfa3', 'hex'),
    Buffer.alloc(5000, 0x42),
  ]),
  'tags without end': Buffer.concat([
    Buffer.from('ID3\x04\0\0\x7f\x7f\x7f\x7f', 'latin1'),
    Buffer.alloc(60_000, 0x7f),
  ]),
  'an image of chunks without length': Buffer.concat([png().subarray(0, 33), Buffer.alloc(60_000)]),
  'a tiff that points to itself': Buffer.from(
    `49492a0008000000ffff${'08000000'.repeat(100)}`,
    'hex',
  ),
}

/** Bytes that begin as a file of a known kind does and go on as they like. */
export const anyContent: fc.Arbitrary<Buffer> = fc
  .tuple(
    fc.constantFrom(
      '504b0304',
      '1f8b08',
      '3026b2758e66cf11a6d9',
      '1a45dfa3',
      '494433',
      '52494646',
      '4f676753',
      '0000001866747970',
      '49492a00',
      '4d4d002a',
      '89504e470d0a1a0a',
      'ffd8ff',
      '255044462d',
      '4d5a',
      '526172211a07',
      '377abcaf271c',
      '213c617263683e',
      'd0cf11e0a1b11ae1',
      '664c6143',
      'fffb',
      '0061736d',
      '425a68',
      'fd377a585a00',
      '4c5a4950',
      '',
    ),
    fc.array(
      fc.oneof(
        fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
        fc.tuple(fc.nat(255), fc.nat(2000)).map(([byte, count]) => Buffer.alloc(count, byte)),
        fc
          .constantFrom(
            '[Content_Types].xml',
            'mimetype',
            'ftyp',
            'IDAT',
            'WEBP',
            '\0\0\0\0',
            'ustar',
          )
          .map((text) => Buffer.from(text)),
      ),
      { maxLength: 8 },
    ),
  )
  .map(([mark, rest]) => Buffer.concat([Buffer.from(mark, 'hex'), ...rest]))

/** Bodies that are nearly multipart. */
export const anyBody: fc.Arbitrary<readonly string[]> = fc.array(
  fc.oneof(
    fc.constantFrom('--cut', '--cut--', '\r\n', '\n', '\r', ':', ';', '"', '\r\n\r\n', '--', ' '),
    fc.constantFrom(
      '--cut\r\nContent-Disposition: form-data; name="_state"\r\n\r\n$STATE\r\n',
      'Content-Disposition: form-data; name="photo"; filename="a"',
      'Content-Disposition: form-data; name="title"',
      'Content-Type: text/plain',
    ),
    fc.string({ maxLength: 20 }),
  ),
  { maxLength: 20 },
)

/** Names that lead elsewhere, say something else, or end a line. */
export const names: readonly string[] = [
  '../../etc/passwd',
  '/etc/passwd',
  '..',
  '.',
  '...',
  '..\\..\\win.ini',
  'C:\\Windows\\win.ini',
  '\\\\host\\a',
  'a/../../b',
  '%2e%2e%2fa',
  '..%2fa',
  '..%5ca',
  '.%2e/a',
  '\u2025/a',
  '\uff0e\uff0e\uff0fa',
  'a\0.png',
  '\0',
  'CON',
  'nul.txt',
  'a:b',
  'a.png:evil',
  'a.png.',
  'a.png ',
  ' ',
  '\t',
  '.htaccess',
  'index.html',
  'sea.png.json',
  'photo\u202egnp.exe',
  '\u2066a\u2069',
  '\u200e',
  '\ufeffa',
  'a\u2028b',
  'a\u0085b',
  '\u00e4 \ud83d\udd6f',
  '\ud83d',
  '"; name="title',
  '\\"',
  "a'b",
  'a;b',
  'a=b',
  'a%22b',
  "utf-8''a",
  '=?utf-8?q?=0d=0a?=',
  '<script>.png',
  '$(id)',
  'a\r\nX-Evil: 1',
  'a\nSet-Cookie: x',
  'a\r',
  '%0d%0aX: y',
  'x'.repeat(300),
  '\u00e4'.repeat(300),
  'x'.repeat(7e3),
  '\ud83d\udd6f'.repeat(200),
  `${'../'.repeat(1e3)}a`,
  '-rf',
  '--help',
  '|id',
  '`id`',
  '*',
  '?',
  '~',
  '__proto__',
  'constructor',
]

/** Writes an archive by hand: local headers only, as a reader of first bytes sees them. */
function zip(files: Readonly<Record<string, string | Buffer>>): Buffer {
  const entries = Object.entries(files).map(([name, content]) => {
    const packed = deflateRawSync(content, { level: 9 })
    const head = Buffer.alloc(30)
    head.writeUInt32LE(0x04034b50, 0)
    head.writeUInt16LE(8, 8)
    head.writeUInt32LE(packed.length, 18)
    head.writeUInt32LE(content.length, 22)
    head.writeUInt16LE(name.length, 26)
    return Buffer.concat([head, Buffer.from(name), packed])
  })
  return Buffer.concat(entries)
}
