import { expect, test } from "vitest";
import { createdObjects } from "./object-events.ts";

const record = (key: string, eventName = "ObjectCreated:Put") => ({
  eventName,
  s3: { bucket: { name: "lake" }, object: { key, size: 3 } },
});
const text = (value: unknown) => JSON.stringify(value);

test("events of S3 name objects as forms write them", () => {
  const body = text({ Records: [record("in/a+b%C3%A9.json"), record("in/c%2Bd"), record("in/100%")] });
  expect(createdObjects(body)).toEqual([
    { bucket: "lake", key: "in/a bé.json" },
    { bucket: "lake", key: "in/c+d" },
    { bucket: "lake", key: "in/100%" },
  ]);
});

test("events of SNS and EventBridge are unwrapped", () => {
  const event = { Records: [record("in/a")] };
  expect(createdObjects(text({ Type: "Notification", Message: text(event) }))).toEqual([
    { bucket: "lake", key: "in/a" },
  ]);
  const bridge = {
    source: "aws.s3",
    "detail-type": "Object Created",
    detail: { bucket: { name: "lake" }, object: { key: "in/a+b" } },
  };
  expect(createdObjects(text(bridge))).toEqual([{ bucket: "lake", key: "in/a+b" }]);
  expect(createdObjects(text({ ...bridge, "detail-type": "Object Deleted" }))).toEqual([]);
});

test("what is no new object names none", () => {
  expect(createdObjects(text({ Service: "Amazon S3", Event: "s3:TestEvent" }))).toEqual([]);
  expect(createdObjects(text({ Records: [record("in/a", "ObjectRemoved:Delete")] }))).toEqual([]);
  expect(createdObjects(text({ Records: [record("in/a", "s3:ObjectCreated:Copy")] }))).toHaveLength(1);
});

test.each(["hello", "[]", "3", "{}", text({ Records: [{}] }), text({ Records: [{ eventName: "ObjectCreated:Put" }] })])(
  "%s is no event",
  (body) => {
    expect(createdObjects(body)).toBeUndefined();
  },
);
