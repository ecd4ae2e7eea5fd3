import { sparkError } from "../../common/index.ts";
import type { StructType } from "../../types/index.ts";
import {
  type AnalyzerCatalog,
  fileMetadata,
  freshen,
  isStreaming,
  keptFrom,
  type SqlFunction,
  type TableUse,
  type ViewDefinition,
} from "../analyze/index.ts";
import type {
  PlanParsers,
  Relation,
  ResolvedColumn,
  ResolvedRelation,
  ScanRelation,
  StoredTableRelation,
} from "../plan/index.ts";
import type { CatalogEntry, FileTable, FunctionEntry, MemoryTable, StoredView } from "./entry.ts";
import { catalogName, tooManyParts } from "./global-catalog.ts";
import { readSchema } from "./read-schema.ts";

/** The session's names. */
interface SessionNames {
  readonly currentDatabase: string;
  find(name: readonly string[], database: string): CatalogEntry | undefined;
  findFunction(name: readonly string[], database: string): FunctionEntry | undefined;
}

/** What was looked up so far in one analysis, in whatever database. */
interface Memory {
  readonly entries: Map<string, CatalogEntry | undefined>;
  readonly queries: Map<StoredView | FunctionEntry, Relation>;
  readonly functions: Map<FunctionEntry, SqlFunction>;
}

/** The names of a session as one analysis sees them, from within one database. */
export class AnalysisCatalog implements AnalyzerCatalog {
  readonly currentCatalog: string = catalogName;
  readonly currentDatabase: string;
  readonly #session: SessionNames;
  readonly #nextId: () => number;
  readonly #parsers: PlanParsers;
  readonly #memory: Memory;

  constructor(
    session: SessionNames,
    nextId: () => number,
    parsers: PlanParsers,
    database: string = session.currentDatabase,
    memory: Memory = { entries: new Map(), queries: new Map(), functions: new Map() },
  ) {
    this.#session = session;
    this.#nextId = nextId;
    this.#parsers = parsers;
    this.currentDatabase = database;
    this.#memory = memory;
  }

  view(name: readonly string[]): ViewDefinition | undefined {
    const entry = this.#find(name);
    return entry?.kind === "storedView" ? this.#definition(entry) : undefined;
  }

  lookup(name: readonly string[], use: TableUse): ResolvedRelation | ViewDefinition | undefined {
    const entry = this.#find(name);
    if (entry === undefined) {
      if (name.length > 3 || (name.length === 3 && name[0]!.toLowerCase() !== catalogName)) throw tooManyParts(name);
      return undefined;
    }
    if (use.streaming && entry.kind === "storedView")
      throw sparkError("_LEGACY_ERROR_TEMP_1018", { quoted: `${entry.database}.${name.at(-1)}` });
    if (use.streaming && entry.kind !== "table" && (entry.kind !== "view" || !isStreaming(entry.plan)))
      throw sparkError("_LEGACY_ERROR_TEMP_1008", { quoted: name.join(".") });
    switch (entry.kind) {
      case "view":
        return freshen(entry.plan, this.#nextId, keptFrom(entry.settings, use.settings));
      case "memoryTable":
        return this.memoryRows(entry);
      case "storedView":
        return this.#definition(entry);
      case "table":
        return this.#fileRows(entry, use);
    }
  }

  routine(name: readonly string[]): SqlFunction | undefined {
    const entry = this.#session.findFunction(name, this.currentDatabase);
    if (entry === undefined) return undefined;
    let found = this.#memory.functions.get(entry);
    if (found === undefined) {
      const { body, bodyIsQuery, database, isTable, parameters, queryDatabase, returns, settings } = entry;
      const timeZone = settings?.timeZone;
      const catalog = this.#in(queryDatabase);
      found = {
        name: database === undefined ? [entry.name] : [catalogName, database, entry.name],
        parameters,
        returns,
        isTable,
        ...(bodyIsQuery
          ? { query: this.#parsers.parseQuery(body, undefined, timeZone) }
          : { expression: this.#parsers.parseExpression(body, timeZone) }),
        parse: (text) => this.#parsers.parseExpression(text, timeZone),
        catalog,
        settings,
      };
      this.#memory.functions.set(entry, found);
    }
    return found;
  }

  /** The rows of a table in the database. */
  memoryRows({ columnNames, schema, sqlName }: MemoryTable): StoredTableRelation {
    return { kind: "storedTable", sqlName, columnNames, output: this.#columns(schema) };
  }

  /** The rows of a table of files. */
  #fileRows(table: FileTable, { options, streaming }: TableUse): ScanRelation {
    const schema = readSchema(table.schema);
    const { database, location, name, provider } = table;
    const given = { ...table.options, ...options };
    const source = {
      format: provider,
      options: Object.fromEntries(Object.entries(given).filter(([key]) => key.toLowerCase() !== "path")),
      paths: [location],
      schema,
      streaming,
      table: [catalogName, database, name],
      partitionedBy: table.partitionedBy,
    };
    const metadata: ResolvedColumn = {
      kind: "column",
      id: this.#nextId(),
      name: "_metadata",
      type: fileMetadata(provider),
      nullable: false,
      qualifier: [],
    };
    return { kind: "scan", id: this.#nextId(), source, output: this.#columns(schema), metadata };
  }

  #definition(view: StoredView): ViewDefinition {
    let plan = this.#memory.queries.get(view);
    if (plan === undefined) {
      plan = this.#parsers.parseQuery(view.text, undefined, view.settings?.timeZone);
      this.#memory.queries.set(view, plan);
    }
    const { database, name, queryDatabase, renames, schema, settings } = view;
    return {
      kind: "definition",
      name: [catalogName, database, name],
      plan,
      schema,
      renames,
      catalog: this.#in(queryDatabase),
      settings,
    };
  }

  #in(database: string): AnalysisCatalog {
    return new AnalysisCatalog(this.#session, this.#nextId, this.#parsers, database, this.#memory);
  }

  #find(name: readonly string[]): CatalogEntry | undefined {
    const { entries } = this.#memory;
    const key = JSON.stringify([this.currentDatabase, ...name.map((part) => part.toLowerCase())]);
    if (!entries.has(key)) entries.set(key, this.#session.find(name, this.currentDatabase));
    return entries.get(key);
  }

  #columns(schema: StructType): ResolvedColumn[] {
    return schema.fields.map(({ name, dataType, nullable, metadata }) => ({
      kind: "column" as const,
      id: this.#nextId(),
      name,
      type: dataType,
      nullable,
      qualifier: [],
      metadata,
    }));
  }
}
