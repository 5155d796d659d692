import * as fc from 'fast-check'

/** Breaks out of whatever is not escaped: text, comments, attributes of every kind, script, raw text, templates. */
export const polyglot =
  'jaVasCript:/*-/*`/*\\`/*\'/*"/**/(/* */oNcliCk=alert() )//%0D%0A%0d%0a//' +
  '</stYle/</titLe/</teXtarEa/</scRipt/--!>\\x3csVg/<sVg/oNloAd=alert()//>\\x3e' +
  '\r\nSet-Cookie: a=b\r\n\r\n<script>alert(1)</script><hx-partial hx-target="body">x</hx-partial>' +
  '</form></section><img src=x onerror=alert(1)>\'"><a href=javascript:alert(1)>{{ 7*7 }}{% raw %}${7*7}' +
  '\u0000\u2028\u2029\x91\x92 $& $1 $` &lt;script&gt; &#39; &#x27'

export const payloads: Readonly<Record<string, string>> = {
  polyglot,
  'a closing quote': '" autofocus onfocus=alert(1) x="',
  'a closing single quote': "' autofocus onfocus=alert(1) x='",
  'no quote at all': ' onfocus=alert(1) autofocus ',
  'the end of raw text':
    '</textarea></title></style></script></noscript></xmp><svg onload=alert(1)>',
  'a comment': '--><!--><svg onload=alert(1)><!--',
  'a CDATA section': ']]><svg onload=alert(1)><![CDATA[',
  'a URL that runs': 'javascript:alert(1)',
  'a URL with a tab': 'java\tscript:alert(1)',
  'data for htmx': '<hx-partial hx-target="body" hx-swap="innerHTML"><img src=x></hx-partial>',
  'attributes for htmx': '" hx-get="/evil" hx-trigger="load" hx-on:click="alert(1)" x="',
  'a call to be evaluated': 'js:{a: alert(1)}',
  'a template': '{{ constructor.constructor("return 1")() }}{% include "x" %}${7*7}#{7*7}',
  'a line in a header': 'a\r\nSet-Cookie: sid=evil\r\n\r\n<script>alert(1)</script>',
  'a line separator': '\u2028<svg onload=alert(1)>\u2029\u0085\u000b',
  'halves of characters': '\ud83d"\udd6f<\ud800>',
  'characters that look alike': '\uff1cscript\uff1ealert(1)\uff1c/script\uff1e\u02bc\u2039',
  'our own markers': '\x910:0\x92\x91:1\x92$SEALED{{ sealed() }}',
  'entities that are not whole': '&lt;svg onload=alert(1)&gt;&#60;svg&#62;&quot&apos;&amp',
  'a NUL inside a tag': '<scr\u0000ipt>alert(1)</scr\u0000ipt>',
  'a host for a path': '//evil.example/\\evil.example',
  nothing: '',
  'very much': '<"\'&>'.repeat(300),
}

/** URLs that lead away, or that a browser reads in another way than a server. */
export const urls: readonly string[] = [
  'https://evil.example/',
  '//evil.example',
  '/.//evil.example/',
  '/x/%2e%2e//evil.example/',
  '///evil.example',
  '/\\evil.example',
  '\\\\evil.example',
  '/\t/evil.example',
  '\t//evil.example',
  'http:evil.example',
  'https:evil.example',
  'http:///evil.example',
  'https://site.example@evil.example/',
  'javascript:alert(1)',
  'java\nscript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'blob:https://site.example/x',
  'file:///etc/passwd',
  '//%65vil.example',
  'http://site.example.evil.example/',
  'http://evil.example:80\\@site.example/',
  '?//evil.example',
  '#//evil.example',
]

/** Texts of the characters that mean something to HTML, URLs, headers and templates. */
export const hostileText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      fc.constantFrom(...Array.from('<>"\'`&=/\\!-;:#?%{}()[]$ \t\r\n\0\u2028\x91\x92')),
      fc.constantFrom(
        'script',
        'onload',
        'javascript:',
        '</',
        '-->',
        '&#x3c;',
        'hx-get',
        '\r\n',
        '{{',
        '}}',
      ),
      fc.nat(0x10ffff).map((code) => String.fromCodePoint(code)),
      fc.constantFrom('\ud83d', '\udd6f', '\u0000', '\u00a0', '\ufeff'),
    ),
    { maxLength: 30 },
  )
  .map((parts) => parts.join(''))

/** The same text without anything that means something, for comparison. */
export function tamed(text: string): string {
  return text.replace(/[^.]/g, 'x')
}
