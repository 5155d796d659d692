import { readdir } from 'node:fs/promises'
import type { Family } from './family.ts'

/** All families of this folder, by the names of their files: each exports `family`. */
export async function readFamilies(): Promise<Family[]> {
  const files = await readdir(new URL('.', import.meta.url))
  const names = files.filter((file) => file.endsWith('.attack.ts')).toSorted()
  const modules = await Promise.all(names.map((name) => import(`./${name}`)))
  return modules.map((module: { family: Family }) => module.family)
}
