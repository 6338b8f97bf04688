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
  /** The time of one contender in one round. */
  seconds: number
  /** Sizes of the table of sessions, for the case `growth`. */
  sessions: number[]
  /** The duration of the case `mixed-load`. */
  minutes: number
  /** If true, there are no peers and references. */
  alone: boolean
}

export interface ChildOptions {
  place?: Place
  env?: Settings
}

export interface DataOptions {
  database?: Database
  /** Settings of the service that differ from the defaults. */
  settings?: Settings
}

/** What a case may use. Everything that it starts is stopped after it. */
export interface Bench extends Options {
  /** The state to measure, and the earlier one if `--against` names one. */
  trees: Tree[]
  /**
   * Starts a script of `bench/servers`.
   *
   * @returns undefined with `--alone`.
   */
  reference(script: string, options?: ChildOptions): Promise<Child | undefined>
  /**
   * Starts a script of `bench/peers`. It needs the packages of the bench.
   *
   * @returns undefined with `--alone`. Also undefined, with a note, if the packages are missing.
   */
  peer(script: string, options?: ChildOptions): Promise<Child | undefined>
  /**
   * Starts the service of the tutorials.
   *
   * @returns undefined with `--alone`. Also undefined, with a note, if this machine cannot run it.
   */
  fastApi(place?: Place): Promise<Server | undefined>
  /**
   * Makes the data of a service.
   *
   * @throws {CaseSkipped} if this machine has no such database.
   */
  prepare(tree: Tree, options?: DataOptions): Promise<Prepared>
  /** Makes the data of a service for each of the trees. */
  prepareAll(options?: DataOptions): Promise<Prepared[]>
  /** Starts `serve` on the data of a service. */
  serve(service: Prepared, place?: Place): Promise<Server>
  folder(): Folder
  /** Returns what was skipped so far, as notes. */
  skipped(): string[]
}

export interface BenchCase {
  name: string
  /** The case is long, so it runs only if it is named. */
  long?: true
  run(bench: Bench): Promise<Report[]>
}

/** Thrown if a whole case cannot run on this machine. */
export class CaseSkipped extends Error {}
