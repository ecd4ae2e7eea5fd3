import { type SparkException, sparkError } from "../../../common/index.ts";
import type { DataType, SparkType } from "../../../types/index.ts";
import { castNullable } from "../coercion.ts";
import { quotedType } from "../refusal.ts";
import { isAnsiInterval, isAtomic, isDatetime, isIntegral, isNumeric, isString, sameType } from "../type-rules.ts";

/**
 * Whether Spark has a cast between two types at all.
 *
 * @param ansi - true for `cast` in ANSI mode and for `try_cast`, whose rules are the same
 */
export function castable(from: DataType, to: DataType, ansi: boolean): boolean {
  const [x, y] = [from as SparkType, to as SparkType];
  if (sameType(from, to) || x.kind === "void" || isString(to)) return true;
  if (x.kind === "array" && y.kind === "array")
    return (
      castable(x.elementType, y.elementType, ansi) &&
      keepsNulls(x.elementType, y.elementType, x.containsNull, y.containsNull)
    );
  if (x.kind === "map" && y.kind === "map")
    return (
      castable(x.keyType, y.keyType, ansi) &&
      castable(x.valueType, y.valueType, ansi) &&
      keepsNulls(x.valueType, y.valueType, x.valueContainsNull, y.valueContainsNull)
    );
  if (x.kind === "struct" && y.kind === "struct")
    return (
      x.fields.length === y.fields.length &&
      x.fields.every((field, i) => {
        const target = y.fields[i]!;
        return (
          castable(field.dataType, target.dataType, ansi) &&
          keepsNulls(field.dataType, target.dataType, field.nullable, target.nullable)
        );
      })
    );
  if (x.kind === "variant") return y.kind !== "void" && y.kind !== "interval";
  if (y.kind === "variant") return x.kind === "array" ? castable(x.elementType, to, ansi) : isAtomic(from);
  if (isString(from)) return !["array", "map", "struct", "void"].includes(y.kind);
  if (isNumeric(from) && isNumeric(to)) return true;
  if (x.kind === "boolean") return isNumeric(to) || (!ansi && y.kind === "timestamp");
  if (isNumeric(from)) {
    if (y.kind === "boolean" || y.kind === "timestamp") return true;
    if (y.kind === "binary") return !ansi && isIntegral(from);
    return isAnsiInterval(to) && (isIntegral(from) || x.kind === "decimal");
  }
  if (isDatetime(from) && isDatetime(to)) return true;
  if (x.kind === "date") return !ansi && (isNumeric(to) || y.kind === "boolean");
  if (x.kind === "timestamp") return isNumeric(to) || (!ansi && y.kind === "boolean");
  if (isAnsiInterval(from)) return x.kind === y.kind || isIntegral(to) || y.kind === "decimal";
  return false;
}

function keepsNulls(from: DataType, to: DataType, fromNullable: boolean, toNullable: boolean): boolean {
  return toNullable || (!fromNullable && !castNullable(from, to));
}

/**
 * The error of a cast that {@link castable} denies.
 *
 * @param sqlExpr - the cast as it prints, without quotes: `CAST(a AS DATE)`
 */
export function castRefusal(from: DataType, to: DataType, ansi: boolean, sqlExpr: string): SparkException {
  const types = { sqlExpr: `"${sqlExpr}"`, srcType: quotedType(from), targetType: quotedType(to) };
  if (ansi && isNumeric(from) && to.kind === "date")
    return sparkError("DATATYPE_MISMATCH.CAST_WITH_FUNC_SUGGESTION", {
      ...types,
      functionNames: "`DATE_FROM_UNIX_DATE`",
    });
  if (ansi && from.kind === "date" && isNumeric(to))
    return sparkError("DATATYPE_MISMATCH.CAST_WITH_FUNC_SUGGESTION", { ...types, functionNames: "`UNIX_DATE`" });
  if (ansi && castable(from, to, false))
    return sparkError("DATATYPE_MISMATCH.CAST_WITH_CONF_SUGGESTION", {
      ...types,
      config: '"spark.sql.ansi.enabled"',
      configVal: "'false'",
    });
  return sparkError("DATATYPE_MISMATCH.CAST_WITHOUT_SUGGESTION", types);
}
