/* oxlint-disable no-unused-expressions, typescript/no-unnecessary-type-parameters -- types only */
/* What TypeScript infers of a method with files: `tsc --noEmit` is the test. */
import { z } from 'zod'
import { defineComponent, type StoredFile } from '../../server/core/index.ts'

type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
function same<A, B>(_same: Equal<A, B>): void {}

export const album = defineComponent({
  name: 'album',
  template: 'album.njk',
  load: () => ({ count: 1 }),
  methods: {
    plain: (self) => same<typeof self.count, number>(true),
    add: {
      files: { photo: {}, cover: { optional: true }, notes: { maxFiles: 3, optional: true } },
      run(self, files) {
        same<typeof self.count, number>(true)
        same<typeof files.photo, StoredFile>(true)
        same<typeof files.cover, StoredFile | undefined>(true)
        same<typeof files.notes, StoredFile[]>(true)
        // @ts-expect-error no such file
        files.other
        // @ts-expect-error a file can't be changed
        files.photo.name = 'x'
      },
    },
    rename: {
      params: z.object({ title: z.string() }),
      files: { photo: { types: ['image/png'], maxBytes: 5 } },
      run(self, { title, photo }) {
        same<typeof self.count, number>(true)
        same<typeof title, string>(true)
        same<typeof photo, StoredFile>(true)
      },
    },
    late: {
      run(_, { title, photo }) {
        same<typeof title, string>(true)
        same<typeof photo, StoredFile>(true)
      },
      params: z.object({ title: z.string() }),
      files: { photo: {} },
    },
    without: {
      run(self, params) {
        same<typeof self.count, number>(true)
        same<typeof params, undefined>(true)
      },
    },
    // @ts-expect-error `maxSize` is no option
    strange: { files: { photo: { maxSize: 1 } }, run() {} },
    // @ts-expect-error files have names
    wrong: { files: 5, run() {} },
  },
})

same<
  keyof NonNullable<NonNullable<typeof album.types>['params']>,
  'plain' | 'add' | 'rename' | 'late' | 'without' | 'strange' | 'wrong'
>(true)
