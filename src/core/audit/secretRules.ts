import type { Hit } from './auditModel.ts'
import type { Rule } from './Rule.ts'

/** Beginnings that one service gives to its secrets and nobody else uses. */
const TOKENS: [pattern: RegExp, words: string][] = [
  [/-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----(?=(?:\\n|\s|["'])+[A-Za-z0-9+/=:\s\\-]{40})/g, 'a private key'],
  [/\b(?:ghp|gho|ghu|ghs|ghr)_[A-Za-z0-9]{36,}\b/g, 'a token of GitHub'], [/\bgithub_pat_[A-Za-z0-9_]{60,}\b/g, 'a token of GitHub'], [/\bglpat-[A-Za-z0-9_-]{20,}/g, 'a token of GitLab'],
  [/\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g, 'an access key of AWS'], [/\bxox[abprs]-[A-Za-z0-9-]{20,}/g, 'a token of Slack'], [/\bsk_live_[A-Za-z0-9]{20,}\b/g, 'a key of Stripe'], [/\bAIza[A-Za-z0-9_-]{35}\b/g, 'a key of Google'],
  [/\bhvs\.[A-Za-z0-9_-]{24,}/g, 'a token of Vault'], [/\bnpm_[A-Za-z0-9]{36}\b/g, 'a token of npm'], [/\bdckr_pat_[A-Za-z0-9_-]{20,}/g, 'a token of Docker Hub'], [/\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{30,}/g, 'a key of SendGrid'], [/(?<=\baws_secret_access_key["']?\s{0,9}[=:]\s{0,9}["']?)[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])/gi, 'a secret key of AWS'], [/\bsk-ant-[a-z]+\d*-[A-Za-z0-9_-]{20,}/g, 'a key of Anthropic'], [/\bsk-(?:proj|svcacct|admin)-[A-Za-z0-9_-]{20,}/g, 'a key of OpenAI'], [/\bhf_[A-Za-z0-9]{30,}\b/g, 'a token of Hugging Face'],
  [/(?<=\bBearer\s{1,4})eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{16,}/g, 'a token of a service (JWT)'], [/\bpypi-AgE[A-Za-z0-9_-]{50,}/g, 'a token of PyPI'],
]
// Up to the last @: half a password is not to be printed.
const URL_PASSWORD = /\b[a-z][a-z0-9+.-]{0,20}:\/\/[^\s/:@'"<>`$(){}]+:([^\s/'"<>`]+)@[\w[]/gi
const CURL_PASSWORD = /\bcurl\b[^\n;|&]{0,300}?\s(?:-[a-zA-Z]*u|--user|--proxy-user)[ =]?["']?([^\s:"'$<>{}]+):([^\s"'`]+)/g
/** What stands for a password and is none. */
const PLACEHOLDER = /[$<>{}()[\]]|^(?:x+|\*+|\.+|password|passwd|pass|pwd|secret|token|user(name)?|changeme|example|foo|bar|test|admin|root|guest|your.*|my.*|redacted)$/i
/** Documentation uses these on purpose. */
const isExample = (value: string): boolean => /EXAMPLE|eyJzdWIiOiIxMjM0NTY3ODkw/i.test(value) || /(.)\1{7,}/.test(value) || /1234567890|abcdefgh/i.test(value)

/** A key goes on below its first line. */
function endOf(text: string, found: RegExpMatchArray): number {
  const at = found.index! + found[0].length
  const end = text.indexOf('-----END', at)
  return found[0].startsWith('-----') ? (end < 0 ? Math.min(text.length, at + 4096) : end) : at
}

/** Rules about what should stand in no file of a course, whoever may read it. */
export const secretRules: Rule[] = [
  {
    id: 'secret', level: 'error', in: 'file',
    says: 'a secret stands in a file', why: 'Everybody who gets the course gets it, and it stays in the history of the repository when the line is gone.', mend: 'Revoke it where it came from, then take it out. What a challenge needs is made by its setup, or comes from the environment.',
    look: text => TOKENS.flatMap(([pattern, words]) => [...text.matchAll(pattern)].filter(found => !isExample(found[0].replace(/^-+BEGIN.*/, ''))).map((found): Hit => ({ at: found.index, message: `this looks like ${words}`, hide: [found.index, endOf(text, found)] }))),
  },
  {
    id: 'password-in-url', level: 'error', in: 'file',
    says: 'a password stands in a URL', why: 'Everybody who gets the course gets it; and a program shows its arguments to everybody on the host.', mend: 'Change it where it is used, then take it out: the environment, or a file that setup writes, can hold it.',
    look: text => [...text.matchAll(URL_PASSWORD)].filter(found => !PLACEHOLDER.test(found[1]!) && !isExample(found[1]!)).map((found): Hit => {
      const at = found.index + found[0].lastIndexOf(found[1]!)
      return { at, message: 'this URL holds a password', hide: [at, at + found[1]!.length] }
    }),
  },
  {
    id: 'password-in-command', level: 'warning', in: 'file',
    says: 'a password stands in a command', why: 'Everybody who gets the course gets it. If it opens more than a machine of the exercise, it is lost.', mend: 'Let setup make one, or take it from the environment. If it is the password of the exercise itself, say so in a comment.',
    look: text => [...text.matchAll(CURL_PASSWORD)].filter(found => found[1] !== found[2] && !PLACEHOLDER.test(found[2]!) && !isExample(found[2]!)).map((found): Hit => {
      const end = found.index + found[0].length
      return { at: end - found[2]!.length, message: '`curl` is given a password here', hide: [end - found[2]!.length, end] }
    }),
  },
]
