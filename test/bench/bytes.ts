import { readFile } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'
import { minify } from 'terser'
import { open } from './visitor.ts'

/** Something that was weighed. */
export interface Weighed {
  readonly name: string
  /** Over what it may weigh. */
  readonly ratio: number
  readonly goal: 1
  readonly sealwax: Readonly<Record<string, number>>
  readonly hand: Readonly<Record<string, number>>
}

/** The peers that bytes are taken from, and the script that a browser loads. */
export interface Scales {
  readonly sealwaxPort: number
  readonly handPort: number
  readonly script: string
}

type Weigh = (scales: Scales) => Promise<Omit<Weighed, 'name' | 'goal'>>

/** Characters of one small sealed state, mean of a hundred ids. */
const bytesSmall: Weigh = async ({ sealwaxPort }) => {
  const states = statesOf(await open(sealwaxPort, '/minis'))
  const characters = sum(states.map(({ length }) => length)) / states.length
  return { ratio: characters / 170, sealwax: { characters }, hand: { limit: 170 } }
}

/** A component without controls, `<li></li>` and all, and a control, of which `<button></button>` is the author's. */
const bytesComponent: Weigh = async ({ sealwaxPort }) => {
  const component = itemLength(await open(sealwaxPort, '/bares'))
  const full = itemLength(await open(sealwaxPort, '/fulls'))
  const control = (full - component) / 10 - '<button ></button>'.length
  const ratio = Math.max(component / 500, control / 110)
  return { ratio, sealwax: { component, control }, hand: { component: 500, control: 110 } }
}

/** A page of a hundred items, and how much of it is seals, which do not get smaller. */
const bytesPage: Weigh = async ({ sealwaxPort, handPort }) => {
  const limit = 14 * 1024
  const html = await open(sealwaxPort, '/todos')
  const states = statesOf(html)
  const unsealed = states.reduce((text, state) => text.replace(state, ''), html)
  const sealwax = {
    ...weigh(html),
    seals: sum(states.map(({ length }) => length)),
    withoutSeals: weigh(unsealed).gzip,
  }
  const byHand = weigh(await open(handPort, '/each/100'))
  return { ratio: sealwax.gzip / limit, sealwax, hand: { ...byHand, limit } }
}

/** The script as a site would serve it. */
const clientGzip: Weigh = async ({ script }) => {
  const limit = 1.2 * 1024
  const { code = '' } = await minify(await readFile(script, 'utf8'))
  const gzip = gzipSync(code, { level: 9 }).length
  return { ratio: gzip / limit, sealwax: { bytes: code.length, gzip }, hand: { limit } }
}

const scales: Readonly<Record<string, Weigh>> = {
  'bytes-small': bytesSmall,
  'bytes-component': bytesComponent,
  'bytes-page-100-gzip': bytesPage,
  'client-gzip': clientGzip,
}

/** What is weighed for the goals. */
export const weighed = Object.keys(scales)

/** Weighs one of `weighed`. */
export async function weighCase(name: string, options: Scales): Promise<Weighed> {
  const weigh = scales[name]
  if (weigh === undefined) throw new TypeError(`Nothing to weigh is called ${name}.`)
  return { name, goal: 1, ...(await weigh(options)) }
}

/** Bytes as they are, and as they travel. */
export function weigh(text: string) {
  return { bytes: Buffer.byteLength(text), gzip: gzipSync(text).length }
}

function statesOf(html: string): string[] {
  return [...html.matchAll(/name="_state" value="([^"]+)"/g)].map(([, state = '']) => state)
}

/** Bytes of a list item, on the average of a page. */
function itemLength(html: string): number {
  const items = html.match(/<li .*?<\/li>/gs) ?? []
  return sum(items.map((item) => Buffer.byteLength(item))) / items.length
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
