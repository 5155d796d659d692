import { counted, filled, room } from './fill.ts'
import type { Worst } from './worst.ts'

export const jsons: readonly Worst[] = [
  {
    what: 'JSON of numbers',
    method: 'take',
    body: () => `&_params={"word":[${filled('0', room - 50, ',')}]}`,
    status: 400,
  },
  {
    what: 'JSON of empty lists',
    method: 'take',
    body: () => `&_params=[${filled('[]', room - 50, ',')}]`,
    status: 400,
  },
  {
    what: 'JSON of empty objects',
    method: 'take',
    body: () => `&_params=[${filled('{}', room - 50, ',')}]`,
    status: 400,
  },
  {
    what: 'JSON of objects of different shapes',
    method: 'take',
    body: () => `&_params=[${counted((n) => `{"${n.toString(36)}":0}`, room - 50)}]`,
    status: 400,
  },
  {
    what: 'JSON of one wide object',
    method: 'take',
    body: () => `&_params={${counted((n) => `"${n.toString(36)}":0`, room - 50)}}`,
    status: 400,
  },
  {
    what: 'JSON of names that are numbers',
    method: 'take',
    body: () => `&_params={${counted((n) => `"${n * 65_536}":0`, room - 50)}}`,
    status: 400,
  },
  {
    what: 'deep JSON',
    method: 'take',
    body: () => `&_params=${'['.repeat(room / 2 - 20)}${']'.repeat(room / 2 - 20)}`,
    status: 400,
  },
  {
    what: 'deep JSON of objects',
    method: 'take',
    body: () =>
      `&_params=${filled('{"a":', room * 0.8)}1${'}'.repeat(Math.floor((room * 0.8) / 5))}`,
    status: 400,
  },
  {
    what: 'JSON of as many values as allowed',
    method: 'take',
    body: () => `&_params={"word":[${filled(`"${'x'.repeat(97)}"`, 980_000, ',')}]}`,
    status: 200,
  },
  {
    what: 'JSON that is refused in ten thousand places',
    method: 'refuse',
    body: () => `&_params={"list":[${filled('"xx"', 49_900, ',')}]}`,
    status: 422,
  },
  {
    what: 'JSON that is refused under ten thousand names',
    method: 'refuse',
    body: () => `&_params={"deep":{${counted((n) => `"${'y'.repeat(90)}${n}":"xx"`, 980_000)}}}`,
    status: 422,
  },
  {
    what: 'ten thousand unknown names',
    method: 'refuse',
    body: () => `&_params={${counted((n) => `"${'y'.repeat(88)}${n}":"xx"`, 980_000)}}`,
    status: 422,
  },
  {
    what: 'unknown names of many dots',
    method: 'refuse',
    body: () => `&_params={${counted((n) => `"${filled('a.', 90)}${n}":"xx"`, 980_000)}}`,
    status: 422,
  },
  {
    what: 'public state as large as allowed',
    body: () => `&_public={"rows":[${filled('0', 9_800, ',')}]}`,
    status: 200,
  },
  {
    what: 'public state of many names',
    body: () => `&_public={"rows":{${counted((n) => `"${n}":[]`, 24_000)}}}`,
    status: 200,
  },
  {
    what: 'public state of quotes',
    body: () => `&_public={"text":"${filled("'", 28_000)}"}`,
    status: 200,
  },
]
