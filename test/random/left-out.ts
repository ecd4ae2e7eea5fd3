// What the grammar leaves out, and why:
// - aggregates, windows and joins in a LATERAL query: Spark refuses references to the outer query beside some of them, which this
//   engine computes;
// - maps of the outer query in a LATERAL one, which Spark refuses mostly, and this engine never;
// - subqueries among the arguments of functions with lambdas: both engines refuse them;
// - rows in an order that is left open: `collect_list` is sorted, windows have an order that tells rows apart, LIMIT follows an order by
//   all columns;
// - decimals of nearly 38 digits, whose sums fail in DuckDB a digit earlier or later than in Spark;
// - `sequence` with a step of the wrong sign: without generated code, Spark's error has no condition;
// - decimals that are folded: their precision grows with each step, which both engines refuse.

/** What random queries leave out, and why. A function that is neither here nor in a production fails a test. */
export const leftOut: Readonly<Record<string, readonly string[]>> = {
  "other in every run": words("rand randn randstr uniform shuffle uuid monotonically_increasing_id spark_partition_id"),
  "of the session, its time and place": words(`current_timestamp now localtimestamp current_date current_timezone
    current_path current_user current_catalog current_database version input_file_name input_file_block_start
    input_file_block_length`),
  "raises errors on purpose": words("raise_error assert_true to_number"),
  "of streams and their windows": words("window session_window window_time time_bucket"),
  "of the type TIME, which Spark refuses": words(`make_time time time_diff time_from_micros time_from_millis
    time_from_seconds time_to_micros time_to_millis time_to_seconds time_trunc to_time try_to_time`),
  "results are calendar intervals, which do not go to clients": words("make_interval try_make_interval"),
  "which of equal rows decides is left open": words("min_by max_by mode first last"),
  "values are written in an order that is left open": words("listagg counter_diff histogram_numeric collect_union"),
  "wants values that the tables do not have": words(`vector_inner_product vector_l2_distance vector_cosine_similarity
    vector_norm vector_normalize vector_avg vector_sum bitmap_bit_position bitmap_bucket_number bitmap_count
    bitmap_construct_agg bitmap_or_agg bitmap_and_agg schema_of_csv schema_of_variant_agg variant_explode
    to_variant_object variant_insert try_variant_insert variant_set try_variant_set variant_array_append
    try_variant_array_append variant_delete variant_strip_nulls try_parse_json try_aes_decrypt product collation
    inline stack json_tuple`),
};

/** Names that SQL writes as operators, casts, or brackets; productions have them so. */
export const syntax: readonly string[] = words(`+ - * / % mod div & | ^ ~ = != < <= > >= between in and or not when like
  ilike likeall notlikeall likeany notlikeany getarrayitem getmapvalue boolean tinyint smallint int bigint float double
  date timestamp binary explode posexplode`);

function words(text: string): readonly string[] {
  return text.split(/\s+/);
}
