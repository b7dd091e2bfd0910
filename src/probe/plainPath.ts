/** A path as the kernel's tables of mounts write it, turned back: blanks, tabs, newlines and backslashes stand there as octal escapes (proc(5), mountinfo). */
export function plainPath(written: string): string {
  const bytes = Buffer.from(written).toString('latin1').replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(parseInt(octal, 8)))
  return Buffer.from(bytes, 'latin1').toString('utf8')
}
