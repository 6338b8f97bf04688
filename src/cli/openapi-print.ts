import type { Command } from 'commander'
import { readContractDocument } from '../http/operations/documents/contract.ts'
import type { Terminal } from './support/terminal.ts'

export function addOpenapiCommand(program: Command, terminal: Terminal): void {
  program
    .command('openapi')
    .summary('show the contract')
    .description('Shows the contract.')
    .command('print')
    .summary('print the OpenAPI document')
    .description('Prints the OpenAPI document that the service follows: the contract, as /openapi.yaml and /openapi.json serve it.')
    .option('--yaml', 'print as YAML, as it is written (the default)')
    .option('--json', 'print as JSON')
    .action(({ json }: { json?: true }) => {
      const { document, yaml } = readContractDocument()
      terminal.print(json ? JSON.stringify(document, null, 2) : yaml.trimEnd())
    })
}
