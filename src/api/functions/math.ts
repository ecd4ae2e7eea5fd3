import type { Column } from "../column.ts";
import type { Call, Op } from "../typing/expression.ts";
import type { ExprOf, PrintedName } from "../typing/row.ts";
import {
  type Arg,
  invoke,
  type Nullary,
  nullary,
  type Returns,
  type Unary,
  type UnaryOp,
  unary,
  value,
} from "./invoke.ts";

/** The absolute value. */
export const abs: UnaryOp<"abs", "same"> = unary("abs");
/** The number with its sign changed. */
export const negative: UnaryOp<"negative", "same"> = unary("negative");
/** -1, 0 or 1, as a double. */
export const signum: Unary<"SIGNUM", number> = unary("signum");
/** The least whole number that is not less. */
export const ceil: UnaryOp<"CEIL", "whole"> = unary("ceil");
/** The greatest whole number that is not greater. */
export const floor: UnaryOp<"FLOOR", "whole"> = unary("floor");
/** The nearest whole number, as a double. */
export const rint: Unary<"rint", number> = unary("rint");

/** Rounds half up to `scale` digits behind the point. */
export const round = <const A extends Arg>(col: A, scale = 0): Column<Op<"same", [ExprOf<A>]>> =>
  invoke("round", col, value(scale));
/** Rounds half to even to `scale` digits behind the point. */
export const bround = <const A extends Arg>(col: A, scale = 0): Column<Op<"same", [ExprOf<A>]>> =>
  invoke("bround", col, value(scale));

/** The square root. */
export const sqrt: Unary<"SQRT", number> = unary("sqrt");
/** The cube root. */
export const cbrt: Unary<"CBRT", number> = unary("cbrt");
/** e to this power. */
export const exp: Unary<"EXP", number> = unary("exp");
/** e to this power, less 1. */
export const expm1: Unary<"EXPM1", number> = unary("expm1");
/** The natural logarithm. */
export const ln: Unary<"ln", number> = unary("ln");
/** The logarithm to base 10. */
export const log10: Unary<"LOG10", number> = unary("log10");
/** The logarithm to base 2. */
export const log2: Unary<"LOG2", number> = unary("log2");
/** The natural logarithm of the number plus 1. */
export const log1p: Unary<"LOG1P", number> = unary("log1p");
/** The natural logarithm; with two arguments, the logarithm of the second to the base of the first. */
export function log(base: number, col: Arg): Column<Call<number, [unknown]>>;
export function log<const A extends Arg>(col: A): Returns<number, [A], `ln(${PrintedName<A>})`>;
export function log(first: number | Arg, col?: Arg): Column<Call<number, [unknown]>> {
  return typeof first === "number" ? invoke("log", value(first), col!) : invoke("ln", first);
}
/** A power, as a double. */
export const pow = (col1: Arg | number, col2: Arg | number): Column<Call<number, [unknown, unknown]>> =>
  invoke("power", numberOrArg(col1), numberOrArg(col2));
/** As {@link pow}. */
export const power: typeof pow = pow;
/** The remainder, never negative for a positive divisor. */
export const pmod = <const A extends Arg, const B extends Arg | number>(
  dividend: A,
  divisor: B,
): Column<Op<"same", [ExprOf<A>]>> => invoke("pmod", dividend, numberOrArg(divisor));
/** The length of the hypotenuse. */
export const hypot = (col1: Arg | number, col2: Arg | number): Column<Call<number, [unknown, unknown]>> =>
  invoke("hypot", numberOrArg(col1), numberOrArg(col2));
/** n · (n − 1) · … · 1. */
export const factorial: Unary<"factorial", bigint> = unary("factorial");

/** The sine of an angle in radians. */
export const sin: Unary<"SIN", number> = unary("sin");
/** The cosine of an angle in radians. */
export const cos: Unary<"COS", number> = unary("cos");
/** The tangent of an angle in radians. */
export const tan: Unary<"TAN", number> = unary("tan");
/** The angle of a sine. */
export const asin: Unary<"ASIN", number> = unary("asin");
/** The angle of a cosine. */
export const acos: Unary<"ACOS", number> = unary("acos");
/** The angle of a tangent. */
export const atan: Unary<"ATAN", number> = unary("atan");
/** The angle of the point (x, y). */
export const atan2 = (y: Arg | number, x: Arg | number): Column<Call<number, [unknown, unknown]>> =>
  invoke("atan2", numberOrArg(y), numberOrArg(x));
/** The hyperbolic sine. */
export const sinh: Unary<"SINH", number> = unary("sinh");
/** The hyperbolic cosine. */
export const cosh: Unary<"COSH", number> = unary("cosh");
/** The hyperbolic tangent. */
export const tanh: Unary<"TANH", number> = unary("tanh");
/** Radians of degrees. */
export const radians: Unary<"RADIANS", number> = unary("radians");
/** Degrees of radians. */
export const degrees: Unary<"DEGREES", number> = unary("degrees");
/** π. */
export const pi: Nullary<"PI", number> = nullary("pi");
/** e. */
export const e: Nullary<"E", number> = nullary("e");

/** The number in binary, as text. */
export const bin: Unary<"bin", string> = unary("bin");
/** Bytes or a whole number in hexadecimal, as text. */
export const hex: Unary<"hex", string> = unary("hex");
/** The bytes of hexadecimal text. */
export const unhex: Unary<"unhex", Uint8Array> = unary("unhex");
/** The number with all bits flipped. */
export const bitwiseNot = <const A extends Arg>(col: A): Column<Op<"same", [ExprOf<A>]>, `~${PrintedName<A>}`> =>
  invoke("~", col);
/** The bits moved to the left. */
export const shiftleft = <const A extends Arg>(col: A, numBits: number): Column<Op<"same", [ExprOf<A>]>> =>
  invoke("shiftleft", col, value(numBits));
/** The bits moved to the right, with the sign. */
export const shiftright = <const A extends Arg>(col: A, numBits: number): Column<Op<"same", [ExprOf<A>]>> =>
  invoke("shiftright", col, value(numBits));

/** A random double of [0, 1) for each row; a seed makes it repeatable. */
export const rand = (seed: number | bigint = randomSeed()): Column<Call<number, []>> => invoke("rand", value(seed));
/** A random double of the standard normal distribution for each row; a seed makes it repeatable. */
export const randn = (seed: number | bigint = randomSeed()): Column<Call<number, []>> => invoke("randn", value(seed));

/** A sum that gives null instead of an error on overflow. */
export const tryAdd = <const A extends Arg, const B extends Arg>(
  left: A,
  right: B,
): Column<Op<"nullable", [ExprOf<A>, ExprOf<B>]>> => invoke("try_add", left, right);
/** A quotient that gives null instead of an error for a division by zero. */
export const tryDivide = <const A extends Arg, const B extends Arg>(
  left: A,
  right: B,
): Column<Call<number | null, [ExprOf<A>, ExprOf<B>]>> => invoke("try_divide", left, right);

const numberOrArg = (arg: Arg | number): Arg => (typeof arg === "number" ? value(arg) : arg);
const randomSeed = () => BigInt(Math.floor(Math.random() * Number.MAX_SAFE_INTEGER));
