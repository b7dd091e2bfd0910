import type { Command } from '../model/course.ts'
import type { Problem } from '../model/problem.ts'
import { codeFrame } from './codeFrame.ts'
import { plainText } from './plainText.ts'
import { isTyped, readBlocks, type Block } from './readBlocks.ts'

/** A command line in a text: what stands in a fence marked `sh`, or as another shell is called. */
export interface FencedLine {
  text: string
  line: number
}

/** The lines of all fences marked `sh`: what a learner is told to type. Fences of another name show something and are not compared. */
export function fencedCommands(markdown: string): FencedLine[] {
  return typedLines(readBlocks(markdown))
}

function typedLines(blocks: Block[]): FencedLine[] {
  return blocks.filter(isTyped).flatMap(block => block.lines).filter(({ text }) => text.trim() !== '').map(({ text, line }) => ({ text: text.trim(), line: line + 1 }))
}

/** Where a text and the declared commands differ, both ways; and the code of which nobody can say whether it is typed. */
export function findDrift(markdown: string, file: string, commands: Command[], declaredAt: (index: number) => Problem): Problem[] {
  const blocks = readBlocks(markdown)
  const shown = typedLines(blocks)
  const linesOf = ({ run }: Command): string[] => run.split('\n').map(line => line.trim()).filter(line => line !== '')
  const declared = commands.flatMap(linesOf)
  const problem = (line: number, message: string): Problem => ({ file, line, column: 1, code: 'drift', message, frame: codeFrame(markdown, line, 1) })
  const unnamed = blocks.filter(({ type, name, lines }) => type === 'code' && name === '' && lines.some(({ text }) => text.trim() !== ''))
  const problems = [
    ...shown.filter(({ text }) => !declared.includes(text)).map(({ text, line }) => {
      const twin = declared.find(each => squeezed(each) === squeezed(text))
      return problem(line, twin === undefined ? `the text tells the learner to type this, and commands does not declare it: ${shownLine(text)}` : `the text tells the learner to type this, and commands declares it with other blanks: ${shownLine(text)} here, ${shownLine(twin)} there`)
    }),
    ...unnamed.map(({ start }) => problem(start + 1, 'this code has no name, so nobody knows whether it is typed: put it in a fence marked sh, or console or text where it only shows something')),
    ...blocks.filter(({ type }) => type === 'html').flatMap(({ lines }) => lines.filter(({ text }) => /^\s*(`{3,}|~{3,})\s*[\w{]/.test(text)).map(({ line }) => problem(line + 1, 'this fence is a part of the HTML before it, and no code: put an empty line before it'))),
  ].sort((a, b) => a.line - b.line)
  for (const [index, command] of commands.entries()) {
    // How a learner finds an answer is theirs.
    if (command.answers !== undefined) continue
    if (!linesOf(command).every(line => shown.some(({ text }) => squeezed(text) === squeezed(line)))) problems.push(declaredAt(index))
  }
  return problems
}

function squeezed(line: string): string {
  return line.replace(/\s+/g, ' ')
}

/** A line with all its blanks, harmless, cut where it is long. */
function shownLine(text: string): string {
  const line = plainText(text).replaceAll('\t', '\\t')
  return line.length > 100 ? `${line.slice(0, 99)}…` : line
}
