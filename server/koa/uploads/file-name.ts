/** Control characters, and those that turn the direction of a text: `exe.gpj` would look like another name. */
const unprintable = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu

/** A file's name for showing: without folders, in one line, at most 255 characters. */
export function toFileName(sent: string): string {
  const name = sent
    .replace(/^.*[/\\]/s, '')
    .replace(unprintable, '')
    .trim()
  const isFolder = /^\.*$/.test(name)
  return isFolder ? 'file' : name.replace(/(?<=^.{255}).*/u, '')
}
