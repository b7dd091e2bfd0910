import { stringify } from 'yaml'

/** What a new challenge is made of. */
export interface NewChallenge {
  /** Its name without a number; the container of the example has it too. */
  id: string
  title: string
  /** The variable of the track that names an image. */
  image: string
}

const scalar = (text: string): string => stringify(text, { lineWidth: 0 }).trim()

/** The text of a new track.yaml with one challenge. */
export function trackSkeleton(title: string, folder: string): string {
  return `version: 1
title: ${scalar(title)}
requires: [root, podman]                # what the host must offer
vars:
  image: registry.access.redhat.com/ubi9/ubi   # \`lab start\` brings it, or builds a stand-in and says so
challenges: [${folder}]
`
}

/** The files of a new challenge, by path inside it: small, valid, and working as they are. */
export function challengeSkeleton({ id, title, image }: NewChallenge): Record<string, string> {
  const run = `podman run -d --name ${id} $${image} sleep 600`
  return {
    'challenge.yaml': `# This works as it is: replace it piece by piece, and ask \`lab validate\`.
# All keys: tracks/README.md. All kinds of checks: checks/README.md.
title: ${scalar(title)}
minutes: 5
clean: containers                       # wants an engine without other containers, and removes its own at the end
commands:                               # what the learner types, and the solution
  - run: ${run}
checks:                                 # what you expect of the host
  - id: sleeps
    title: the container ${id} runs sleep
    process: { command: sleep, container: ${scalar(id)} }
    hints:                              # from a nudge to the answer
      - A container gets its name when it is started.
      - "\`${run}\`"
`,
    'assignment.md': `# ${title}

A container is a process of this machine. Start one that does nothing but sleep:

\`\`\`sh
${run}
\`\`\`

**Takeaway:** the name is the container's; the process in it is \`sleep\`, and this machine sees it.
`,
    'wrong/example.yaml': `title: It runs another program
commands:
  - run: podman run -d --name ${id} $${image} top -b
caught_by: [sleeps]
`,
  }
}
