import {
  type ArrayType,
  type DataType,
  type MapType,
  quoteString,
  type StructType,
  structNames,
} from "../../types/index.ts";
import type { CallSite, GeneratorFunction, Resolution } from "../plan/index.ts";
import { constantInteger } from "./constant.ts";
import { jsonGenerators } from "./json/generators.ts";
import { mismatch, notFoldable, type PrintCall, quotedType, unexpectedType, wrongArgCount } from "./refusal.ts";
import { intType, sameType, voidType } from "./type-rules.ts";

type Column = ReturnType<GeneratorFunction["columns"]>[number];

const printCall: PrintCall = (args, name) => `${name}(${args.join(", ")})`;

/** How rows come out of an array or a map. */
function explode(name: string, withPosition: boolean): GeneratorFunction {
  const columns = (call: CallSite, outer: boolean): readonly Column[] => {
    const { type } = onlyArg(call);
    const position: Column[] = withPosition ? [{ name: "pos", type: intType, nullable: outer }] : [];
    if (type.kind === "array") {
      const { elementType, containsNull } = type as ArrayType;
      return [...position, { name: "col", type: elementType, nullable: containsNull || outer }];
    }
    if (type.kind !== "map") throw unexpectedType(call, printCall, 0, '("ARRAY" or "MAP")');
    const { keyType, valueType, valueContainsNull } = type as MapType;
    return [
      ...position,
      { name: "key", type: keyType, nullable: outer },
      { name: "value", type: valueType, nullable: valueContainsNull || outer },
    ];
  };
  return {
    kind: "generator",
    name,
    aliases: [`${name}_outer`],
    resolve: (call) => resolution(call, columns(call, false)),
    columns,
    rows([value], call) {
      const isMap = call.args[0]!.type.kind === "map";
      const list = isMap ? `map_entries(${value})` : value!;
      const fields = isMap ? ["e.key", "e.value"] : ["e"];
      const all = withPosition ? ["CAST(i - 1 AS INTEGER)", ...fields] : fields;
      const row = `{${all.map((field, i) => `'f${i}': ${field}`).join(", ")}}`;
      return `list_transform(${list}, lambda ${withPosition ? "e, i" : "e"}: ${row})`;
    },
  };
}

function onlyArg(call: CallSite): CallSite["args"][number] {
  if (call.args.length !== 1) throw wrongArgCount(call, "1");
  return call.args[0]!;
}

function resolution(call: CallSite, columns: readonly Column[]): Resolution {
  return {
    argTypes: call.args.map((arg) => arg.type),
    type: columns[0]?.type ?? voidType,
    nullable: columns[0]?.nullable ?? true,
  };
}

/** The fields of each struct in an array. */
const inline: GeneratorFunction = {
  kind: "generator",
  name: "inline",
  aliases: ["inline_outer"],
  resolve: (call) => resolution(call, inline.columns(call, false)),
  columns(call, outer) {
    const { type } = onlyArg(call);
    const element = type.kind === "array" ? (type as ArrayType).elementType : undefined;
    if (element?.kind !== "struct") throw unexpectedType(call, printCall, 0, '"ARRAY<STRUCT>"');
    const { containsNull } = type as ArrayType;
    return (element as StructType).fields.map((field) => ({
      name: field.name,
      type: field.dataType,
      nullable: field.nullable || containsNull || outer,
    }));
  },
  rows([list], call) {
    const { fields } = (call.args[0]!.type as ArrayType).elementType as StructType;
    const row = structNames(fields).map((name, i) => `'f${i}': struct_extract(e, ${quoteString(name)})`);
    return `list_transform(${list}, lambda e: {${row.join(", ")}})`;
  },
};

/** `stack(n, a, b, c, …)`: the values in n rows. */
const stack: GeneratorFunction = {
  kind: "generator",
  name: "stack",
  resolve(call) {
    const columns = stack.columns(call, false);
    const types = call.args.slice(1).map((_, i) => columns[i % columns.length]!.type);
    return { argTypes: [intType, ...types], type: columns[0]!.type, nullable: columns[0]!.nullable };
  },
  columns(call) {
    if (call.args.length < 2) throw wrongArgCount(call, "> 1");
    const rows = constantInteger(call.args[0]);
    if (rows === undefined) throw notFoldable(call, printCall, 0, "n", intType);
    if (rows < 1)
      throw mismatch(call, printCall, "VALUE_OUT_OF_RANGE", {
        exprName: "`n`",
        valueRange: "(0, 2147483647]",
        currentValue: String(rows),
      });
    const values = call.args.slice(1);
    const width = Math.ceil(values.length / rows);
    return Array.from({ length: width }, (_, column) => {
      const members = values.filter((_, i) => i % width === column);
      const first = members.find((member) => member.type.kind !== "void") ?? members[0]!;
      for (const member of members)
        if (member.type.kind !== "void" && !sameType(member.type, first.type))
          throw differentInStack(call, column, first.type, member.type);
      return { name: `col${column}`, type: first.type, nullable: true };
    });
  },
  rows([, ...values], call) {
    const rows = constantInteger(call.args[0])!;
    const width = Math.ceil(values.length / rows);
    const structs = Array.from({ length: rows }, (_, row) => {
      const fields = Array.from(
        { length: width },
        (_, column) => `'f${column}': ${values[row * width + column] ?? "NULL"}`,
      );
      return `{${fields.join(", ")}}`;
    });
    return `[${structs.join(", ")}]`;
  },
};

function differentInStack(call: CallSite, column: number, left: DataType, right: DataType): Error {
  return mismatch(call, printCall, "STACK_COLUMN_DIFF_TYPES", {
    columnIndex: String(column),
    leftParamIndex: String(column + 1),
    rightParamIndex: String(column + 2),
    leftType: quotedType(left),
    rightType: quotedType(right),
  });
}

export const generatorFunctions: readonly GeneratorFunction[] = [
  explode("explode", false),
  explode("posexplode", true),
  inline,
  stack,
  ...jsonGenerators,
];
