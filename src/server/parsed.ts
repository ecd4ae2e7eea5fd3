import { sparkError } from "../common/index.ts";
import type { LiteralExpression, ParseRelation, Relation } from "../engine/plan/index.ts";
import type { LookedUp } from "./looked-up.ts";

/** Reads texts as records of a format. */
export type ParseTexts = (parse: ParseRelation, texts: readonly string[]) => Promise<LookedUp>;

/**
 * The rows that the texts of a query tell, a record each; null tells none.
 *
 * @param rowsOf - runs a query
 * @throws AnalysisException `UNSUPPORTED_DESERIALIZER.FIELD_NUMBER_MISMATCH` where the query has more than one column, and what `parse` throws
 */
export async function parsed(
  relation: ParseRelation,
  rowsOf: (query: Relation) => Promise<LookedUp>,
  parse: ParseTexts,
): Promise<Relation> {
  const { input, planId } = relation;
  const texts = await rowsOf(input);
  const { fields } = texts.schema;
  if (fields.length !== 1)
    throw sparkError("UNSUPPORTED_DESERIALIZER.FIELD_NUMBER_MISMATCH", { schema: texts.schema.sql(), ordinal: "1" });
  if (fields[0]!.dataType.kind !== "string")
    throw sparkError("UNSUPPORTED_FEATURE.MILLRACE", {
      feature: `the reading of records from a column of type ${fields[0]!.dataType.simpleString()}`,
      hint: "Cast it to string.",
    });
  const { rows, schema } = await parse(
    relation,
    texts.rows.flatMap(([text]) => (text === null ? [] : [text as string])),
  );
  const values = rows.map((row) =>
    schema.fields.map(({ dataType }, at): LiteralExpression => ({ kind: "literal", type: dataType, value: row[at] })),
  );
  return { kind: "values", rows: values, schema, ...(planId !== undefined && { planId }) };
}
