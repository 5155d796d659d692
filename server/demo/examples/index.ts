import { greeting } from './greeting/greeting.ts'

/** The components of all examples of the docs. */
export const exampleComponents = [greeting]
