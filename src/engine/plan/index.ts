export type * from "./expression.ts";
export * from "./from-proto/index.ts";
export type * from "./function.ts";
export * from "./python.ts";
export type * from "./query-parameters.ts";
export type * from "./relation.ts";
export type * from "./resolved-expression.ts";
export type * from "./resolved-relation.ts";
export { childrenOf, expressionsOf, inputsOf, schemaOf, someExpression, walk } from "./tree.ts";
