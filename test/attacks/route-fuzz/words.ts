/** Words that are ours. */
export const words: readonly string[] = [
  '_params',
  '_public',
  '_live',
  '_args',
  '_form',
  '_field',
  '_once',
  '_null',
  '_list',
  '_box',
  '_flash',
  '_controls',
  '_state',
  '__proto__',
  'constructor',
  '_',
  '',
]

/** Values that other programs stumble over. */
export const values: readonly string[] = [
  '',
  '0',
  '-0',
  '1',
  '1e999',
  'NaN',
  '-1',
  '1.5',
  '0x10',
  'true',
  'null',
  'undefined',
  '[]',
  '{}',
  '""',
  '2026-02-30',
  '2026-03-04',
  '9'.repeat(400),
  '%',
  '\0',
  '\ud83d\udd6f',
  "it's",
  '<b>',
  '../x',
  's',
  'France',
  'Italy',
  'red',
  'meat',
  'bed',
  'a@b',
  'book',
  'rename',
  'toString',
  'x'.repeat(3e3),
  '[[["a"]]]',
  '{"toString":1,"valueOf":2}',
  '{"length":1e9}',
  '{"then":{}}',
  '{"__proto__":{"x":1}}',
]

/** What is no text, no list and no promise, though it looks like one. */
export const objects: readonly unknown[] = [
  '{"toString":1}',
  '{"toString":null,"x":[{"toString":{}}]}',
  '{"valueOf":1,"toString":1}',
  '{"toJSON":1}',
  '{"length":-1}',
  '{"length":1e9}',
  '{"length":2,"0":"a"}',
  '{"then":1}',
  '{"catch":{},"then":{}}',
  '{"__keywords":true,"attrs":{"data-x":1}}',
  '{"val":"<b>","length":3}',
  '{"size":1,"has":1,"keys":1}',
  '[{"toString":1}]',
  '[[],[[]]]',
  '[null]',
  '{"":""}',
  '{"hasOwnProperty":1,"isPrototypeOf":1}',
  '{"path":"a","message":"b"}',
  '{"issues":[]}',
  '{"~standard":{}}',
  '{"errors":{},"typed":{}}',
].map(parsed)

/** What a text is as JSON; itself where it is none. */
export function parsed(value: string): unknown {
  try {
    return JSON.parse(value)
  } catch {
    return value
  }
}

/** Methods that no component has. */
export const noMethods: readonly string[] = [
  'none',
  '__proto__',
  'constructor',
  'load',
  'then',
  'toString',
]

/** Headers that we, htmx or a proxy read. */
export const headerNames: readonly string[] = [
  'HX-Target',
  'HX-Source',
  'HX-Current-URL',
  'HX-Request-Type',
  'HX-Boosted',
  'HX-History-Restore-Request',
  'HX-Trigger',
  'HX-Prompt',
  'Referer',
  'Origin',
  'Sec-Fetch-Site',
  'Sec-Fetch-Mode',
  'Accept',
  'Accept-Language',
  'X-Forwarded-For',
  'X-Forwarded-Host',
  'X-HTTP-Method-Override',
  'If-None-Match',
  'Range',
]

/** What stands in them. */
export const headerValues: readonly string[] = [
  '',
  'true',
  'same-origin',
  'cross-site',
  'null',
  'http://site.example',
  'http://site.example/items?a=b#c',
  'http://site.example//evil.example',
  'https://evil.example/',
  'http://[',
  '//evil.example',
  '/',
  '*',
  'text/html',
  'PUT',
  '%',
  '%ff%00',
  '"><script>',
  '\xff\xfe',
  'form#booking-b__f',
  'x'.repeat(2000),
]
