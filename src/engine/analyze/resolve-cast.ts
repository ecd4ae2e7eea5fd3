import type { DataType } from "../../types/index.ts";
import { castable, castNullable, castRefusal } from "../functions/index.ts";
import type { CastMode, ResolvedCast, ResolvedExpression } from "../plan/index.ts";
import type { Analysis } from "./analysis.ts";
import { withoutFixedText } from "./fixed-text.ts";
import { automaticName } from "./names.ts";

/**
 * A cast that the user asked for; one to VARCHAR or CHAR makes a STRING and cuts nothing, as in Spark.
 *
 * @throws SparkException `DATATYPE_MISMATCH.CAST_WITHOUT_SUGGESTION`, `DATATYPE_MISMATCH.CAST_WITH_CONF_SUGGESTION`
 */
export function castTo(
  child: ResolvedExpression,
  written: DataType,
  asked: CastMode,
  analysis: Analysis,
): ResolvedCast {
  const type = withoutFixedText(written);
  const { ansi, timeZone } = analysis.context.settings;
  const mode = asked === "default" ? (ansi ? "ansi" : "legacy") : asked;
  const nullable = child.nullable || mode === "try" || castNullable(child.type, type);
  const cast: ResolvedCast = { kind: "cast", child, type, mode, implicit: false, nullable };
  const strict = mode !== "legacy";
  if (!castable(child.type, type, strict)) {
    throw castRefusal(child.type, type, strict, automaticName(cast, timeZone));
  }
  return cast;
}
