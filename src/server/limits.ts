/** What one engine allows its clients. Times are in milliseconds. */
export interface Limits {
  /** Sessions at once; 1,000. */
  readonly sessions: number;
  /** Operations of a session that run or whose responses wait for the client; 500. Of those that have ended, the oldest make room. */
  readonly operationsPerSession: number;
  /** Bytes of rows that an operation computes ahead of its client; 64 MiB. */
  readonly unsentResultBytes: number;
  /** Bytes of rows that an operation keeps in case the connection is cut; 32 MiB. */
  readonly keptResultBytes: number;
  /** How long an operation waits for a client whose connection was cut; 5 minutes. */
  readonly detachedOperationMs: number;
  /** How long a session lives of which nothing is heard and in which nothing runs; 60 minutes. */
  readonly idleSessionMs: number;
  /** How long the batches that run when their session ends have to end by themselves, before they are stopped; 10 seconds. */
  readonly batchGraceMs: number;
  /** Bytes of one file or cached stream that a client sends ahead of its plans; 512 MiB. They lie on disk. */
  readonly artifactBytes: number;
  /** Bytes of all of them in a session; 4 GiB. */
  readonly sessionArtifactBytes: number;
}

const MiB = 1024 * 1024;

/** The times are those of Spark: `spark.connect.execute.manager.detachedTimeout`, `spark.connect.session.manager.defaultSessionTimeout`. */
export const defaultLimits: Limits = {
  sessions: 1000,
  operationsPerSession: 500,
  unsentResultBytes: 64 * MiB,
  keptResultBytes: 32 * MiB,
  detachedOperationMs: 5 * 60_000,
  idleSessionMs: 60 * 60_000,
  batchGraceMs: 10_000,
  // Enough for the local rows that Spark's clients send at most, 3 GiB in streams of 16 MiB.
  artifactBytes: 512 * MiB,
  sessionArtifactBytes: 4096 * MiB,
};
