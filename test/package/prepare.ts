import { packed, run } from './packed.ts'

/** Whether a line of the shell installs Sealwax. */
export function installsSealwax(line: string): boolean {
  return /^npm (i|install|add) /.test(line) && line.split(/\s+/).includes('sealwax')
}

/** Runs a line of the shell, with the packed tarball in the place of `sealwax` where it installs. */
export async function prepare(line: string, folder: string): Promise<void> {
  if (!installsSealwax(line)) return void (await run(folder, 'sh', '-c', line))
  const { tarball } = await packed()
  const args = line.split(/\s+/).map((word) => (word === 'sealwax' ? tarball : word))
  // --prefix keeps npm from picking a folder further up that happens to hold a package
  await run(folder, 'npm', ...args.slice(1), '--prefix', folder, '--no-audit', '--no-fund')
}
