/* What the census finds in a process of its own, as JSON: among all tests there are too many collections to look at. */
import { createMemoryOnceStore } from 'sealwax'
import { createCensus } from './census.ts'

const { claim } = createMemoryOnceStore()
const [growing, large] = [new Map([[0, 'a request']]), new Set(Array(1000).keys())]
const count = createCensus()
for (const lineage of ['lineage-of-1', 'lineage-of-2']) void claim(lineage, 60_000)
const first = count('first')
for (let index = 1; index < 400; index++) growing.set(index, 'a request')
const later = count('growth')
console.log(JSON.stringify({ first, later, large: large.size }))
