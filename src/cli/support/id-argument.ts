import { CommandFailure, EXIT } from './exit-code.ts'

/**
 * Parses an argument that is an id. Ids are base64url, so one may begin with a hyphen: its command takes what it does not know for an argument (`allowUnknownOption`), and
 * what is no option and no id either is refused here.
 */
export const idOf =
  (shape: RegExp) =>
  (text: string): string => {
    if (!text.startsWith('-') || shape.test(text)) return text
    throw new CommandFailure(EXIT.usage, 'There is no such option, and no id looks like that. Add --help for what is allowed.')
  }
