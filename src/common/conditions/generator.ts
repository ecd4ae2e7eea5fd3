import type { ConditionCatalogue } from "./condition.ts";

/** Conditions of record definitions and producers. */
export const generatorConditions: ConditionCatalogue = {
  GENERATOR_INVALID_ARGUMENT: {
    sqlState: "22023",
    kind: "illegalArgument",
    message: "<argument> must be <expected>, not <actual>.",
  },
  GENERATOR_UNKNOWN_FIELD: {
    sqlState: "42703",
    kind: "illegalArgument",
    message: "The record <record> has no field <field>. Its fields are <fields>.",
  },
  GENERATOR_VALUE_TYPE: {
    sqlState: "42804",
    kind: "illegalArgument",
    message: "A <type> cannot be made from <value>.",
  },
  GENERATOR_TARGET_FAILED: {
    sqlState: "58030",
    kind: "io",
    message: "<path> could not be written to <target>: <message>",
  },
  GENERATOR_WORKER_FAILED: {
    sqlState: "58000",
    kind: "runtime",
    message: "A generator thread ended early: <message>",
  },
};
