import { type DataType, StructField, StructType } from "../../../types/index.ts";
import { dataType } from "../data-type.ts";
import { stringValue } from "../literal.ts";
import { unsupported } from "../parse-error.ts";
import type { Parser } from "../parser.ts";

/** The key of a column's metadata under which its default stands, as Spark has it. */
const defaultKey = "CURRENT_DEFAULT";

/** What may stand behind the type of a column. */
interface ColumnOptions {
  readonly nullable: boolean;
  readonly comment: string | undefined;
  readonly default: string | undefined;
}

/** `(a INT NOT NULL COMMENT 'x', b STRING DEFAULT 'y')`: the columns of a table, or the parameters of a function. */
export function columnDefinitions(parser: Parser): StructType {
  const { tokens } = parser;
  tokens.expect("(");
  if (tokens.accept(")")) return new StructType();
  const fields = tokens.list(() => {
    refuseConstraint(parser);
    return columnDefinition(parser);
  });
  tokens.expect(")");
  return new StructType(fields);
}

const withoutConstraints = "Tables of files keep no constraints: check the rows before they are written.";

/** `PRIMARY KEY (a)` among the columns. */
function refuseConstraint({ tokens }: Parser): void {
  const [first, second] = [tokens.peek(), tokens.peek(1)];
  const isKey = (first.key === "PRIMARY" || first.key === "FOREIGN") && second.key === "KEY";
  const isCondition = (first.key === "CHECK" || first.key === "UNIQUE") && second.key === "(";
  if (isKey || isCondition || (first.key === "CONSTRAINT" && tokens.isIdentifier(1) && tokens.isIdentifier(2)))
    throw unsupported(`the constraint ${first.key}`, withoutConstraints);
}

/** `a INT NOT NULL DEFAULT 1 COMMENT 'x'`. @param added - by ALTER TABLE */
export function columnDefinition(parser: Parser, added = false): StructField {
  const { tokens } = parser;
  const name = tokens.identifier();
  tokens.accept(":");
  const type = dataType(parser);
  const from = tokens.index;
  const twice = (optionName: string): Error =>
    added
      ? tokens.invalid("ALTER_TABLE_COLUMN_DESCRIPTOR_DUPLICATE", { type: "ADD", columnName: name, optionName }, from)
      : tokens.invalid("CREATE_TABLE_COLUMN_DESCRIPTOR_DUPLICATE", { columnName: name, optionName }, from);
  return fieldOf(name, type, columnOptions(parser, twice));
}

function fieldOf(name: string, type: DataType, options: ColumnOptions): StructField {
  return new StructField(name, type, options.nullable, {
    ...(options.comment !== undefined && { comment: options.comment }),
    ...(options.default !== undefined && { [defaultKey]: options.default }),
  });
}

function columnOptions(parser: Parser, twice: (option: string) => Error): ColumnOptions {
  const { tokens } = parser;
  const seen = new Set<string>();
  const once = (option: string): void => {
    if (seen.has(option)) throw twice(option);
    seen.add(option);
  };
  let nullable = true;
  let comment: string | undefined;
  let given: string | undefined;
  for (;;) {
    if (tokens.accept("NOT", "NULL")) {
      once("NOT NULL");
      nullable = false;
    } else if (tokens.accept("COMMENT")) {
      once("COMMENT");
      comment = stringValue(parser);
    } else if (tokens.accept("DEFAULT")) {
      once("DEFAULT");
      given = expressionText(parser);
    } else if (tokens.is("PRIMARY", "KEY") || tokens.is("CHECK", "(") || tokens.is("REFERENCES")) {
      throw unsupported(`the constraint ${tokens.peek().key}`, withoutConstraints);
    } else if (tokens.is("GENERATED", "ALWAYS")) {
      throw unsupported("columns that are generated", "Compute the column in the query that is written.");
    } else return { nullable, comment, default: given };
  }
}

/** An expression that is kept as its text. */
export function expressionText(parser: Parser): string {
  const { tokens } = parser;
  const from = tokens.index;
  parser.expression();
  const { end, start } = tokens.spanFrom(from);
  return tokens.text.slice(start, end);
}
