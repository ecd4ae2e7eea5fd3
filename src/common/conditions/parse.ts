import type { ConditionCatalogue } from "./condition.ts";

/** Conditions of SQL text and schema strings. */
export const parseConditions: ConditionCatalogue = {
  PARSE_SYNTAX_ERROR: { sqlState: "42601", kind: "parse", message: "Syntax error at or near <error><hint>." },
  INVALID_ATTRIBUTE_NAME_SYNTAX: {
    sqlState: "42601",
    kind: "analysis",
    message: "The column name <name> is malformed: back quotes come in pairs and enclose whole pieces between dots.",
  },
  PARSE_EMPTY_STATEMENT: { sqlState: "42617", kind: "parse", message: "There is nothing to parse: the text is empty." },
  INVALID_IDENTIFIER: {
    sqlState: "42602",
    kind: "parse",
    message:
      "The name <ident> needs back quotes: `<ident>`. Without them a name has ASCII letters, digits and underscores only.",
  },
  UNSUPPORTED_DATATYPE: { sqlState: "0A000", kind: "parse", message: "There is no data type <typeName>." },
  DATATYPE_MISSING_SIZE: {
    sqlState: "42K01",
    kind: "parse",
    message: "The type <type> needs a length, as in <type>(10).",
  },
  "INCOMPLETE_TYPE_DEFINITION.ARRAY": {
    sqlState: "42K01",
    kind: "parse",
    message: "An ARRAY needs the type of its elements, as in ARRAY<elementType>.",
  },
  "INCOMPLETE_TYPE_DEFINITION.MAP": {
    sqlState: "42K01",
    kind: "parse",
    message: "A MAP needs the types of its keys and values, as in MAP<keyType, valueType>.",
  },
  "INCOMPLETE_TYPE_DEFINITION.STRUCT": {
    sqlState: "42K01",
    kind: "parse",
    message: "A STRUCT needs its fields, as in STRUCT<name1 type1, name2 type2>.",
  },
  DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION: {
    sqlState: "22003",
    kind: "analysis",
    message: "A decimal has at most <maxPrecision> digits, not <precision>.",
  },
  DECIMAL_SCALE_EXCEEDS_PRECISION: {
    sqlState: "22003",
    kind: "analysis",
    message: "A decimal cannot have more digits behind the point (<scale>) than digits (<precision>).",
  },
  INVALID_JSON_DATA_TYPE: {
    sqlState: "2203G",
    kind: "illegalArgument",
    message: "The JSON '<invalidType>' describes no data type.",
  },
  UNCLOSED_BRACKETED_COMMENT: { sqlState: "42601", kind: "parse", message: "A comment that /* begins has no */." },
};
