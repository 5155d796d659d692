import { drawer } from './confirm/drawer.ts'
import { letterTable } from './pagination/letter-table.ts'

/** Components of the examples that the documentation shows live. */
export const exampleComponents = [letterTable, drawer]
