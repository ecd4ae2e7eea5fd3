import { StructField, StructType } from "../../../types/index.ts";
import { dataType } from "../data-type.ts";
import { objectName, optionList } from "../from.ts";
import { constantString, stringValue } from "../literal.ts";
import { unsupported } from "../parse-error.ts";
import type { Parser } from "../parser.ts";
import type { Alteration, ColumnChange, Statement } from "../statement.ts";
import { columnDefinition, expressionText } from "./columns.ts";
import { isDatabase, viewQuery } from "./create.ts";
import { partitionSpec } from "./partition-spec.ts";

/** `ALTER TABLE | VIEW | DATABASE …`. */
export function alter(parser: Parser): Statement {
  const { tokens } = parser;
  tokens.expect("ALTER");
  if (isDatabase(parser)) return alterDatabase(parser);
  const object = tokens.accept("VIEW") ? "view" : "table";
  if (object === "table") tokens.expect("TABLE");
  const name = objectName(parser);
  if (object === "view" && (tokens.is("AS") || tokens.is("SELECT") || tokens.is("WITH")))
    return { kind: "alterView", name, ...viewQuery(parser) };
  return { kind: "alter", object, name, change: alteration(object, parser) };
}

function alterDatabase(parser: Parser): Statement {
  const { tokens } = parser;
  const name = objectName(parser);
  const isUnset = tokens.accept("UNSET");
  if (!isUnset) tokens.expect("SET");
  if (!isUnset && tokens.accept("LOCATION")) return { kind: "alterDatabase", name, location: stringValue(parser) };
  if (!tokens.accept("DBPROPERTIES")) tokens.expect("PROPERTIES");
  if (isUnset) return { kind: "alterDatabase", name, unset: keyList(parser) };
  return { kind: "alterDatabase", name, properties: optionList(parser) };
}

/** `COMMENT ON TABLE | DATABASE | COLUMN … IS 'text' | NULL`. */
export function commentOn(parser: Parser): Statement {
  const { tokens } = parser;
  tokens.expect("COMMENT", "ON");
  const ofDatabase = isDatabase(parser);
  const ofColumn = !ofDatabase && tokens.accept("COLUMN");
  if (!ofDatabase && !ofColumn) tokens.expect("TABLE");
  const name = objectName(parser);
  tokens.expect("IS");
  const comment = tokens.accept("NULL") ? undefined : stringValue(parser);
  if (ofDatabase) return { kind: "alterDatabase", name, comment: comment ?? "" };
  if (!ofColumn) return { kind: "alter", object: "table", name, change: { action: "comment", comment } };
  const change: Alteration = { action: "changeColumn", column: name.slice(-1), change: { comment: comment ?? "" } };
  return { kind: "alter", object: "table", name: name.slice(0, -1), change };
}

/** `MSCK REPAIR TABLE t [{ADD | DROP | SYNC} PARTITIONS]`, `REPAIR TABLE t`. */
export function repair(parser: Parser): Statement {
  const { tokens } = parser;
  tokens.accept("MSCK");
  tokens.expect("REPAIR", "TABLE");
  const name = objectName(parser);
  if ((tokens.is("ADD") || tokens.is("DROP") || tokens.is("SYNC")) && tokens.next()) tokens.expect("PARTITIONS");
  const change: Alteration = { action: "recoverPartitions", statement: "MSCK REPAIR TABLE" };
  return { kind: "alter", object: "table", name, change };
}

function alteration(object: "table" | "view", parser: Parser): Alteration {
  const { tokens } = parser;
  if (tokens.accept("RENAME", "TO")) return { action: "rename", to: objectName(parser) };
  if (tokens.is("PARTITION")) return ofPartition(parser);
  if (tokens.accept("SET")) return set(parser);
  if (tokens.accept("UNSET")) {
    tokens.expect("TBLPROPERTIES");
    tokens.accept("IF", "EXISTS");
    return { action: "unsetProperties", keys: keyList(parser) };
  }
  if (object === "view") throw tokens.unexpected();
  switch (tokens.peek().key) {
    case "ADD":
      return add(parser);
    case "DROP":
      return dropPart(parser);
    case "RENAME":
      tokens.next();
      tokens.expect("COLUMN");
      objectName(parser);
      tokens.expect("TO");
      tokens.identifier();
      return { action: "refused", operation: "RENAME COLUMN" };
    case "REPLACE":
      tokens.next();
      tokens.expect("COLUMNS");
      tokens.parenthesized(() => columnDefinition(parser));
      return { action: "refused", operation: "REPLACE COLUMNS" };
    case "ALTER":
    case "CHANGE":
      return changeColumn(parser);
    case "RECOVER":
      tokens.expect("RECOVER", "PARTITIONS");
      return { action: "recoverPartitions", statement: "ALTER TABLE RECOVER PARTITIONS" };
    case "CLUSTER":
      tokens.expect("CLUSTER", "BY");
      if (!tokens.accept("NONE")) tokens.parenthesized(() => objectName(parser));
      return { action: "accepted" };
    default:
      throw tokens.unexpected();
  }
}

