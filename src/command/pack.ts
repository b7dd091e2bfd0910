import { readFileSync } from 'node:fs'
import { chmod, copyFile, mkdir, mkdtemp, readdir, rename, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { create } from 'tar'
import type { Command, World } from '../commandModel.ts'
import { jsonText } from '../core/jsonText.ts'
import { EXIT } from '../core/score.ts'
import { didYouMean } from '../core/suggest.ts'
import { plural } from '../core/words.ts'
import { tracksInReach } from '../run/findTracks.ts'
import { loadTrack } from '../run/loadTrack.ts'
import { packTrack } from '../run/packTrack.ts'
import { vocabulary } from '../run/vocabulary.ts'

/** What of lab itself runs without its sources and without a package registry. */
const PROGRAM = ['bin/lab', 'bin/package.json', 'dist/lab.cjs', 'dist/programChild.mjs', 'package.json', 'LICENSE']
/** One moment for all files, so that the same content packs to the same bytes: the beginning of 2026. */
const MOMENT = new Date('2026-01-01T00:00:00Z')

const command: Command = {
  summary: 'Pack lab and tracks for students, in one file: without wrong answers, solutions, and answers to questions.',
  takes: '[TRACK...]',
  most: 100,
  group: 'authors',
  options: { output: { type: 'string', short: 'o', value: 'FILE', help: 'Where to write it; lab-student.tgz where nothing is said.' } },
  async run({ words, flags }, world) {
    const inReach = tracksInReach(world)
    const unknown = words.find(word => !inReach.has(word))
    if (unknown !== undefined) return { exit: EXIT.usage, code: 'usage', message: `there is no track "${unknown}"${didYouMean(unknown, [...inReach.keys()]) || `; there are: ${[...inReach.keys()].join(', ')}`}` }
    const tracks = new Map<string, Map<string, Buffer>>()
    for (const name of words.length > 0 ? words : inReach.keys()) {
      const { track, kinds, problems } = await loadTrack(inReach.get(name)!, { vocabulary, whole: true })
      if (!track || problems.length > 0) return { exit: EXIT.invalid, code: 'invalid-track', message: `${name} has ${plural(problems.length, 'mistake')}: \`lab validate ${name}\``, problems }
      tracks.set(name, packTrack({ track, kinds }))
    }
    const output = resolve(world.cwd, String(flags.output ?? 'lab-student.tgz'))
    try {
      await write(output, tracks, world)
    } catch (error) {
      return { exit: EXIT.unknown, code: 'write', message: `${output} could not be written: ${(error as Error).message}` }
    }
    const names = [...tracks.keys()]
    if (flags.json) world.out(jsonText({ version: 1, file: output, tracks: names }))
    else world.out(`${output}: lab and ${plural(names.length, 'track')} (${names.join(', ')}). Students unpack it and type lab/bin/lab; it needs Node 20 and nothing else.\n`)
    return EXIT.good
  },
}

export default command

/** Lays the files out in a folder of their own and packs that. The file appears whole or not at all. */
async function write(output: string, tracks: Map<string, Map<string, Buffer>>, world: World): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), 'lab-pack-'))
  try {
    const put = async (name: string, content: Buffer): Promise<void> => {
      const file = join(dir, 'lab', name)
      await mkdir(dirname(file), { recursive: true })
      await writeFile(file, content)
    }
    for (const name of PROGRAM) await put(name, readFileSync(join(world.root, name)))
    await chmod(join(dir, 'lab/bin/lab'), 0o755)
    for (const [track, files] of tracks) for (const [name, content] of files) await put(join('tracks', track, name), content)
    const names = (await readdir(join(dir, 'lab'), { recursive: true, withFileTypes: true })).filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name)).sort()
    for (const name of names) await utimes(name, MOMENT, MOMENT)
    const whole = join(dir, 'whole.tgz')
    await create({ cwd: dir, file: whole, gzip: true, portable: true, mtime: MOMENT }, names.map(name => name.slice(dir.length + 1)))
    // By way of the folder it goes to: a rename does not cross file systems.
    const beside = `${output}.${process.pid}`
    await copyFile(whole, beside)
    await rename(beside, output)
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}
