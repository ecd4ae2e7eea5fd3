import type { Parser } from "../parser.ts";
import type { PartitionSpec } from "../statement.ts";

/** `PARTITION (p = 1, q)`. @throws ParseException `DUPLICATE_KEY` */
export function partitionSpec(parser: Parser): PartitionSpec {
  const { tokens } = parser;
  const from = tokens.index;
  tokens.expect("PARTITION");
  const spec = tokens.parenthesized(() => {
    const column = tokens.identifier();
    return { column, value: tokens.accept("=") || tokens.accept("==") ? parser.operand() : undefined };
  });
  const names = spec.map(({ column }) => column.toLowerCase());
  const twice = spec.find((_, at) => names.indexOf(names[at]!) < at);
  if (twice !== undefined) throw tokens.invalid("DUPLICATE_KEY", { keyColumn: `\`${twice.column}\`` }, from);
  return spec;
}

/** {@link partitionSpec} where one comes next. */
export const optionalPartition = (parser: Parser): { readonly partition?: PartitionSpec } =>
  parser.tokens.is("PARTITION", "(") ? { partition: partitionSpec(parser) } : {};
