import type { Flat, Nullable } from "./row.ts";

/** Spark's names of join types, underscores allowed as in `left_outer`. */
export type JoinType =
  | "inner"
  | "cross"
  | "outer"
  | "full"
  | "fullouter"
  | "full_outer"
  | "left"
  | "leftouter"
  | "left_outer"
  | "right"
  | "rightouter"
  | "right_outer"
  | "semi"
  | "leftsemi"
  | "left_semi"
  | "anti"
  | "leftanti"
  | "left_anti";

type Left = "left" | "leftouter" | "left_outer";
type Right = "right" | "rightouter" | "right_outer";
type Full = "outer" | "full" | "fullouter" | "full_outer";
type OneSided = "semi" | "leftsemi" | "left_semi" | "anti" | "leftanti" | "left_anti";

/**
 * The row type of a join. `Keys` are the columns of a join by name, which stand in the result once. Where both sides have
 * another column of one name, rows hold the value of the right side, as `Row.asDict()` of PySpark does.
 */
export type Joined<L, R, How extends string, Keys extends PropertyKey = never> = How extends OneSided
  ? L
  : How extends Left
    ? Flat<Omit<L, Exclude<keyof R, Keys>> & Nullable<Omit<R, Keys>>>
    : How extends Right
      ? Flat<Nullable<Omit<L, keyof R>> & R>
      : How extends Full
        ? Flat<Nullable<Omit<L, Exclude<keyof R, Keys>>> & Nullable<Omit<R, Keys>>>
        : Flat<Omit<L, Exclude<keyof R, Keys>> & Omit<R, Keys>>;