function set(parser: Parser): Alteration {
  const { tokens } = parser;
  if (tokens.accept("TBLPROPERTIES")) return { action: "setProperties", properties: optionList(parser) };
  if (tokens.accept("LOCATION")) return { action: "setLocation", location: stringValue(parser) };
  if (tokens.is("SERDE")) throw unsupported("SERDE of Hive tables", "Make the table anew with USING and a format.");
  tokens.expect("SERDEPROPERTIES");
  optionList(parser);
  return { action: "accepted" };
}

function add(parser: Parser): Alteration {
  const { tokens } = parser;
  tokens.expect("ADD");
  const ifNotExists = tokens.accept("IF", "NOT", "EXISTS");
  if (ifNotExists || tokens.is("PARTITION")) {
    const partitions = [];
    do {
      partitions.push(partitionSpec(parser));
      if (tokens.is("LOCATION"))
        throw unsupported("partitions at a place of their own", "Keep the folders of partitions below the table's.");
    } while (tokens.is("PARTITION"));
    return { action: "addPartitions", partitions, ifNotExists };
  }
  if (tokens.is("CONSTRAINT") || tokens.is("CHECK") || tokens.is("PRIMARY") || tokens.is("FOREIGN")) {
    while (tokens.peek().kind !== "end" && !tokens.is(";")) tokens.next();
    return { action: "refused", operation: "ADD CONSTRAINT" };
  }
  if (!tokens.accept("COLUMN")) tokens.expect("COLUMNS");
  const inParentheses = tokens.accept("(");
  const columns = tokens.list(() => {
    const column = columnDefinition(parser, true);
    // Spark accepts a place and puts the column last.
    if (!tokens.accept("FIRST") && tokens.accept("AFTER")) tokens.identifier();
    return column;
  });
  if (inParentheses) tokens.expect(")");
  return { action: "addColumns", columns: new StructType(columns.map(asField)) };
}

const asField = ({ dataType: type, metadata, name, nullable }: StructField): StructField =>
  new StructField(name, type, nullable, metadata);

function dropPart(parser: Parser): Alteration {
  const { tokens } = parser;
  tokens.expect("DROP");
  if (tokens.accept("CONSTRAINT")) {
    tokens.accept("IF", "EXISTS");
    tokens.identifier();
    return { action: "refused", operation: "DROP CONSTRAINT" };
  }
  const isColumn = tokens.accept("COLUMN") || tokens.accept("COLUMNS");
  const ifExists = tokens.accept("IF", "EXISTS");
  if (isColumn) {
    const inParentheses = tokens.accept("(");
    tokens.list(() => objectName(parser));
    if (inParentheses) tokens.expect(")");
    return { action: "refused", operation: "DROP COLUMN" };
  }
  const partitions = tokens.list(() => partitionSpec(parser));
  tokens.accept("PURGE");
  return { action: "dropPartitions", partitions, ifExists };
}

function ofPartition(parser: Parser): Alteration {
  const { tokens } = parser;
  const from = partitionSpec(parser);
  if (tokens.is("SET"))
    throw unsupported("partitions at a place of their own", "Keep the folders of partitions below the table's.");
  tokens.expect("RENAME", "TO");
  return { action: "renamePartition", from, to: partitionSpec(parser) };
}

/** `ALTER COLUMN a COMMENT 'x' | TYPE t | SET DEFAULT e | DROP DEFAULT`, `CHANGE COLUMN a b INT COMMENT 'x'`. */
function changeColumn(parser: Parser): Alteration {
  const { tokens } = parser;
  const isChange = tokens.next().key === "CHANGE";
  tokens.accept("COLUMN");
  const column = objectName(parser);
  return { action: "changeColumn", column, change: columnChange(isChange, parser) };
}

function columnChange(isChange: boolean, parser: Parser): ColumnChange {
  const { tokens } = parser;
  if (tokens.accept("COMMENT")) return { comment: stringValue(parser) };
  if (tokens.accept("TYPE")) return { type: dataType(parser) };
  if (tokens.accept("SET", "DEFAULT")) return { default: expressionText(parser) };
  if (tokens.accept("DROP", "DEFAULT")) return { default: null };
  if (!isChange)
    throw unsupported("ALTER COLUMN with this change", "Comments, types and defaults of columns can be changed.");
  const { dataType: type, metadata, name } = columnDefinition(parser);
  const { comment } = metadata;
  return { newName: name, type, ...(typeof comment === "string" && { comment }) };
}

/** `('a', b.c)`. */
function keyList(parser: Parser): string[] {
  const { tokens } = parser;
  return tokens.parenthesized(() =>
    tokens.peek().kind === "string" ? constantString(parser) : objectName(parser).join("."),
  );
}
