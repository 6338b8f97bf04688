import type { Prepared } from '../mintmark/prepare.ts'
import type { Tree } from '../mintmark/tree.ts'
import type { Child } from './child.ts'
import type { Folder } from './cleanup.ts'
import type { Place } from './cores.ts'
import type { Server, Settings } from './process.ts'
import type { Report } from './report.ts'

export const CONNECTIONS = 32

export type Database = 'sqlite' | 'postgres'

export interface Options {
  rounds: number
  /** Of one contender in one round. */
  seconds: number
  /** Sizes of the table of sessions, for the case `growth`. */
  sessions: number[]
  /** Of the case `mixed-load`. */
  minutes: number
  /** Without peers and references. */
  alone: boolean
}

export interface ChildOptions {
  place?: Place
  env?: Settings
}

export interface DataOptions {
  database?: Database
  /** Of the service, beside the defaults. */
  settings?: Settings
}

/** What a case is given. All that it starts is stopped after it. */
export interface Bench extends Options {
  /** The state that is measured, and the earlier one if `--against` names one. */
  trees: Tree[]
  /** Starts a script of `bench/servers`. @returns undefined with `--alone`. */
  reference(script: string, options?: ChildOptions): Promise<Child | undefined>
  /** Starts a script of `bench/peers`, which needs the packages of the bench. @returns undefined with `--alone`, or, with a note, if there are none. */
  peer(script: string, options?: ChildOptions): Promise<Child | undefined>
  /** The tutorials' service. @returns undefined with `--alone`, or, with a note, if this machine cannot have it. */
  fastApi(place?: Place): Promise<Server | undefined>
  /** The data of a service. @throws {CaseSkipped} if there is no such database here. */
  prepare(tree: Tree, options?: DataOptions): Promise<Prepared>
  /** The same for each of the trees. */
  prepareAll(options?: DataOptions): Promise<Prepared[]>
  /** Starts `serve` on its data. */
  serve(service: Prepared, place?: Place): Promise<Server>
  folder(): Folder
  /** What was skipped so far, as notes. */
  skipped(): string[]
}

export interface BenchCase {
  name: string
  /** Runs only if it is named: it is long. */
  long?: true
  run(bench: Bench): Promise<Report[]>
}

/** A whole case cannot run on this machine. */
export class CaseSkipped extends Error {}
