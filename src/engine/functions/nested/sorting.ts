import type { ArrayType, DataType } from "../../../types/index.ts";
import type { ScalarFunction } from "../../plan/index.ts";
import { scalar } from "../define.ts";
import { sortedList } from "../order-key.ts";
import { anyArray, lambda } from "../parameters.ts";
import { bound, parameterNames } from "./higher-order.ts";

const elementOf = (type: DataType): DataType => (type as ArrayType).elementType;

const x = "namedlambdavariable()";
/** The comparison of neighbours that Spark prints as the last argument of `array_sort`, NULL last. */
const naturalOrder =
  `lambdafunction((IF(((${x} IS NULL) AND (${x} IS NULL)), 0, (IF((${x} IS NULL), 1, (IF((${x} IS NULL), -1, ` +
  `(IF((${x} < ${x}), -1, (IF((${x} > ${x}), 1, 0)))))))))), ${x}, ${x})`;

/** Sorted by the values, or by a lambda that compares two of them: each goes where as many stand before it as are less. */
export const arraySort: ScalarFunction = scalar({
  name: "array_sort",
  params: [anyArray, lambda],
  optional: 1,
  lambdaParameters([array]) {
    if (array?.type.kind !== "array") return [];
    const element = { type: elementOf(array.type), nullable: (array.type as ArrayType).containsNull };
    return [element, element];
  },
  type: ([array]) => array!,
  nullable: (nullables) => nullables[0]!,
  sql([list, body], call) {
    if (body === undefined) return sortedList(list!, elementOf(call.type), "ASC", "LAST");
    const names = parameterNames(call, 1);
    const [i, j, c] = [`i${names[0]}`, `j${names[0]}`, `o${names[0]}`];
    const order = bound(body, names, [`(${list})[${j}]`, `(${list})[${i}]`]);
    const places = `range(1, len(${list}) + 1)`;
    const isBefore = `list_transform([${order}], lambda ${c}: ${c} < 0 OR (${c} = 0 AND ${j} < ${i}))[1]`;
    const ranked = `list_transform(${places}, lambda ${i}: {'r': len(list_filter(${places}, lambda ${j}: ${isBefore})), 'x': (${list})[${i}]})`;
    return `CASE WHEN ${list} IS NOT NULL THEN list_transform(list_sort(${ranked}), lambda ${c}: ${c}.x) END`;
  },
  print: (args, name) => `${name}(${[...args, ...(args.length === 1 ? [naturalOrder] : [])].join(", ")})`,
});

/** Any order, each as likely as the others. */
export const shuffle: ScalarFunction = scalar({
  name: "shuffle",
  params: [anyArray],
  type: ([array]) => array!,
  deterministic: false,
  sql: ([list]) =>
    `list_transform(list_sort(list_transform(${list}, lambda x: {'r': random(), 'x': x})), lambda x: x.x)`,
});
