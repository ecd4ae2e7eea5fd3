import type * as proto from "../../../protocol/index.ts";
import type { PythonFunction } from "../python.ts";
import { required, unsupportedNode } from "./converter.ts";
import { dataTypeFromProto } from "./data-type.ts";

/** A user-defined function in Python. @throws SparkException `UNSUPPORTED_FEATURE.MILLRACE` for one in Scala or Java */
export function pythonFunctionFromProto(message: proto.CommonInlineUserDefinedFunction): PythonFunction {
  const { function: given, functionName: name, deterministic } = message;
  if (given.case !== "pythonUdf") {
    const language = given.case === "scalarScalaUdf" ? "Scala" : given.case === "javaUdf" ? "Java" : "no language";
    throw unsupportedNode(
      `the function ${name} in ${language}`,
      "Write it with the built-in functions or as a function in Python.",
    );
  }
  const { command, evalType, outputType, pythonVer } = given.value;
  return {
    name,
    code: { command, evalType, pythonVersion: pythonVer },
    type: dataTypeFromProto(required(outputType, "PythonUDF.output_type")),
    deterministic,
  };
}
