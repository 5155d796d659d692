/** A component on a page, as far as a call needs it. */
export interface Instance {
  readonly id: string
  readonly component: string
  /** Hidden fields of its state form. */
  readonly fields: Readonly<Record<string, string>>
  /** What tells its parent whether its args have changed. */
  readonly digest: string | undefined
}

/** A page that is open in a browser. */
export interface Tab {
  readonly path: string
  /** The page as it came. */
  readonly page: string
  /** Whatever a visitor has to remember of it. */
  readonly notes: Map<string, number>
  /** The HTML that came last: of the page, or of the component that was called. */
  readonly html: () => string
  /** Components by id, in the order in which they stand there. */
  readonly instances: ReadonlyMap<string, Instance>
  readonly of: (component: string) => Instance[]
  /** Puts what a call was answered with into the place of a component. */
  readonly redraw: (id: string, html: string) => void
  readonly remove: (id: string) => void
}

export function createTab(path: string, page: string): Tab {
  let html = page
  const instances = readInstances(page)
  const remove = (id: string) => {
    for (const other of instances.keys()) {
      if (other === id || other.startsWith(`${id}__`)) instances.delete(other)
    }
  }
  return {
    path,
    page,
    notes: new Map(),
    html: () => html,
    instances,
    of: (component) => [...instances.values()].filter((one) => one.component === component),
    remove,
    redraw(id, drawn) {
      html = drawn
      const kept = keptIn(drawn).map((child) => instances.get(child))
      remove(id)
      for (const child of kept) if (child) instances.set(child.id, child)
      for (const [name, instance] of readInstances(drawn)) instances.set(name, instance)
    },
  }
}

const stateForm =
  /<form id="([\w-]+)__f" method="post" action="\/_sealwax\/([\w-]+)" hidden[^>]*>(.*?)<\/form>/gs
const hidden = /<input type="hidden" name="(\w+)" value="([^"]*)"/g
const digested = /<\w+ id="([\w-]+)" data-component="[\w-]+" data-digest="([\w-]+)"/g

function readInstances(html: string): Map<string, Instance> {
  const digests = new Map([...html.matchAll(digested)].map(([, id = '', digest]) => [id, digest]))
  const found = new Map<string, Instance>()
  for (const [, id = '', component = '', form = ''] of html.matchAll(stateForm)) {
    const fields = Object.fromEntries(
      [...form.matchAll(hidden)].map(([, name = '', value = '']) => [name, value]),
    )
    found.set(id, { id, component, fields, digest: digests.get(id) })
  }
  return found
}

/** Children that live on where they are. */
function keptIn(html: string): string[] {
  return [...html.matchAll(/<\w+ id="([\w-]+)" data-keep>/g)].map(([, id = '']) => id)
}
