// Compiles the code that pages show: whole files, and parts of a service with the code around them.
import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../process/mintmark.ts'
import { blocksOf } from '../support/page.ts'
import { layPackages } from '../support/page-packages.ts'

/** Compiles as for a browser. `process` belongs to the one page for Node. */
const TSCONFIG = {
  compilerOptions: {
    target: 'es2024',
    lib: ['esnext', 'dom', 'dom.iterable'],
    module: 'preserve',
    moduleResolution: 'bundler',
    types: ['node'],
    strict: true,
    noUnusedLocals: true,
    jsx: 'react-jsx',
    allowImportingTsExtensions: true,
    skipLibCheck: true,
    noEmit: true,
  },
  include: ['*/*.ts', '*/*.tsx', '*/*.mts'],
}

/** The code before and after a part of a service, by the beginning of the part. */
const AROUND: [beginning: RegExp, ahead: string, after?: string][] = [
  [/^\/\/ Hono/, "import { Hono } from 'hono'\nconst app = new Hono()\n"],
  [/^\/\/ Express/, "import express from 'express'\nconst app = express()\n"],
  [/^\/\/ Fastify/, "import fastify from 'fastify'\nconst app = fastify()\n"],
  [
    /^import \{ createVerifier \}/,
    "import { requireAuth } from '@mintmark/verify/express'\nimport express, { type RequestHandler } from 'express'\nconst app = express()\ndeclare const list: RequestHandler, add: RequestHandler\n",
  ],
  [
    /^const verdict/,
    "import type { createVerifier } from '@mintmark/verify'\nexport async function answer(verifier: ReturnType<typeof createVerifier>, request: Request) {\n",
    '}\n',
  ],
  [/^const auth = requireAuth\(/, "import { requireAuth } from '@mintmark/verify/hono'\n", 'export { auth }\n'],
  [/^requireAuth\(/, "import { requireAuth } from '@mintmark/verify/hono'\n"],
]

const wholeFiles = ['docs/log-in-from-a-front-end.md', 'docs/service-to-service.md'].flatMap((page) =>
  blocksOf(page).flatMap(({ file, text, language }) =>
    language === 'ts' || language === 'tsx' ? [{ path: join(page.replaceAll('/', '-'), file!), text }] : [],
  ),
)
/** Blocks of protect-a-service that begin with an import are complete, and another test runs them. */
const parts = ['sdk/verify/README.md', 'docs/protect-a-service.md'].flatMap((page) =>
  blocksOf(page)
    .filter(({ language, text }) => language === 'js' && !(page.startsWith('docs/') && text.startsWith('import')))
    .map(({ text, line }) => {
      const [, ahead, after = ''] = AROUND.find(([beginning]) => beginning.test(text)) ?? []
      if (ahead === undefined) throw new Error(`${page}:${line}: the code around this part is not known.`)
      return { path: `parts/${page.replaceAll('/', '-')}-${line}.ts`, text: ahead + text + after }
    }),
)

test("the pages' TypeScript compiles, with the parts of services", () => {
  expect(parts.length).toBeGreaterThan(5)
  const folder = temporaryFolder()
  layPackages(folder)
  const texts = Map.groupBy([...wholeFiles, ...parts], ({ path }) => path)
  for (const [path, those] of texts) {
    mkdirSync(join(folder, path, '..'), { recursive: true })
    // A page may write `req.auth.`, because JavaScript readers need no more.
    writeFileSync(
      join(folder, path),
      those.map(({ text }) => text.replaceAll('req.auth.', 'req.auth?.').replaceAll('request.auth.', 'request.auth?.')).join(''),
    )
  }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(TSCONFIG))
  expect(compile(folder)).toBe('')
})

function compile(folder: string): string {
  try {
    return execFileSync(process.execPath, [resolve('node_modules/typescript/bin/tsc'), '-p', folder], { encoding: 'utf8' })
  } catch (error) {
    return (error as { stdout: string }).stdout
  }
}
