import {
  Catalog,
  Column,
  DataFrame,
  DataFrameNaFunctions,
  DataFrameReader,
  DataFrameStatFunctions,
  DataFrameWriter,
  DataFrameWriterV2,
  DataStreamReader,
  DataStreamWriter,
  GroupedData,
  Observation,
  RuntimeConfig,
  SparkSession,
  SparkSessionBuilder,
  StreamingQuery,
  StreamingQueryManager,
  Window,
  WindowSpec,
} from "../../src/entry/index.ts";

/** How Millrace's TypeScript stands to a name of PySpark where it does not have it. */
export interface Absence {
  /** `otherwise`: the same is said in another way; `python`: it is about Python; `refused`: it is not there. */
  readonly kind: "otherwise" | "python" | "refused";
  /** What to do instead, or why there is nothing to do. */
  readonly words: string;
}

/** Our classes by the names of PySpark's. */
export const classes: Readonly<Record<string, object>> = {
  SparkSession,
  "SparkSession.Builder": SparkSessionBuilder,
  RuntimeConfig,
  Catalog,
  DataFrame,
  Column,
  GroupedData,
  DataFrameNaFunctions,
  DataFrameStatFunctions,
  Window,
  WindowSpec,
  DataFrameReader,
  DataFrameWriter,
  DataFrameWriterV2,
  Observation,
  DataStreamReader,
  DataStreamWriter,
  StreamingQuery,
  StreamingQueryManager,
};

/** Fields that every object of a class has and its prototype does not. */
export const fields: Readonly<Record<string, readonly string[]>> = {
  SparkSession: ["catalog", "client", "conf", "streams"],
  DataFrame: ["sparkSession"],
  StreamingQuery: ["id", "runId"],
};

const otherwise = (words: string): Absence => ({ kind: "otherwise", words });
const python = (words: string): Absence => ({ kind: "python", words });
const refused = (words: string): Absence => ({ kind: "refused", words });

const pythonRows = python(
  "functions in Python over groups; from TypeScript, aggregate with `agg` or work on `collect()`",
);
const stateful = refused(
  "functions in TypeScript: `groupByKey` and `transformWithState`, see [stateful.md](stateful.md)",
);
const merge = refused("tables of files take no MERGE, on Spark neither; overwrite with a join of both");

/** Names of PySpark that Millrace's TypeScript does not have, and why. */
export const absences: Readonly<Record<string, Readonly<Record<string, Absence>> | Absence>> = {
  SparkSession: {
    Builder: otherwise("`SparkSession.builder`"),
    active: otherwise("`SparkSession.getActiveSession()`"),
    addArtifact: python("sends modules of Python; JavaScript functions stay in the program"),
    addArtifacts: python("sends modules of Python; JavaScript functions stay in the program"),
    copyFromLocalToFs: otherwise("`fs` copies between folders, mounts and buckets"),
    dataSource: python("registers data sources written in Python"),
    emptyDataFrame: otherwise("`spark.createDataFrame([], schema)`"),
    profile: python("profiles functions in Python"),
    sparkContext: refused("there is no SparkContext, as over Spark Connect"),
    tvf: otherwise("`spark.sql('SELECT * FROM explode(…)')`, or the function in `select`"),
    udf: python("registers functions in Python; SQL functions: `CREATE FUNCTION`"),
    udtf: python("registers table functions in Python"),
  },
  "SparkSession.Builder": { enableHiveSupport: refused("there is no Hive; tables live in the warehouse folder") },
  Catalog: { registerFunction: python("registers a function in Python") },
  DataFrame: {
    asTable: python("an argument of a table function in Python"),
    executionInfo: refused('what a run did is in Spark\'s own metrics; use `explain("formatted")`'),
    foreachPartition: otherwise("`toLocalIterator()`, whose rows come batch by batch"),
    mapInArrow: python("a function in Python; `toArrowIterator()` gives the batches to the program"),
    mapInPandas: python("a function over pandas"),
    mergeInto: merge,
    pandas_api: python("pandas on Spark"),
    plot: python("draws with Python's libraries; `display` draws in a terminal"),
    rdd: refused("there are no RDDs, as over Spark Connect"),
    registerTempTable: otherwise("`createOrReplaceTempView`"),
    repartitionById: refused("rows of one machine are in one partition; use `repartition`"),
    toPandas: python("`collect()`, or `toArrow()` for columns"),
  },
  GroupedData: {
    apply: pythonRows,
    applyInArrow: pythonRows,
    applyInPandas: pythonRows,
    applyInPandasWithState: stateful,
    cogroup: pythonRows,
    transformWithState: stateful,
    transformWithStateInPandas: stateful,
  },
  DataFrameReader: { changes: refused("there are no tables that keep their changes; read a table as a stream") },
  DataStreamReader: { changes: refused("there are no tables that keep their changes; read a table as a stream") },
  MergeIntoWriter: merge,
  TableValuedFunction: otherwise("`spark.sql('SELECT * FROM explode(…)')`, or the function in `select`"),
  UDFRegistration: python("registers functions in Python; SQL functions: `CREATE FUNCTION`"),
};
