import { holeLine } from '../core/hole.ts'

/** Collects a stream and keeps its first and last half cap of bytes; memory stays flat however much comes. */
export class Capped {
  private readonly half: number
  private readonly head: Buffer[] = []
  private headSize = 0
  private tail: Buffer[] = []
  private tailSize = 0
  /** Bytes that were dropped from the middle. */
  dropped = 0

  constructor(cap: number) {
    this.half = Math.ceil(cap / 2)
  }

  add(chunk: Buffer): void {
    const room = this.half - this.headSize
    if (room > 0) {
      this.head.push(chunk.subarray(0, room))
      this.headSize += Math.min(room, chunk.length)
      chunk = chunk.subarray(room)
    }
    if (chunk.length === 0) return
    this.tail.push(chunk)
    this.tailSize += chunk.length
    while (this.tailSize > this.half) {
      const first = this.tail[0]!
      const excess = Math.min(first.length, this.tailSize - this.half)
      if (excess === first.length) this.tail.shift()
      else this.tail[0] = first.subarray(excess)
      this.tailSize -= excess
      this.dropped += excess
    }
  }

  /** What was kept, as UTF-8, with a note where bytes were dropped. */
  text(): string {
    // Where nothing is missing the halves are one text: a letter of several bytes may lie across their seam.
    if (this.dropped === 0) return Buffer.concat([...this.head, ...this.tail]).toString('utf8')
    const [head, tail] = [this.head, this.tail].map(half => Buffer.concat(half).toString('utf8'))
    return `${head}${holeLine(this.dropped)}${tail}`
  }
}
