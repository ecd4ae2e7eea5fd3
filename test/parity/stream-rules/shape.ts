import type { Frame, functions, SparkSession } from "../../../src/entry/index.ts";

/** What a shape may use. */
export interface RuleContext {
  readonly spark: SparkSession;
  readonly F: typeof functions;
}

/**
 * A query over streams: SQL text, or a function that makes it. Views are there for it: `s` and `u`, streams of `k STRING, n INT, at TIMESTAMP`; `t`, which is
 * `s` with a watermark at `at`; `v`, another such stream whose columns are called `vk`, `vn`, `vat`; `x`, as `v` without a watermark; `b`, rows that stand still.
 */
export type Shape = string | ((context: RuleContext) => Frame | Promise<Frame>);

/** Shapes by what they are. */
export type Shapes = Readonly<Record<string, Shape>>;

/** What a program asks of a stream that is not started: it has to fail. */
export type Action = (context: RuleContext) => Promise<unknown>;
