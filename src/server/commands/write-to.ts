import { sparkError } from "../../common/index.ts";
import { refuseStream } from "../../engine/analyze/index.ts";
import { expressionFromProto } from "../../engine/plan/index.ts";
import type { SaveMode } from "../../engine/sinks/index.ts";
import { type Expression, WriteOperationV2_Mode as Mode, type WriteOperationV2 } from "../../protocol/index.ts";
import { quoteParts } from "../../types/index.ts";
import type { Running } from "../operations/index.ts";
import { requiredRelation } from "../requests.ts";
import type { ServerSession } from "../session.ts";
import { insertInto, saveAsTable } from "./tables/index.ts";

/**
 * Writes a relation to a table by name, as `DataFrame.writeTo` asks. Spark itself can add to and replace tables of its other catalogs
 * only; here every table takes it.
 *
 * @throws AnalysisException `TABLE_OR_VIEW_ALREADY_EXISTS` for `create`, `TABLE_OR_VIEW_NOT_FOUND` for the others, but `createOrReplace`
 * @see pyspark.sql.DataFrameWriterV2
 */
export async function writeTo(message: WriteOperationV2, session: ServerSession, operation: Running): Promise<void> {
  const plan = await session.resolveMessage(requiredRelation(message.input, "input"));
  refuseStream(plan, "writeTo");
  const name = session.parsers.parseMultipartIdentifier(message.tableName);
  const { settings } = session;
  const format = (message.provider ?? settings.get("spark.sql.sources.default")).toLowerCase();
  const partitionBy = message.partitioningColumns.map((column) => partitionColumn(column, session));
  const existing = session.catalog.find(name);
  const make = (mode: SaveMode, provider: string): Promise<void> => {
    const details = { options: message.options, properties: message.tableProperties };
    return saveAsTable({ name, plan, mode, format: provider, partitionBy, details }, session, operation);
  };
  const mustExist = message.mode !== Mode.CREATE && message.mode !== Mode.CREATE_OR_REPLACE;
  if (mustExist && existing === undefined)
    throw sparkError("TABLE_OR_VIEW_NOT_FOUND", {
      relationName: quoteParts(name),
      searchPath: "[`system`.`builtin`, `system`.`session`, `spark_catalog`.`default`]",
    });
  switch (message.mode) {
    case Mode.CREATE:
      return make("error", format);
    case Mode.REPLACE:
    case Mode.CREATE_OR_REPLACE:
      return make("overwrite", format);
    case Mode.APPEND:
      return make("append", existing?.kind === "table" ? existing.provider : format);
    case Mode.OVERWRITE_PARTITIONS:
      return insertInto(name, plan, true, session, operation, { partitionOverwriteMode: "dynamic" });
    case Mode.OVERWRITE: {
      const condition = message.overwriteCondition && expressionFromProto(message.overwriteCondition, session.parsers);
      if (condition?.kind !== "literal" || condition.value !== true) {
        throw sparkError("UNSUPPORTED_FEATURE.MILLRACE", {
          feature: "overwrite of the rows for which a condition holds",
          hint: "Overwrite the whole table with overwrite(lit(true)), of the rows to keep and the new ones.",
        });
      }
      return insertInto(name, plan, true, session, operation);
    }
    default:
      throw sparkError("CONNECT_INVALID_PLAN.ASSERTION_FAILURE", { message: "WriteOperationV2.mode is not set" });
  }
}

/** @throws SparkException `UNSUPPORTED_PARTITION_TRANSFORM` for anything but a column */
function partitionColumn(message: Expression, session: ServerSession): string {
  const expression = expressionFromProto(message, session.parsers);
  if (expression.kind === "attribute") return expression.parts.join(".");
  const transform = expression.kind === "call" ? expression.name : expression.kind;
  throw sparkError("UNSUPPORTED_PARTITION_TRANSFORM", { transform: `\`${transform}\`` });
}
