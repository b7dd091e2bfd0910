import { plainText } from '../core/plainText.ts'
import { plural } from '../core/words.ts'
import type { Finding, Rehearsal } from '../run/rehearse.ts'
import type { Style } from './style.ts'
