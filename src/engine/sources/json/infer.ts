import { sparkError } from "../../../common/index.ts";
import {
  ArrayType,
  BooleanType,
  type DataType,
  DecimalType,
  DoubleType,
  LongType,
  NullType,
  StringType,
  StructType,
  TimestampType,
} from "../../../types/index.ts";
import { checkSamplingRatio } from "../files/sampling-ratio.ts";
import { type ConvertText, textConverter, WrongValue } from "./converters.ts";
import { type FileContent, fileContents } from "./load.ts";
import { decimalOrDouble, finished, mergeRecordTypes, mergeTypes, structOf } from "./merge-types.ts";
import type { JsonOptions } from "./options.ts";
import { type RecordBounds, recordEnd } from "./records.ts";
import type { InputFile, ReadFiles } from "./scan.ts";
import { JsonTokens, MalformedJson } from "./tokens.ts";

/** What the schema is to be found of. */
export interface JsonInference {
  readonly files: readonly InputFile[];
  readonly options: JsonOptions;
  readonly read: ReadFiles;
  readonly timeZone: string;
}

/**
 * Finds the schema of JSON files by looking at every record, whatever `samplingRatio` says: no record then lacks its column.
 *
 * @throws SparkException for malformed records in the mode FAILFAST
 * @see org.apache.spark.sql.catalyst.json.JsonInferSchema
 */
export async function inferJson(inference: JsonInference): Promise<StructType> {
  const { files, options, read } = inference;
  checkSamplingRatio(options.samplingRatio);
  const inferrer = new Inferrer(inference);
  const numbered = files.map((file, i) => [i, file] as const);
  for await (const content of fileContents(numbered, options, read)) inferrer.look(content);
  return inferrer.schema;
}

const integerDigits = /^-?0*(\d*)$/;

class Inferrer {
  readonly #options: JsonOptions;
  readonly #tokens: JsonTokens;
  readonly #isTimestamp: ((text: string) => boolean) | undefined;
  #type: DataType = new StructType();
  /** Names that one record had twice. */
  readonly #repeated = new Set<string>();

  constructor({ options, timeZone }: JsonInference) {
    this.#options = options;
    this.#tokens = new JsonTokens(options);
    if (!options.inferTimestamp) return;
    const settings = { options, timeZone: options.timeZone ?? timeZone, rewritten: false };
    this.#isTimestamp = (text) => fits(textConverter(new TimestampType(), settings)!, text);
  }

  get schema(): StructType {
    const type = finished(this.#type, this.#options.dropFieldIfAllNull);
    const schema = type instanceof StructType ? type : new StructType();
    const seen = new Set<string>();
    for (const name of [...this.#repeated, ...schema.names]) {
      const folded = name.toLowerCase();
      if (seen.has(folded)) throw sparkError("COLUMN_ALREADY_EXISTS", { columnName: `\`${folded}\`` });
      seen.add(folded);
    }
    return schema;
  }

  look({ bytes, start, end }: FileContent): void {
    const findEnd = recordEnd(this.#options);
    const bounds: RecordBounds = { end: 0, next: 0 };
    for (let at = start; at < end; at = bounds.next) {
      findEnd(bytes, at, end, bounds);
      if (bounds.end === at) continue;
      const type = this.#record(bytes, at, bounds.end);
      if (type !== undefined) this.#type = mergeRecordTypes(this.#type, type, this.#options);
    }
  }

  #record(bytes: Uint8Array, start: number, end: number): DataType | undefined {
    try {
      this.#tokens.reset(bytes, start, end);
      return this.#tokens.next() === "{" ? this.#object(this.#repeated) : this.#value();
    } catch (error) {
      if (!(error instanceof MalformedJson)) throw error;
      const { mode, columnNameOfCorruptRecord } = this.#options;
      if (mode === "DROPMALFORMED") return undefined;
      if (mode === "PERMISSIVE") return structOf([[columnNameOfCorruptRecord, new StringType()]]);
      const parameters = { badRecord: columnNameOfCorruptRecord, failFastMode: mode };
      throw sparkError("MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION", parameters, { cause: error });
    }
  }

  #value(): DataType {
    const tokens = this.#tokens;
    const token = tokens.token === "name" ? tokens.next() : tokens.token;
    switch (token) {
      case "string":
        return this.#string(tokens.text());
      case "{":
        return this.#object();
      case "[": {
        let element: DataType = new NullType();
        for (let next = tokens.next(); next !== "none" && next !== "]"; next = tokens.next())
          element = mergeTypes(element, this.#value());
        return new ArrayType(element);
      }
      case "true":
      case "false":
        return this.#options.primitivesAsString ? new StringType() : new BooleanType();
      case "integer":
      case "float":
        return this.#options.primitivesAsString ? new StringType() : this.#number(tokens.text(), token === "integer");
      default:
        return new NullType();
    }
  }

  #object(repeated?: Set<string>): StructType {
    const fields = new Map<string, DataType>();
    for (let next = this.#tokens.next(); next !== "none" && next !== "}"; next = this.#tokens.next()) {
      const name = this.#tokens.name ?? "";
      const type = this.#value();
      const known = fields.get(name);
      fields.set(name, known === undefined ? type : mergeTypes(known, type));
      if (known !== undefined) repeated?.add(name);
    }
    return structOf(fields);
  }

  #string(text: string): DataType {
    if (text === "") return new NullType();
    if (this.#options.prefersDecimal) {
      const plain = text.replaceAll(",", "");
      const digits = digitsOf(plain);
      // Here a fraction's leading zeros are not digits, though for numbers they are.
      const isDecimal = digits !== undefined && digits.scale >= 0 && digits.scale <= digits.precision;
      if (isDecimal && digits.precision <= 38) return new DecimalType(digits.precision, digits.scale);
    }
    return this.#isTimestamp?.(text) === true ? new TimestampType() : new StringType();
  }

  #number(text: string, isInteger: boolean): DataType {
    if (isInteger) {
      const value = BigInt(text);
      if (BigInt.asIntN(64, value) === value) return new LongType();
      return decimalOrDouble(integerDigits.exec(text)![1]!.length, 0);
    }
    if (!this.#options.prefersDecimal) return new DoubleType();
    const type = decimalType(text);
    // NaN has no decimal value, which makes the record a wrong one.
    if (type === undefined) throw new MalformedJson("no decimal number");
    return type;
  }
}

/** Significant digits of a decimal number, and those of them behind the point; undefined for other texts. */
function digitsOf(text: string): { precision: number; scale: number } | undefined {
  const match = /^[+-]?(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(text);
  if (match === null) return undefined;
  const [, whole = "", fraction = "", exponent = "0"] = match;
  if (whole === "" && fraction === "") return undefined;
  const precision = (whole + fraction).replace(/^0+(?=\d)/, "").length;
  return { precision, scale: fraction.length - Number(exponent) };
}

/** The narrowest type for a number as it is written, double where none is wide enough; undefined for NaN and infinity. */
function decimalType(text: string): DataType | undefined {
  const digits = digitsOf(text);
  if (digits === undefined) return undefined;
  const { precision, scale } = digits;
  if (Math.max(precision, scale) > 38) return new DoubleType();
  // Spark fails for numbers as 1e3, having no decimal types for them.
  if (scale < 0) return decimalOrDouble(precision - scale, 0);
  return new DecimalType(Math.max(precision, scale), scale);
}

function fits(convert: ConvertText, text: string): boolean {
  try {
    convert(text);
    return true;
  } catch (error) {
    if (error instanceof WrongValue) return false;
    throw error;
  }
}
