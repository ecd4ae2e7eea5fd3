import { randomId } from "../common/index.ts";
import { isStreaming, mapInputs, resultKey } from "../engine/analyze/index.ts";
import { leavesOf } from "../engine/compile/index.ts";
import type { Executor } from "../engine/execute/index.ts";
import {
  type ExpressionSettings,
  inputsOf,
  type ResolvedProject,
  type ResolvedRelation,
  schemaOf,
} from "../engine/plan/index.ts";
import { type ResultTable, resultTable } from "../engine/sinks/index.ts";
import type { StorageLevel } from "../protocol/index.ts";
import type { FileSystems } from "../storage/index.ts";

/** Where Spark keeps rows; here they lie in the database, whatever is asked for. */
export type Level = Omit<StorageLevel, "$typeName" | "$unknown">;

/** What `cache()` and CACHE TABLE ask for. */
export const memoryAndDisk: Level = {
  useDisk: true,
  useMemory: true,
  useOffHeap: false,
  deserialized: true,
  replication: 1,
};

interface Entry {
  readonly plan: ResolvedRelation;
  readonly level: Level;
  readonly name: string;
  /** The table of its rows, once a query has needed them. */
  rows?: Promise<ResultTable> | undefined;
}

/**
 * Plans that a client has asked to keep: the first query that holds one computes its rows, and later ones read these. Where files are
 * written that a plan reads, its rows are computed anew.
 *
 * @see org.apache.spark.sql.execution.CacheManager
 */
export class CachedPlans {
  readonly #executor: Executor;
  readonly #fileSystems: FileSystems;
  readonly #entries = new Map<string, Entry>();

  constructor(executor: Executor, fileSystems: FileSystems) {
    this.#executor = executor;
    this.#fileSystems = fileSystems;
  }

