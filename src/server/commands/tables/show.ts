import { sparkError } from "../../../common/index.ts";
import { catalogName, namePattern, quotedName } from "../../../engine/catalog/index.ts";
import type { Statement } from "../../../engine/sql/index.ts";
import type { StructType } from "../../../types/index.ts";
import type { ServerSession } from "../../session.ts";
import { databaseNamed } from "./databases.ts";
import { notFound, tableOf } from "./find.ts";
import { checkSpec, matching } from "./partitions.ts";
import { type Said, texts } from "./said.ts";
import { createTableText } from "./show-create.ts";
import { functionNames } from "./sql-functions.ts";

/** `SHOW TABLES`, `SHOW DATABASES` and the like. */
export function show(
  { namespace, object, pattern, scope = "all" }: Extract<Statement, { kind: "show" }>,
  session: ServerSession,
): Said {
  const { catalog } = session;
  const matches = namePattern(pattern);
  switch (object) {
    case "tables":
    case "views": {
      const tables = catalog.listTables(namespace && databaseNamed(namespace), pattern);
      const isView = (kind: string): boolean => kind === "view" || kind === "storedView";
      const shown = object === "views" ? tables.filter(({ entry }) => isView(entry.kind)) : tables;
      return {
        schema: texts("namespace", object === "views" ? "viewName" : "tableName").add(
          "isTemporary",
          "boolean",
          false,
        ) as StructType,
        rows: shown.map((table) => [table.database ?? "", table.name, table.isTemporary]),
      };
    }
    case "tablesExtended": {
      const tables = catalog.listTables(namespace && databaseNamed(namespace), pattern);
      return {
        schema: texts("namespace", "tableName")
          .add("isTemporary", "boolean", false)
          .add("information", "string", false) as StructType,
        rows: tables.map((table) => [table.database ?? "", table.name, table.isTemporary, `Table: ${table.name}\n`]),
      };
    }
    case "databases":
      return { schema: texts("namespace"), rows: named(catalog.global.databases(), matches) };
    case "catalogs":
      return { schema: texts("catalog"), rows: named([catalogName], matches) };
    case "currentNamespace":
      return { schema: texts("catalog", "namespace"), rows: [[catalogName, catalog.currentDatabase]] };
    case "functions":
      return {
        schema: texts("function"),
        rows: functionNames(scope, session, namespace && databaseNamed(namespace))
          .filter((name) => matches.test(name.split(".").at(-1)!))
          .map((name) => [name]),
      };
  }
}

const named = (names: readonly string[], matches: RegExp): string[][] =>
  names.filter((name) => matches.test(name)).map((name) => [name]);

/** `SHOW COLUMNS`, `SHOW CREATE TABLE`, `SHOW PARTITIONS`, `SHOW TBLPROPERTIES`. */
export async function showTable(
  { partition = [], property, table, what }: Extract<Statement, { kind: "showTable" }>,
  session: ServerSession,
): Promise<Said> {
  switch (what) {
    case "columns": {
      if (session.catalog.find(table) === undefined) throw notFound(table, session);
      const plan = await session.resolve({ kind: "table", name: table, options: {}, streaming: false });
      return { schema: texts("col_name"), rows: plan.output.map((column) => [column.name]) };
    }
    case "create":
      return { schema: texts("createtab_stmt"), rows: [[createTableText(table, session)]] };
    case "partitions": {
      const entry = tableOf(table, "SHOW PARTITIONS", session);
      if (entry.partitionedBy.length === 0)
        throw sparkError("INVALID_PARTITION_OPERATION.PARTITION_SCHEMA_IS_EMPTY", { name: quotedName(entry) });
      checkSpec(entry, partition);
      const found = await matching(entry, partition, session);
      return { schema: texts("partition"), rows: found.map(({ folder }) => [folder.slice(0, -1)]) };
    }
    case "properties": {
      const entry = session.catalog.find(table);
      if (entry === undefined) throw notFound(table, session);
      const properties = "properties" in entry ? entry.properties : {};
      const schema = texts("key", "value");
      if (property === undefined) return { schema, rows: sortedEntries(properties) };
      const name = "database" in entry ? [catalogName, entry.database, entry.name].join(".") : entry.name;
      const missing = `Table ${name} does not have property: ${property}`;
      return { schema, rows: [[property, properties[property] ?? missing]] };
    }
  }
}

/** Sorted by key. */
export const sortedEntries = (properties: Readonly<Record<string, string>>): [string, string][] =>
  Object.entries(properties).sort(([one], [other]) => (one < other ? -1 : 1));
