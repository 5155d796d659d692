import { readdir } from 'node:fs/promises'
import type { Family } from './family.ts'

const ending = '.attack.ts'

/** Names of all families of this folder: those of their files. */
export async function familyNames(): Promise<string[]> {
  const files = await readdir(new URL('.', import.meta.url))
  const own = files.filter((file) => file.endsWith(ending))
  return own.map((file) => file.slice(0, -ending.length)).toSorted()
}

/** Imports families: one that can't be imported is one that breaks off. */
export function readFamilies(names: readonly string[]): Promise<Family[]> {
  return Promise.all(names.map((name) => readFamily(name).catch((error) => broken(name, error))))
}

async function readFamily(name: string): Promise<Family> {
  const { family } = (await import(`./${name}${ending}`)) as { family: Family }
  if (family.name !== name) throw new Error(`${name}${ending} calls itself ${family.name}.`)
  return family
}

function broken(name: string, error: unknown): Family {
  return {
    name,
    aims: 'nothing, since it can not be imported',
    attack() {
      throw error
    },
  }
}