  /** Keeps a plan from now on; one that is kept already stays as it is. */
  add(plan: ResolvedRelation, level: Level): void {
    const key = keyOf(plan);
    if (!this.#entries.has(key)) this.#entries.set(key, { plan, level, name: `cached_${randomId()}` });
  }

  /** How a plan is kept; undefined where it is not. */
  levelOf(plan: ResolvedRelation): Level | undefined {
    return this.#entries.get(keyOf(plan))?.level;
  }

  /** Keeps a plan no longer. @param dependents - whether those that contain it go too */
  async remove(plan: ResolvedRelation, settings: ExpressionSettings, dependents = false): Promise<void> {
    const key = keyOf(plan);
    await this.#removeWhere((entry, own) => own === key || (dependents && contains(entry.plan, key)), settings);
  }

  /** Keeps no plan any longer that reads a table. @param table - catalog, database and name */
  async removeTable(table: readonly string[], settings: ExpressionSettings): Promise<void> {
    const isTable = (name: readonly string[] | undefined): boolean => name?.join("\0") === table.join("\0");
    const reads = ({ plan }: Entry) =>
      leavesOf(plan).some((leaf) => leaf.kind === "scan" && isTable(leaf.source.table));
    await this.#removeWhere(reads, settings);
  }

  async #removeWhere(isGone: (entry: Entry, key: string) => boolean, settings: ExpressionSettings): Promise<void> {
    const gone = [...this.#entries].filter(([key, entry]) => isGone(entry, key));
    for (const [key] of gone) this.#entries.delete(key);
    for (const [, entry] of gone) await this.#drop(entry, settings);
  }

  async clear(settings: ExpressionSettings): Promise<void> {
    await this.#removeWhere(() => true, settings);
  }

  /** Forgets the rows of plans that read files at a location, below it or above it. */
  async invalidate(location: string, settings: ExpressionSettings): Promise<void> {
    if (this.#entries.size === 0) return;
    const changed = this.#placeOf(location);
    for (const entry of this.#entries.values())
      if (this.#filesOf(entry.plan).some((place) => overlap(place, changed))) await this.#drop(entry, settings);
  }

  #filesOf(plan: ResolvedRelation): (string | undefined)[] {
    return leavesOf(plan).flatMap((leaf) =>
      leaf.kind === "scan" ? leaf.source.paths.map((path) => this.#placeOf(path)) : [],
    );
  }

  /** The folder that a path, which may be a pattern, leads into; undefined where another path may lead there too. */
  #placeOf(path: string): string | undefined {
    const { key, path: shown, storage } = this.#fileSystems.resolve(path.replace(/[*?[{].*$/s, ""));
    return storage.localPath(key) ?? (shown.startsWith("dbfs:") ? undefined : shown);
  }

  /** The plan with the rows of kept parts in their places, computed where nobody has needed them yet. */
  async withRows(
    plan: ResolvedRelation,
    options: { readonly settings: ExpressionSettings; readonly signal?: AbortSignal },
  ): Promise<ResolvedRelation> {
    const needed = this.#parts(plan);
    if (needed.size === 0) return plan;
    const tables = new Map<Entry, ResultTable>();
    for (const entry of new Set(needed.values())) {
      entry.rows ??= this.#compute(entry, options);
      tables.set(entry, await entry.rows);
    }
    return replaced(plan, (part) => {
      const entry = needed.get(part);
      return entry && readFrom(tables.get(entry)!, part);
    });
  }

  /** The plan as {@link withRows} would have it, without computing anything, and a line for each part that is kept. */
  shown(plan: ResolvedRelation): { readonly plan: ResolvedRelation; readonly parts: readonly string[] } {
    const needed = this.#parts(plan);
    const parts = [...needed].map(([{ output }, { name }]) => {
      const columns = output.map((column) => column.name).join(", ");
      return `InMemoryTableScan [${columns}], ${name}`;
    });
    const read = replaced(plan, (part) => {
      const entry = needed.get(part);
      return entry && readFrom(resultTable(entry.name, schemaOf(entry.plan)), part);
    });
    return { plan: read, parts };
  }

  /** The outermost parts of a plan that are kept. */
  #parts(plan: ResolvedRelation): ReadonlyMap<ResolvedRelation, Entry> {
    const found = new Map<ResolvedRelation, Entry>();
    if (this.#entries.size === 0 || isStreaming(plan)) return found;
    const visit = (part: ResolvedRelation): void => {
      const entry = this.#entries.get(keyOf(part));
      if (entry === undefined) inputsOf(part).forEach(visit);
      else found.set(part, entry);
    };
    visit(plan);
    return found;
  }

  #compute(
    entry: Entry,
    options: { readonly settings: ExpressionSettings; readonly signal?: AbortSignal },
  ): Promise<ResultTable> {
    const table = resultTable(entry.name, schemaOf(entry.plan));
    const { settings, signal } = options;
    const made = this.#executor
      .createTable(table, entry.plan, { settings, ...(signal && { signal }) })
      .then(() => table);
    // Who waits for it hears of a failure; the next query tries again.
    made.catch(() => {
      entry.rows = undefined;
    });
    return made;
  }

  async #drop(entry: Entry, settings: ExpressionSettings): Promise<void> {
    const { rows } = entry;
    entry.rows = undefined;
    const table = await rows?.catch(() => undefined);
    if (table !== undefined) await this.#executor.run(`DROP TABLE IF EXISTS ${table.sqlName}`, { settings });
  }
}

/** What says which plan it is; to select all columns as they are is to do nothing. */
function keyOf(plan: ResolvedRelation): string {
  let inner = plan;
  while (inner.kind === "project" && isWhole(inner)) inner = inner.input;
  return resultKey(inner);
}

const isWhole = ({ input, items }: ResolvedProject): boolean =>
  items.length === input.output.length &&
  items.every(({ expression }, at) => expression.kind === "column" && expression.id === input.output[at]!.id);

const contains = (plan: ResolvedRelation, key: string): boolean =>
  keyOf(plan) === key || inputsOf(plan).some((input) => contains(input, key));

/** Whether one of two places is within the other. */
function overlap(one: string | undefined, other: string | undefined): boolean {
  if (one === undefined || other === undefined) return true;
  const [a, b] = [one, other].map((place) => `${place.replace(/[\\/]+$/, "")}/`) as [string, string];
  return a.startsWith(b) || b.startsWith(a);
}

function replaced(
  plan: ResolvedRelation,
  change: (part: ResolvedRelation) => ResolvedRelation | undefined,
): ResolvedRelation {
  return change(plan) ?? mapInputs(plan, (input) => replaced(input, change));
}

/** The rows of a table as the columns of a part of a plan. */
function readFrom({ columnNames, sqlName }: ResultTable, { output }: ResolvedRelation): ResolvedRelation {
  return { kind: "storedTable", sqlName, columnNames, output };
}
