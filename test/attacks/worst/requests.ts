import { children } from './children.ts'
import { forms } from './forms.ts'
import { jsons } from './jsons.ts'
import { multiparts } from './multiparts.ts'
import { pages } from './pages.ts'
import { states } from './states.ts'
import type { Worst } from './worst.ts'

/** The worst of each kind. */
export const worst: readonly Worst[] = [forms, jsons, children, multiparts, pages, states].flat()
