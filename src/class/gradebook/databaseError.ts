import { plainLine } from '../../core/plainText.ts'

/** What an error of the database says, without the address, which may hold a password. */
export function databaseError(error: unknown, url = ''): string {
  const text = (error as Error).message || (error as NodeJS.ErrnoException).code || String(error)
  return plainLine(url === '' ? text : text.replaceAll(url, 'LAB_DATABASE_URL'), 300)
}
