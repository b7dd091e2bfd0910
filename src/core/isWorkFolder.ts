/** Whether a path is what the work folder of a challenge is called: lab made it, takes a journal's word for no other, and removes none that is called otherwise. */
export function isWorkFolder(path: string): boolean {
  return /^\/tmp\/lab-[A-Za-z0-9]{8}$/.test(path)
}
