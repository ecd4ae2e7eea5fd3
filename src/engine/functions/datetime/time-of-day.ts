import { sparkError } from "../../../common/index.ts";
import type { ScalarFunction } from "../../plan/index.ts";

/** A function of times of a day, a type that Spark 4.3 refuses unless it is switched on; here there is no switch. */
function ofTime(name: string): ScalarFunction {
  return {
    kind: "scalar",
    name,
    resolve() {
      throw sparkError("UNSUPPORTED_TIME_TYPE");
    },
    sql: () => "NULL",
  };
}

export const timeOfDayFunctions: readonly ScalarFunction[] = [
  ofTime("make_time"),
  ofTime("time"),
  ofTime("time_diff"),
  ofTime("time_from_micros"),
  ofTime("time_from_millis"),
  ofTime("time_from_seconds"),
  ofTime("time_to_micros"),
  ofTime("time_to_millis"),
  ofTime("time_to_seconds"),
  ofTime("time_trunc"),
  ofTime("to_time"),
  ofTime("try_to_time"),
];
