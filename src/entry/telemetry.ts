import { sparkError } from "../common/index.ts";
import { traceBatch } from "../monitor/index.ts";
import type { EmbeddedEngine } from "../server/index.ts";

/** The setting that asks for traces. */
export const telemetrySetting = "spark.millrace.telemetry.enabled";

/**
 * Tells OpenTelemetry of every micro-batch of the engine, where `spark.millrace.telemetry.enabled` is true. Where the spans go is up to the
 * process, as for every library with OpenTelemetry: the SDK is registered by its program, or by
 * `node --import @opentelemetry/auto-instrumentations-node/register`.
 *
 * @throws SparkException `TELEMETRY_NOT_INSTALLED` without the package `@opentelemetry/api`
 */
export async function startTelemetry(
  engine: EmbeddedEngine,
  settings: Readonly<Record<string, string>>,
): Promise<void> {
  if (settings[telemetrySetting]?.toLowerCase() !== "true") return;
  const { context, trace } = await import("@opentelemetry/api").catch((cause: unknown) => {
    throw sparkError("TELEMETRY_NOT_INSTALLED", { setting: telemetrySetting }, { cause });
  });
  const tracer = trace.getTracer("millrace");
  engine.onQueryEvent((event) => {
    if (event.type !== "progress") return;
    traceBatch(event.progress, { tracer, within: (span) => trace.setSpan(context.active(), span) });
  });
}
