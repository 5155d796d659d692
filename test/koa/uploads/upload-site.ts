import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Context } from 'koa'
import {
  createUploads,
  defineComponent,
  type FileField,
  type StoredFile,
  type Uploads,
  type UploadsOptions,
} from 'sealwax'
import { fileReference } from 'sealwax/plugins/file'
import { z } from 'zod'
import { atEnd } from '../../at-end.ts'
import { readPage } from '../page.ts'
import { createTestApp, type TestAppOptions } from '../test-app.ts'

/** What tests look at and change of the component `album`. */
export interface Album {
  /** What `add` does with its files. */
  act: (self: AlbumSelf, files: Files) => unknown
  allowed: boolean
  ran: string[]
}

export interface Files {
  readonly title?: string | undefined
  readonly photo?: StoredFile | undefined
  readonly notes?: readonly StoredFile[] | undefined
}

export interface AlbumSelf {
  readonly state: { cover: StoredFile | undefined }
  readonly ctx: Context
}

export interface UploadSiteOptions extends TestAppOptions {
  readonly uploads?: Partial<UploadsOptions>
  readonly photo?: FileField
  /** What the guard of calls waits for. */
  readonly guard?: () => Promise<void>
  /** Stands between the app and its uploads. */
  readonly watch?: (uploads: Uploads) => Uploads
}

/** A folder of its own, gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sealwax-uploads-'))
  atEnd(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

const views: Record<string, string> = {
  'album.njk': `<div {{ attrs() }}>{{ sealed() }}<output>{{ cover.name }}</output>
    {% form "add" %}<input {{ field("title") }}><input {{ field("photo") }}><input {{ field("notes") }}>
      <p class="photo">{{ field("photo").errors | join(" ") }}</p>
      <p class="notes">{{ field("notes").errors | join(" ") }}</p>
      <p class="title">{{ field("title").errors | join(" ") }}</p>
    {% endform %}</div>`,
  'page.njk': '<!doctype html><h1>Page</h1>{{ component("album", key=1) }}',
}

/** An app with one component that takes files, and the folder where they go. */
export function createUploadSite(options: UploadSiteOptions = {}) {
  const root = temporaryFolder()
  const folder = join(root, 'uploads')
  const viewsFolder = join(root, 'views')
  mkdirSync(viewsFolder)
  for (const [name, text] of Object.entries(views)) writeFileSync(join(viewsFolder, name), text)
  const album: Album = { act: () => {}, allowed: true, ran: [] }
  const clock = { now: () => Date.UTC(2026, 0, 1) }
  const { watch = (given) => given } = options
  const uploads = watch(createUploads({ folder, now: () => clock.now(), ...options.uploads }))
  const site = createTestApp({
    ...options,
    sealwax: {
      components: [createAlbum(album, options)],
      views: viewsFolder,
      uploads,
      plugins: [fileReference(uploads)],
      ...options.sealwax,
    },
    pages: (ctx, next) => (ctx.path === '/album' ? ctx.render('page.njk') : next()),
  })
  clock.now = () => site.world.now
  return { ...site, album, uploads, folder, stored: () => readdirSync(folder).toSorted() }
}

function createAlbum(album: Album, { photo = onePng, guard }: UploadSiteOptions) {
  return defineComponent({
    name: 'album',
    template: 'album.njk',
    state: () => ({ cover: undefined as StoredFile | undefined }),
    async authorize() {
      await guard?.()
      return album.allowed
    },
    methods: {
      add: {
        params: z.object({ title: z.string().max(20, 'Too long.').default('') }),
        files: {
          photo: { optional: true, ...photo },
          notes: { types: ['text/plain'], maxFiles: 3, maxBytes: 1000, optional: true },
        },
        run(self, files) {
          album.ran.push('run album.add')
          return album.act(self, files)
        },
      },
      once: {
        once: true,
        files: { photo: {} },
        run() {
          album.ran.push('run album.once')
        },
      },
      save: { download: true, run: (self) => self.state.cover },
      echo: { download: true, files: { photo: {} }, run: (_, { photo }) => photo },
      touch() {
        album.ran.push('run album.touch')
      },
    },
  })
}

const onePng: FileField = { types: ['image/png'], maxBytes: 200_000 }

export type UploadSite = ReturnType<typeof createUploadSite>

/** Opens the page, and answers the state of its album and who looks at it. */
export async function openAlbum(site: UploadSite) {
  const visitor = site.browser()
  const { text } = await visitor.get('/album')
  return { visitor, state: readPage(text).state('album-1') }
}

export const add = '/_sealwax/album/add'

/** One part of a multipart form. */
export interface Part {
  readonly name: string
  readonly value: string | Buffer
  readonly filename?: string
  readonly type?: string
}

/** Writes a multipart body by hand, with the boundary `cut`. */
export function multipart(parts: readonly Part[]): Buffer {
  const pieces = parts.flatMap(({ name, value, filename, type }) => [
    `--cut\r\nContent-Disposition: form-data; name="${name}"`,
    filename === undefined ? '' : `; filename="${filename}"`,
    type === undefined ? '' : `\r\nContent-Type: ${type}`,
    '\r\n\r\n',
    value,
    '\r\n',
  ])
  return Buffer.concat([...pieces, '--cut--\r\n'].map((piece) => Buffer.from(piece)))
}

export const multipartType = 'multipart/form-data; boundary=cut'

/** A PNG of one pixel, and bytes behind it up to a length. */
export function png(length = 0): Buffer {
  const image = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  )
  return Buffer.concat([image, Buffer.alloc(Math.max(0, length - image.length), 7)])
}

/** Sends parts as htmx does, or as a form without JavaScript. */
export async function send(site: UploadSite, parts: readonly Part[], how: SendOptions = {}) {
  const { visitor = site.browser(), path = add, htmx = true } = how
  const headers = { 'Content-Type': multipartType, ...(htmx && { 'HX-Request': 'true' }) }
  return visitor.agent.post(path).redirects(0).set(headers).send(multipart(parts))
}

export interface SendOptions {
  readonly visitor?: ReturnType<UploadSite['browser']>
  readonly path?: string
  readonly htmx?: boolean
}

/** Opens the page and sends parts from it, behind its state. */
export async function upload(site: UploadSite, parts: readonly Part[], how: SendOptions = {}) {
  const { visitor, state } = await openAlbum(site)
  const answer = await send(site, [{ name: '_state', value: state }, ...parts], { visitor, ...how })
  return { answer, visitor, state }
}
