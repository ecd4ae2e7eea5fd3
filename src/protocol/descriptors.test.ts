import { readFileSync } from "node:fs";
import type { DescEnum, DescField, DescFile, DescMessage } from "@bufbuild/protobuf";
import { ScalarType } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { file_google_rpc_status } from "./gen/google/rpc/status_pb.ts";
import { file_spark_connect_service } from "./gen/spark/connect/service_pb.ts";

interface Descriptors {
  methods: Record<string, string>;
  messages: Record<string, Record<string, string>>;
  enums: Record<string, Record<string, number>>;
}

/** What the PyPI package pyspark says: see scripts/spark/descriptors.py. */
const golden = JSON.parse(readFileSync(new URL("./golden/descriptors.json", import.meta.url), "utf8")) as Descriptors;

/** Messages of unsupported.proto, which stand without their fields. */
const placeholders = [
  "spark.connect.MlCommand",
  "spark.connect.MlCommandResult",
  "spark.connect.MlRelation",
  "spark.connect.PipelineCommand",
  "spark.connect.PipelineCommandResult",
  "spark.connect.PipelineEventResult",
  "spark.connect.PipelineQueryFunctionExecutionSignal",
];

/** Messages that only placeholders use. */
const omitted = [
  "spark.connect.Fetch",
  "spark.connect.MlOperator",
  "spark.connect.MlParams",
  "spark.connect.ObjectRef",
  "spark.connect.PipelineAnalysisContext",
  "spark.connect.PipelineEvent",
  "spark.connect.SourceCodeLocation",
];
const omittedEnums = ["spark.connect.OutputType"];

function filesOf(file: DescFile, seen = new Set<DescFile>()): Set<DescFile> {
  if (!seen.has(file) && file.proto.package === "spark.connect") {
    seen.add(file);
    for (const dependency of file.dependencies) filesOf(dependency, seen);
  }
  return seen;
}

const scalar = (type: ScalarType | undefined) => (type === undefined ? "none" : ScalarType[type].toLowerCase());

function typeOf(field: DescField): string {
  switch (field.fieldKind) {
    case "scalar":
      return scalar(field.scalar);
    case "message":
      return field.message.typeName;
    case "enum":
      return field.enum.typeName;
    case "list":
      return field.message?.typeName ?? field.enum?.typeName ?? scalar(field.scalar);
    case "map": {
      const value = field.message?.typeName ?? field.enum?.typeName ?? scalar(field.scalar);
      return `map<${scalar(field.mapKey)}, ${value}>`;
    }
  }
}

function labelOf(field: DescField): string {
  if (field.oneof) return `oneof ${field.oneof.name} `;
  if (field.proto.proto3Optional) return "optional ";
  return field.fieldKind === "list" ? "repeated " : "";
}

function describeFiles(files: Iterable<DescFile>): Descriptors {
  const found: Descriptors = { methods: {}, messages: {}, enums: {} };
  const addEnum = (type: DescEnum) => {
    found.enums[type.typeName] = Object.fromEntries(type.values.map((value) => [value.name, value.number]));
  };
  const addMessage = (message: DescMessage) => {
    found.messages[message.typeName] = Object.fromEntries(
      message.fields.map((field) => [field.name, `${field.number} ${labelOf(field)}${typeOf(field)}`]),
    );
    message.nestedMessages.forEach(addMessage);
    message.nestedEnums.forEach(addEnum);
  };
  for (const file of files) {
    file.messages.forEach(addMessage);
    file.enums.forEach(addEnum);
    for (const service of file.services)
      for (const method of service.methods) {
        const input = method.methodKind.startsWith("client") || method.methodKind.startsWith("bidi") ? "stream " : "";
        const output = method.methodKind.startsWith("server") || method.methodKind.startsWith("bidi") ? "stream " : "";
        found.methods[`${service.typeName}.${method.name}`] =
          `${input}${method.input.typeName} -> ${output}${method.output.typeName}`;
      }
  }
  return found;
}

const isPartOf = (names: string[]) => (name: string) =>
  names.some((other) => name === other || name.startsWith(`${other}.`));
const without = <T>(all: Record<string, T>, drop: (name: string) => boolean) =>
  Object.fromEntries(Object.entries(all).filter(([name]) => !drop(name)));

describe("the protocol", () => {
  const ours = describeFiles(filesOf(file_spark_connect_service));

  it("has every message of Spark with the same numbers, types, labels and oneofs", () => {
    const wanted = without(golden.messages, isPartOf([...placeholders, ...omitted]));
    expect(without(ours.messages, isPartOf(placeholders))).toEqual(wanted);
    expect(Object.keys(wanted).length).toBeGreaterThan(300);
  });

  it("has every enum and method of Spark", () => {
    expect(ours.enums).toEqual(without(golden.enums, isPartOf([...placeholders, ...omitted, ...omittedEnums])));
    expect(ours.methods).toEqual(golden.methods);
  });

  it("knows the placeholders as messages without fields that Spark has with fields", () => {
    for (const name of placeholders) {
      expect(ours.messages[name]).toEqual({});
      expect(golden.messages[name]).toBeDefined();
    }
  });

  it("has the wire form of google.rpc error details", () => {
    expect(describeFiles([file_google_rpc_status]).messages).toEqual({
      "google.rpc.Status": { code: "1 int32", message: "2 string", details: "3 repeated google.protobuf.Any" },
      "google.rpc.ErrorInfo": { reason: "1 string", domain: "2 string", metadata: "3 map<string, string>" },
      "google.rpc.RetryInfo": { retry_delay: "1 google.protobuf.Duration" },
    });
  });
});
