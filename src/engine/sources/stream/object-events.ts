/** An object that came into a bucket. */
export interface CreatedObject {
  readonly bucket: string;
  readonly key: string;
}

/**
 * The objects that a message tells of: an event of S3 as it is, in a notification of SNS, or as EventBridge writes it. Messages of other
 * events tell of none.
 *
 * @returns undefined for text that is no event of S3
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 */
export function createdObjects(body: string): readonly CreatedObject[] | undefined {
  const message = parsed(body);
  if (message === undefined) return undefined;
  // SNS, unless it is told to hand messages on as they are.
  if (message.Type === "Notification" && typeof message.Message === "string") return createdObjects(message.Message);
  if (message.Event === "s3:TestEvent") return [];
  if (message.source === "aws.s3") {
    const object = objectOf(message.detail, (key) => key);
    return message["detail-type"] === "Object Created" ? object && [object] : [];
  }
  if (!Array.isArray(message.Records)) return undefined;
  const objects: CreatedObject[] = [];
  for (const record of message.Records as Record<string, unknown>[]) {
    if (typeof record.eventName !== "string") return undefined;
    if (!/^(?:s3:)?ObjectCreated:/.test(record.eventName)) continue;
    const object = objectOf(record.s3, formDecoded);
    if (object === undefined) return undefined;
    objects.push(object);
  }
  return objects;
}

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function objectOf(detail: unknown, decode: (key: string) => string): CreatedObject | undefined {
  const { bucket, object } = (detail ?? {}) as { bucket?: { name?: unknown }; object?: { key?: unknown } };
  if (typeof bucket?.name !== "string" || typeof object?.key !== "string") return undefined;
  return { bucket: bucket.name, key: decode(object.key) };
}

/** S3 writes keys as forms do, a space as `+`. */
function formDecoded(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll("+", " "));
  } catch {
    return key;
  }
}
