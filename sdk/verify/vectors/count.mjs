#!/usr/bin/env node
/**
 * node count.mjs [ACCESS-TOKEN.JSON] < ANSWERS: counts how a verifier did on the golden vectors.
 *
 * ANSWERS has a line for each vector: its id, white space, and the status that the verifier gave (200, 401 or
 * 403), or `skip`. Every vector needs a line, so that none is forgotten. Ends with 0 if every answer is as
 * expected, 1 if not, 2 if the input cannot be read.
 */
import { readFileSync } from 'node:fs'

const KNOWN = new Set(['200', '401', '403', 'skip'])

function fail(text) {
  console.error(text)
  process.exit(2)
}

/** Reads the answers, by id. */
function readAnswers(text, ids) {
  const answers = new Map()
  for (const [at, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '') continue
    const [id, answer, ...more] = line.trim().split(/\s+/)
    if (more.length > 0 || !KNOWN.has(answer)) fail(`Line ${at + 1} must be an id and 200, 401, 403 or skip: ${line.slice(0, 100)}`)
    if (!ids.has(id)) fail(`Line ${at + 1}: no vector has the id ${id.slice(0, 100)}.`)
    if (answers.has(id)) fail(`Line ${at + 1}: there are two answers for ${id}.`)
    answers.set(id, answer)
  }
  if (answers.size === 0) fail('There are no answers on standard input: a line is an id and a status.')
  return answers
}

/** In the order of the table's columns. */
const OUTCOMES = ['right', 'let through', 'shut out', 'other status', 'missing', 'skipped']
const FAULTS = ['let through', 'shut out', 'other status', 'missing']

function outcomeOf({ expected }, answer) {
  if (answer === undefined) return 'missing'
  if (answer === 'skip') return 'skipped'
  if (answer === String(expected.status)) return 'right'
  if (answer === '200') return 'let through'
  return expected.status === 200 ? 'shut out' : 'other status'
}

/** How many there are of each outcome, for each value of a member of the vectors. */
function table(judged, member) {
  const rowOf = (name, those) => [name, ...OUTCOMES.map((outcome) => those.filter((each) => each.outcome === outcome).length)]
  const groups = new Map(judged.map(({ vector }) => [vector[member], judged.filter((each) => each.vector[member] === vector[member])]))
  const rows = [[member, ...OUTCOMES], ...[...groups].map(([name, those]) => rowOf(name, those)), rowOf('all', judged)]
  return rows.map(([name, ...counts]) => name.padEnd(14) + counts.map((count) => String(count).padStart(14)).join('')).join('\n')
}

const lists = (judged) =>
  FAULTS.flatMap((fault) => {
    const those = judged.filter(({ outcome }) => outcome === fault).map(({ vector }) => vector)
    const lines = those.map(({ id, name, section, expected }) => `  ${id}: ${name} (${section}), expected ${expected.status}`)
    return those.length === 0 ? [] : ['', `${fault}:`, ...lines]
  })

const path = process.argv[2] ?? new URL('access-token.json', import.meta.url)
const { vectors } = JSON.parse(readFileSync(path, 'utf8'))
const answers = readAnswers(readFileSync(0, 'utf8'), new Set(vectors.map(({ id }) => id)))
const judged = vectors.map((vector) => ({ vector, outcome: outcomeOf(vector, answers.get(vector.id)) }))
console.log([table(judged, 'kind'), '', table(judged, 'maker'), ...lists(judged)].join('\n'))
const isFaulty = judged.some(({ outcome }) => FAULTS.includes(outcome))
process.exitCode = isFaulty ? 1 : 0
