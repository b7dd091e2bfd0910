import { resolve } from 'node:path'
import { collectMarks } from '../../class/collectMarks.ts'
import { discloseMarks } from '../../class/disclose.ts'
import { exportClass, exportNames, loadExportFormat } from '../../class/exportClass.ts'
import { writeExport } from '../../class/writeExport.ts'
import { noteGone } from '../../class/noteGone.ts'
import { withChosen } from '../../class/withChosen.ts'
import { CLASS_OPTION, type Command } from '../../commandModel.ts'
import { isRefusal } from '../../core/isRefusal.ts'
import { jsonText } from '../../core/jsonText.ts'
import { EXIT } from '../../core/score.ts'
import { plural } from '../../core/words.ts'
import type { Verdict } from '../../model/result.ts'

/** `--json` writes `{ version, class, format, output, files, notes }`; a file has its `text` where there is no `output`. */
const command: Command = {
  summary: `Write the marks as another system takes them: ${exportNames.join(', ')}. What could not be judged is never a 0.`,
  takes: 'FORMAT [TRACK[/CHALLENGE]...]',
  most: Infinity,
  group: 'instructors',
  options: {
    class: CLASS_OPTION,
    student: { type: 'string', multiple: true, value: 'ID', help: 'Only this student.' },
    output: { type: 'string', short: 'o', value: 'FILE', help: 'Where to write it, readable by you only; a new folder where it is a file for each student. Standard output where nothing is said.' },
  },
  async run({ words: [name, ...words], flags }, world) {
    if (name === undefined) return { exit: EXIT.usage, code: 'usage', message: `lab class export takes a format: ${exportNames.join(', ')}` }
    const format = await loadExportFormat(name)
    if (isRefusal(format)) return format
    const output = flags.output as string | undefined
    if (format.folder && output === undefined && !flags.json) return { exit: EXIT.usage, code: 'usage', message: `${name} is a file for each student: name a new folder with -o FOLDER` }
    return withChosen({ words, flags }, world, async ({ students, names, challenges, ...whole }) => {
      const { book, open: { file } } = whole
      if (!flags.student) await noteGone(whole, world.err)
      const disclosed = new Map<number, Verdict[]>()
      const marks = await collectMarks(book, { students, names, policy: file.policy }, (some, attempts) => {
        for (const [seq, verdicts] of discloseMarks(some, attempts, challenges, file.disclosure)) disclosed.set(seq, verdicts)
      })
      const made = exportClass(format, { className: file.name, at: new Date().toISOString(), students, challenges, marks, disclosed })
      const trouble = output === undefined ? undefined : await writeExport(format, made, resolve(world.cwd, output))
      if (trouble) return trouble
      if (flags.json) world.out(jsonText({ version: 1, class: file.name, format: name, output: output ?? null, files: made.files.map(({ name: path, bytes }) => ({ name: path, ...(output === undefined ? { text: bytes.toString('utf8') } : {}) })), notes: made.notes }))
      else if (output === undefined) world.out(made.files[0]!.bytes.toString('utf8'))
      else world.out(`${output}: ${plural(students.length, 'student')}, ${plural(challenges.length, 'challenge')}${format.folder ? `, ${plural(made.files.length, 'file')}` : ''}\n`)
      for (const note of made.notes) world.err(`lab: note: ${note}\n`)
      return EXIT.good
    })
  },
}

export default command
