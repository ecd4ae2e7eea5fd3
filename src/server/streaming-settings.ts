/**
 * What becomes of a setting of streaming queries: `works` as in Spark, `ignored` where it says how Spark does what is done in another way
 * here, `refused` where another value than the default would change results.
 */
export type SettingEffect = "works" | "ignored" | "refused";

/** A setting of Spark's streaming queries. */
export interface StreamingSetting {
  /** Spark's; undefined where there is none. */
  readonly fallback: string | undefined;
  readonly effect: SettingEffect;
  /** What it does, or why it does nothing, or what to do instead. */
  readonly about: string;
}

type Fallbacks = Readonly<Record<string, string | undefined>>;

const prefix = "spark.sql.streaming.";
const spark = "org.apache.spark.sql.execution.streaming";

const settings = (effect: SettingEffect, about: string, fallbacks: Fallbacks): [string, StreamingSetting][] =>
  Object.entries(fallbacks).map(([name, fallback]) => [prefix + name, { fallback, effect, about }]);

/**
 * All settings `spark.sql.streaming.*` of Spark, and what they do here.
 *
 * @see org.apache.spark.sql.internal.SQLConf
 */
export const streamingSettings: ReadonlyMap<string, StreamingSetting> = new Map([
  ...settings("works", "A folder for the checkpoints of queries that name none: each has a folder of its own there.", {
    checkpointLocation: undefined,
  }),
  ...settings("works", "Which of several watermarks counts: the slowest, `min`, or the fastest, `max`.", {
    multipleWatermarkPolicy: "min",
  }),
  ...settings("works", "Whether batches run without data, to give out what a watermark has made final.", {
    "noDataMicroBatches.enabled": "true",
  }),
  ...settings("works", "How often a query that has nothing to do reports.", { noDataProgressEventInterval: "10000ms" }),
  ...settings("works", "`recentProgress` keeps one report fewer than this.", { numRecentProgressUpdates: "100" }),
  ...settings("works", "Whether streams of files may find their schema in the files that are there.", {
    schemaInference: "false",
  }),
  ...settings(
    "works",
    "Whether a query that starts on the checkpoint of a running one ends that; else it is refused.",
    {
      stopActiveRunOnRestart: "true",
    },
  ),
  ...settings("works", "How long `stop()` waits for the running batch before it fails; 0 waits as long as it takes.", {
    stopTimeout: "0",
  }),

  ...settings(
    "refused",
    "What is refused would give wrong rows. `spark.millrace.streaming.chainedUpdates.enabled` allows operations that keep state, one behind the other, in update mode, with right ones.",
    { unsupportedOperationCheck: "true", "statefulOperator.checkCorrectness.enabled": "true" },
  ),
  ...settings("refused", "Operations that keep state may always follow each other in append mode.", {
    "statefulOperator.allowMultiple": "true",
  }),
  ...settings("refused", "A watermark on what is no time would have no meaning.", {
    validateEventTimeWatermarkColumn: "true",
  }),
  ...settings("refused", "What comes out of files and of state may always be NULL.", {
    "fileSource.schema.forceNullable": "true",
    "statefulOperator.alwaysNullableOutput.enabled": "true",
  }),
  ...settings("refused", "Readers go by the log of a stream's files, or they would see batches that are not done.", {
    "fileStreamSink.ignoreMetadata": "false",
  }),
  ...settings("refused", "A group with an initial state and no rows is not given out as if it had some.", {
    "flatMapGroupsWithState.skipEmittingInitialStateKeys": "false",
  }),
  ...settings("refused", "Number, order and kinds of sources and the sink are held against the checkpoint.", {
    "queryEvolution.enableSinkEvolution": "false",
    "queryEvolution.enableSourceEvolution": "false",
  }),
  ...settings("refused", "The types of state are held against the checkpoint at each start.", {
    "stateStore.stateSchemaCheck": "true",
  }),
  ...settings("refused", "Rows without a key are kept where an outer join gives them out.", {
    "stateStore.skipNullsForStreamStreamJoins.enabled": "false",
  }),
  ...settings("refused", "Listeners are objects of the program: `spark.streams.addListener(…)`.", {
    streamingQueryListeners: undefined,
  }),

  ...settings("ignored", "The checkpoint is one database: offsets, state and commits are rows of its tables.", {
    "asyncLogPurge.enabled": "true",
    "checkpoint.escapedPathCheck.enabled": "true",
    "checkpoint.fileChecksum.enabled": "true",
    "checkpoint.fileChecksum.skipCreationIfFileMissingChecksum": "true",
    "checkpoint.renamedFileCheck.enabled": "false",
    "checkpoint.verifyMetadataExists.enabled": "true",
    maxBatchesToRetainInMemory: "2",
    "metadataCache.enabled": "true",
    minBatchesToRetain: "100",
    "offsetLog.formatVersion": "1",
    ratioExtraSpaceAllowedInCheckpoint: "0.3",
    verifyCheckpointDirectoryEmptyOnStart: "true",
  }),
  ...settings(
    "ignored",
    "Without a checkpoint's folder a query keeps its state in memory: there is nothing to delete.",
    {
      forceDeleteTempCheckpointLocation: "false",
    },
  ),
  ...settings(
    "ignored",
    "State lies in the checkpoint's database, whatever store is named, and commits with the batch.",
    {
      "internal.stateStore.partitions": undefined,
      "stateStore.autoSnapshotRepair.enabled": "true",
      "stateStore.autoSnapshotRepair.maxChangeFileReplay": "500",
      "stateStore.autoSnapshotRepair.numFailuresBeforeActivating": "1",
      "stateStore.checkpointFormatVersion": "1",
      "stateStore.commitValidation.enabled": "true",
      "stateStore.compression.codec": "lz4",
      "stateStore.coordinatorReportSnapshotUploadLag": "true",
      "stateStore.encodingFormat": "unsaferow",
      "stateStore.fileChecksumThreadPoolSize": "4",
      "stateStore.forceSnapshotUploadOnLag": "true",
      "stateStore.formatValidation.enabled": "true",
      "stateStore.maintenanceForceShutdownTimeout": "60000ms",
      "stateStore.maintenanceInterval": "60000ms",
      "stateStore.maintenanceProcessingTimeout": "30000ms",
      "stateStore.maintenanceShutdownTimeout": "300000ms",
      "stateStore.maxLaggingStoresToReport": "5",
      "stateStore.maxNumStateSchemaFiles": "128",
      "stateStore.maxVersionsToDeletePerMaintenance": "-1",
      "stateStore.minDeltasForSnapshot": "10",
      "stateStore.multiplierForMinTimeDiffToLog": "10",
      "stateStore.multiplierForMinVersionDiffToLog": "5",
      "stateStore.numStateStoreInstanceMetricsToReport": "5",
      "stateStore.numStateStoreMaintenanceThreads": "2",
      "stateStore.providerClass": `${spark}.state.HDFSBackedStateStoreProvider`,
      "stateStore.rocksdb.formatVersion": "5",
      "stateStore.rocksdb.mergeOperatorVersion": "2",
      "stateStore.rowChecksum.enabled": "false",
      "stateStore.rowChecksum.readVerificationRatio": "0",
      "stateStore.snapshotLagReportInterval": "300000ms",
      "stateStore.snapshotToCleanupThreadRatio": "0.5",
      "stateStore.unloadOnCommit": "false",
      "stateStore.valueStateSchemaEvolutionThreshold": "16",
      "statefulOperator.incrementalCleanupFactor": "0",
    },
  ),
  ...settings("ignored", "The checkpoint's format has a version of its own, and every release reads those before it.", {
    "aggregation.stateFormatVersion": "2",
    "flatMapGroupsWithState.stateFormatVersion": "2",
    "join.stateFormatVersion": "2",
    "sessionWindow.stateFormatVersion": "1",
    "transformWithState.stateSchemaVersion": "3",
  }),
  ...settings("ignored", "One process, one partition: state is not spread.", {
    checkUnfinishedRepartitionOnRestart: "true",
    "optimizeOneRowPlan.enabled": "false",
    "sessionWindow.merge.sessions.in.local.partition": "false",
    "statefulOperator.useStrictDistribution": "true",
    useStreamlineAggregator: "false",
  }),
  ...settings("ignored", "Files that were seen are rows of the checkpoint; cleaning them runs beside the batches.", {
    "fileSource.cleaner.numThreads": "1",
    "fileSource.log.cleanupDelay": "600000ms",
    "fileSource.log.compactInterval": "10",
    "fileSource.log.deletion": "true",
  }),
  ...settings("ignored", "The log of a file sink is in Spark's form and compacted every ten batches.", {
    commitProtocolClass: `${spark}.ManifestFileCommitProtocol`,
    "fileSink.log.cleanupDelay": "600000ms",
    "fileSink.log.compactInterval": "10",
    "fileSink.log.deletion": "true",
  }),
  ...settings("ignored", "Sources wake the query when something is there.", { pollingDelay: "10ms" }),
  ...settings("ignored", "The sources and sinks have one implementation.", {
    disabledV2MicroBatchReaders: "",
    disabledV2Writers: "",
    "kafka.useDeprecatedOffsetFetching": "false",
    "triggerAvailableNowWrapper.enabled": "false",
  }),
  ...settings(
    "ignored",
    "The continuous and the real-time trigger are refused by name; micro-batches take milliseconds.",
    {
      "continuous.epochBacklogQueueSize": "10000",
      "continuous.executorPollIntervalMs": "100ms",
      "continuous.executorQueueSize": "1024",
      "realTimeMode.allowlistCheck": "true",
      "realTimeMode.asyncProgressTrackingByDefault.enabled": "true",
      "realTimeMode.dangerouslyAllowCheckpointV1.enabled": "false",
      "realTimeMode.minBatchDuration": "5000ms",
      "realTimeMode.transformWithState.ttlEvictionIntervalMs": "1000",
    },
  ),
  ...settings("ignored", "Progress reports and the dashboard have what there is to know.", {
    metricsEnabled: "false",
    "ui.enabled": "true",
    "ui.enabledCustomMetricList": "",
    "ui.retainedProgressUpdates": "100",
    "ui.retainedQueries": "100",
  }),
]);
