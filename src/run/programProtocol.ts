/** What lab and the process of a zx script say to each other. */
export type ToChild =
  | { type: 'start'; file: string; text: string; vars: Record<string, string> }
  | { type: 'ended'; call: number; code: number; stdout: string; stderr: string }

export type FromChild =
  | { type: 'ready' }
  | { type: 'run'; call: number; script: string }
  | { type: 'verdict'; pass: boolean; words: string }
  | { type: 'broken'; words: string }
