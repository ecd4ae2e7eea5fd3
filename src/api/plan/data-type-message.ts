import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { type DataType as DataTypeMessage, DataTypeSchema } from "../../protocol/index.ts";
import { type DataType, typeFromProto, typeToProto } from "../../types/index.ts";

/** The Spark Connect message of a data type. */
export const dataTypeMessage = (type: DataType): DataTypeMessage =>
  create(DataTypeSchema, typeToProto(type) as MessageInitShape<typeof DataTypeSchema>);

/** The data type that a message describes. */
export const dataTypeOf = (message: DataTypeMessage): DataType => typeFromProto(message);
