import { type DataType, parseDdl, StructField, StructType } from "../../../types/index.ts";
import { invalidOption } from "../options.ts";

interface Hint {
  readonly path: readonly string[];
  readonly type: DataType;
}

/**
 * A schema with the types that hints say: `date DATE, user.age INT`. A column that is hinted and was not found is added.
 *
 * @throws IllegalArgumentException `INVALID_SOURCE_OPTION` for hints that cannot be read
 */
export function withHints(schema: StructType, hints: string | undefined): StructType {
  if (hints === undefined) return schema;
  return partsOf(hints)
    .map((part) => hintOf(part, hints))
    .reduce((result, hint) => hinted(result, hint), schema);
}

function hinted(schema: StructType, { path: [name, ...rest], type }: Hint): StructType {
  const known = schema.fields.find((field) => field.name.toLowerCase() === name!.toLowerCase());
  const inner = known?.dataType instanceof StructType ? known.dataType : new StructType();
  const dataType = rest.length === 0 ? type : hinted(inner, { path: rest, type });
  if (known === undefined) return new StructType([...schema.fields, new StructField(name!, dataType)]);
  return new StructType(
    schema.fields.map((field) => (field === known ? new StructField(field.name, dataType) : field)),
  );
}

/** Cuts at the commas that are in no brackets. */
function partsOf(hints: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let part = "";
  for (const character of hints) {
    if ("<(".includes(character)) depth += 1;
    if (">)".includes(character)) depth -= 1;
    if (character === "," && depth === 0) {
      parts.push(part);
      part = "";
    } else part += character;
  }
  return [...parts, part].filter((text) => text.trim() !== "");
}

function hintOf(part: string, hints: string): Hint {
  const match = /^\s*((?:`[^`]+`|[^\s`.]+)(?:\.(?:`[^`]+`|[^\s`.]+))*)\s+(.+)$/s.exec(part);
  if (match === null) throw invalidOption("schemaHints", hints, `'${part.trim()}' is not a column and its type`);
  const path = match[1]!.match(/`[^`]+`|[^.`]+/g)!.map((name) => name.replaceAll("`", ""));
  const [field] = parseDdl(`hint ${match[2]!}`).fields;
  return { path, type: field!.dataType };
}
