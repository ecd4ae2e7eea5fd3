import { sparkError } from "../../common/index.ts";
import type { ScalarFunction } from "../plan/index.ts";

/** Functions that Spark has and the engine has not, by why and with what stands in for them. */
const refusals: readonly (readonly [feature: string, hint: string, names: string])[] = [
  [
    "sketches of distinct values",
    "Use approx_count_distinct, or count(DISTINCT …) where the number is to be exact.",
    `hll_sketch_agg hll_sketch_estimate hll_union hll_union_agg theta_difference theta_intersection theta_intersection_agg
     theta_sketch_agg theta_sketch_estimate theta_union theta_union_agg tuple_difference_double tuple_difference_integer
     tuple_difference_theta_double tuple_difference_theta_integer tuple_intersection_agg_double
     tuple_intersection_agg_integer tuple_intersection_double tuple_intersection_integer
     tuple_intersection_theta_double tuple_intersection_theta_integer tuple_sketch_agg_double tuple_sketch_agg_integer
     tuple_sketch_estimate_double tuple_sketch_estimate_integer tuple_sketch_summary_double tuple_sketch_summary_integer
     tuple_sketch_theta_double tuple_sketch_theta_integer tuple_union_agg_double tuple_union_agg_integer
     tuple_union_double tuple_union_integer tuple_union_theta_double tuple_union_theta_integer`,
  ],
  [
    "sketches of quantiles",
    "Use percentile_approx over the rows; tables of its inputs can be merged, sketches cannot.",
    `kll_merge_agg_bigint kll_merge_agg_double kll_merge_agg_float kll_sketch_agg_bigint kll_sketch_agg_double
     kll_sketch_agg_float kll_sketch_get_n_bigint kll_sketch_get_n_double kll_sketch_get_n_float
     kll_sketch_get_quantile_bigint kll_sketch_get_quantile_double kll_sketch_get_quantile_float
     kll_sketch_get_rank_bigint kll_sketch_get_rank_double kll_sketch_get_rank_float kll_sketch_merge_bigint
     kll_sketch_merge_double kll_sketch_merge_float kll_sketch_to_string_bigint kll_sketch_to_string_double
     kll_sketch_to_string_float`,
  ],
  [
    "sketches of frequent values",
    "Count the rows of each value and take the first of them: GROUP BY value ORDER BY count(*) DESC LIMIT k.",
    "approx_top_k approx_top_k_accumulate approx_top_k_combine approx_top_k_estimate count_min_sketch",
  ],
  [
    "XML",
    "Convert it to JSON before it is read; from_json, to_json and get_json_object are there.",
    `from_xml schema_of_xml to_xml xpath xpath_boolean xpath_double xpath_float xpath_int xpath_long xpath_number
     xpath_short xpath_string`,
  ],
  [
    "Avro",
    "Decode it in a function in Python, or have the producer write JSON or Parquet.",
    "from_avro schema_of_avro to_avro",
  ],
  [
    "protocol buffers",
    "Decode them in a function in Python, or have the producer write JSON or Parquet.",
    "from_protobuf to_protobuf",
  ],
  [
    "methods of Java classes",
    "There is no Java here; a function in Python can stand in.",
    "java_method reflect try_reflect",
  ],
  [
    "geometries",
    "Keep coordinates as numbers, or shapes as their WKB bytes without reading them.",
    "st_asbinary st_geogfromwkb st_geomfromwkb st_setsrid st_srid",
  ],
  [
    "timestamps with nanoseconds",
    "Timestamps have microseconds: use timestamp_micros and unix_micros, and keep nanoseconds as BIGINT.",
    "timestamp_nanos unix_nanos",
  ],
  ["times of a day", "Use current_timestamp, and date_format for the time in it.", "current_time localtime"],
  ["metric views", "Write the measure's aggregate in the query.", "measure"],
  [
    "collations",
    "Text is compared by its bytes, as UTF8_BINARY does; compare lower(text) for other ways.",
    "collate collations",
  ],
  [
    "logs of Python workers",
    "What functions in Python print goes to the server's standard error.",
    "python_worker_logs",
  ],
  ["a list of SQL's keywords", "See the documentation of Spark SQL.", "sql_keywords"],
];

function refused(name: string, feature: string, hint: string): ScalarFunction {
  return {
    kind: "scalar",
    name,
    resolve() {
      throw sparkError("UNSUPPORTED_FEATURE.MILLRACE", { feature: `the function ${name} (${feature})`, hint });
    },
    sql: () => "NULL",
  };
}

/** Why each refused function is, by its name. */
export const refusedReasons: ReadonlyMap<string, { readonly feature: string; readonly hint: string }> = new Map(
  refusals.flatMap(([feature, hint, names]) => names.split(/\s+/).map((name) => [name, { feature, hint }] as const)),
);

/** Functions whose call is an error that names them and the way out. */
export const refusedFunctions: readonly ScalarFunction[] = [...refusedReasons].map(([name, { feature, hint }]) =>
  refused(name, feature, hint),
);
