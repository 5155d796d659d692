import { METHODS } from 'node:http'
import type { Attempt } from './attempt.ts'

/** Names that objects, Maps, classes and definitions have by themselves. */
const inherited = [
  '__proto__',
  'constructor',
  'prototype',
  '__defineGetter__',
  '__lookupSetter__',
  'toJSON',
  'hasOwnProperty',
  'isPrototypeOf',
  'toString',
  'toLocaleString',
  'valueOf',
  'then',
  'catch',
  'get',
  'set',
  'has',
  'delete',
  'clear',
  'size',
  'keys',
  'entries',
  'forEach',
  'values',
  'load',
  'init',
  'authorize',
  'state',
  'migrate',
  'methods',
  'run',
  'name',
  'template',
  'version',
  'args',
  'publicState',
  'publicNames',
  'definition',
  'params',
  'once',
  'reload',
  'caller',
  'arguments',
  'length',
  'call',
  'apply',
  'bind',
  'undefined',
  'null',
  'NaN',
  '0',
]

/** Spellings of `touch` or of the way to it that are another name to us, whatever another program reads. */
const spellings = [
  'Touch',
  'TOUCH',
  'touch/',
  'touch//',
  'touch/.',
  'touch/..',
  'touch.',
  'touch;a=1',
  'touch:',
  '%74ouch',
  'tou%63h',
  '%2574ouch',
  '%u0074ouch',
  'touch%00',
  'touch%00.json',
  'touch%20',
  'touch%0a',
  'touch%0d%0aX:y',
  'touch%2f',
  'touch%5c',
  '%2e',
  '%2e%2e',
  '%2e%2e%2ftouch',
  '%252e%252e%252ftouch',
  '%c0%af',
  '%c1%b4ouch',
  '%e0%81%b4ouch',
  '%f0%80%81%b4ouch',
  '%',
  '%ff',
  '%ef%bc%b4ouch',
  '%c2%adtouch',
  '%e2%80%8btouch',
  'touch\\',
  '..\\touch',
  '',
  '/',
  '//touch',
  './touch',
  '../touch',
  'touch/more',
  'touch/touch',
  'x'.repeat(8e3),
]

const components = [
  'Item',
  'item.',
  'item%00',
  '%69tem',
  'item%2ftouch',
  'it%c3%a8m',
  '..',
  '.',
  '',
]

/** Words where a component or a method is looked up. */
const unknownNames: readonly Attempt[] = [
  ...inherited.flatMap((name) => [`/_sealwax/item/${name}`, `/_sealwax/${name}`]),
  ...inherited.flatMap((name) => [`/_sealwax/${name}/${name}`, `/_sealwax/${name}/touch`]),
  ...spellings.map((name) => `/_sealwax/item/${name}`),
  ...components.map((name) => `/_sealwax/${name}/touch`),
  '/_sealwax',
  '/_sealwax/',
  '/_sealwax//',
  '/_sealwax?',
  '/_sealwax/?/item/touch',
  '/_sealwax/x/../item/touch',
  '/_sealwax/./item/touch',
  '/_sealwax/item/touch/../touch',
].map((path) => ({ what: `the name ${path.slice(0, 60)}`, path, expect: 'NotFound' }))

/** Paths that are not ours: the app's to answer, and no call is made. */
const foreign: readonly Attempt[] = [
  '//_sealwax/item/touch',
  '/%5fsealwax/item/touch',
  '/_SEALWAX/item/touch',
  '/_sealwaxing/item/touch',
  '/a/_sealwax/item/touch',
  '/_sealwax;/item/touch',
  '*',
  '/_sealwax%2fitem/touch',
  '/..//_sealwax/item/touch',
  '/?/_sealwax/item/touch',
  '/_sealwa',
].map((path) => ({ what: `the path ${path}`, path, expect: 'app' }))

/** Other ways to write the right path: a call like any other. */
const right: readonly Attempt[] = [
  '/_sealwax/item/touch?',
  '/_sealwax/item/touch?_state=x&_state=y&method=remove',
  '/_sealwax/item/touch?_sealwax=item.x~counter.y',
  '/_sealwax/item/touch#/none',
  'http://other.example/_sealwax/item/touch',
  'https://site.example:9/_sealwax/item/touch?x=//evil.example',
].map((path) => ({ what: `the path ${path}`, path, expect: 200 }))

/** Paths that HTTP has no form for. */
const broken: readonly Attempt[] = [
  '/_sealwax/item/to\0uch',
  '/_sealwax/item/to uch',
  '/_sealwax/item/\xff',
  '',
  '/a\x7f\x01',
].map((path) => ({ what: `the path ${JSON.stringify(path)}`, path, expect: 'http' }))

const overrides = [
  'X-HTTP-Method-Override',
  'X-HTTP-Method',
  'X-Method-Override',
  'X-Original-Method',
]

/** Every method that Node knows, and the ways in which frameworks let one stand for another. */
const methods: readonly Attempt[] = [
  // CONNECT asks for a tunnel: Node hands it to no request listener. HEAD has its answer without the code.
  ...METHODS.filter((method) => !['POST', 'CONNECT', 'HEAD'].includes(method)).map(
    (method): Attempt => ({ what: `the method ${method}`, method, expect: 'MethodNotAllowed' }),
  ),
  ...['post', 'Post', 'POSTS', 'PO', 'XYZZY', 'POST\t', ''].map(
    (method): Attempt => ({ what: `the method ${JSON.stringify(method)}`, method, expect: 'http' }),
  ),
  ...overrides.map(
    (name): Attempt => ({
      what: `GET with ${name}`,
      method: 'GET',
      headers: [[name, 'POST']],
      expect: 'MethodNotAllowed',
    }),
  ),
  {
    what: 'GET with _method',
    method: 'GET',
    path: '/_sealwax/item/touch?_method=POST',
    body: '_method=POST&_state=$STATE',
    expect: 'MethodNotAllowed',
  },
]

export const paths = [...unknownNames, ...foreign, ...right, ...broken, ...methods]
