import type { Command, Problem } from '../model.ts'
import { codeFrame } from './codeFrame.ts'
import { plainLine } from './plainText.ts'

/** A command line in a text: what stands in a fence marked `sh`. */
export interface FencedLine {
  text: string
  line: number
}

/** The lines of all fences marked `sh`: what a learner is told to type. Other fences show something and are not compared. */
export function fencedCommands(markdown: string): FencedLine[] {
  const found: FencedLine[] = []
  let fence: { mark: string; runnable: boolean } | undefined
  for (const [index, text] of markdown.split(/\r?\n/).entries()) {
    const opened = /^ {0,3}(`{3,}|~{3,})\s*(\S*)/.exec(text)
    if (!fence && opened) fence = { mark: opened[1]!, runnable: opened[2] === 'sh' }
    else if (fence && opened && opened[1]!.startsWith(fence.mark) && opened[2] === '') fence = undefined
    else if (fence?.runnable && text.trim() !== '') found.push({ text: text.trim(), line: index + 1 })
  }
  return found
}

/** Where a text and the declared commands differ, both ways. */
export function findDrift(markdown: string, file: string, commands: Command[], declaredAt: (index: number) => Problem): Problem[] {
  const shown = fencedCommands(markdown)
  const declared = commands.flatMap(command => command.run.split('\n').map(line => line.trim()).filter(line => line !== ''))
  const problems = shown
    .filter(({ text }) => !declared.includes(text))
    .map(({ text, line }): Problem => ({ file, line, column: 1, code: 'drift', message: `the text tells the learner to type this, and commands does not declare it: ${plainLine(text, 100)}`, frame: codeFrame(markdown, line, 1) }))
  for (const [index, command] of commands.entries()) {
    // How a learner finds an answer is theirs.
    if (command.answers !== undefined) continue
    const lines = command.run.split('\n').map(line => line.trim()).filter(line => line !== '')
    if (!lines.every(line => shown.some(({ text }) => text === line))) problems.push(declaredAt(index))
  }
  return problems
}
