import type { DataType } from "../../types/index.ts";

/** What PySpark calls the ways in which a function gets its rows. @see pyspark.util.PythonEvalType */
export const evalType = {
  nonUdf: 0,
  batched: 100,
  arrowBatched: 101,
  scalarPandas: 200,
  scalarPandasIterator: 204,
  mapInPandas: 205,
  mapInArrow: 207,
  scalarArrow: 250,
  scalarArrowIterator: 251,
  groupedMapPandas: 201,
  groupedMapPandasIterator: 216,
  groupedMapArrow: 209,
  groupedMapArrowIterator: 215,
  cogroupedMapPandas: 206,
  cogroupedMapArrow: 210,
  groupedAggregatePandas: 202,
  groupedAggregatePandasIterator: 217,
  groupedAggregateArrow: 252,
  groupedAggregateArrowIterator: 254,
  windowAggregatePandas: 203,
  windowAggregateArrow: 253,
} as const;

/** A function in Python, as a client has sent it. */
export interface PythonCode {
  /** A pickled pair: the function and the type of its results. */
  readonly command: Uint8Array;
  readonly evalType: number;
  /** Of the client, as `3.11`. */
  readonly pythonVersion: string;
}

/** A function in Python with what the analyzer must know. */
export interface PythonFunction {
  readonly name: string;
  readonly code: PythonCode;
  readonly type: DataType;
  readonly deterministic: boolean;
}

/** What a session's functions in Python find around them. */
export interface PythonSurroundings {
  /** Workers that have run functions of one owner run no others'. */
  readonly owner: string;
  /** Folders and archives of modules that the client has sent. */
  readonly modules: readonly string[];
  /** Where `SparkFiles.get` looks; undefined where the client has sent no files. */
  readonly filesFolder: string | undefined;
}
