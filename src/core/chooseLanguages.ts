/** The language that somebody means by `nl`, `pt_br` or `nl_NL.UTF-8`, as file names of translations hold it: `nl`, `pt-BR`, `nl-NL`. Undefined for C, POSIX and what is no language. */
export function languageTag(written: string): string | undefined {
  const tag = written.replace(/[.@].*$/s, '').replaceAll('_', '-')
  try {
    const [canonical] = Intl.getCanonicalLocales(tag)
    // Words of five letters and more are reserved for languages that nobody has named so far; POSIX would be one.
    return canonical !== undefined && /^[a-z]{2,3}(-|$)/.test(canonical) ? canonical : undefined
  } catch {
    return undefined
  }
}

/** The languages whose texts a reader wants, best first: `nl-BE`, then `nl`. None means the default texts. What was asked for wins over LAB_LANG and the locale. */
export function chooseLanguages(asked: string | undefined, environment: Readonly<Record<string, string | undefined>>): string[] {
  const wanted = [asked, ...['LAB_LANG', 'LC_ALL', 'LC_MESSAGES', 'LANG'].map(name => environment[name])].find(value => value !== undefined && value !== '')
  const parts = (wanted === undefined ? undefined : languageTag(wanted))?.split('-') ?? []
  return parts.map((_, dropped) => parts.slice(0, parts.length - dropped).join('-'))
}

/** Whether somebody who asks for this wants the default texts: they are in English, as the words of lab are. */
function isDefaultLanguage(asked: string): boolean {
  return /^(C|POSIX|en)([._@-]|$)/i.test(asked)
}

/** What is worth keeping of an asked language for the next commands. */
export function rememberedLanguage(asked: string | undefined): string | undefined {
  return asked !== undefined && (languageTag(asked) !== undefined || isDefaultLanguage(asked)) ? asked : undefined
}

/** What to say to somebody who asked for a language in which there are no texts; undefined where there are. */
export function describeMissingLanguage(asked: string | undefined, there: string[], what: string): string | undefined {
  if (!asked || isDefaultLanguage(asked) || chooseLanguages(asked, {}).some(each => there.includes(each))) return undefined
  return `no texts in "${asked}" for ${what}; there are ${there.length > 0 ? `${there.join(', ')} and the default ones` : 'the default ones only'}`
}
