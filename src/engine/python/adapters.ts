/**
 * Small Python programs that run in the worker around a client's function, where Spark's own engine speaks to its workers in pickled
 * rows: rows stay Arrow here, and Python does what the engine's unpickling would have done.
 */

/** Opcodes of Python's pickle format, protocol 4. */
const opcode = { text: 0x58, bytes: 0x42, tuple1: 0x85, tuple2: 0x86, reduce: 0x52, stop: 0x2e } as const;

const header = Buffer.concat([Buffer.of(0x80, 4), Buffer.from("cbuiltins\neval\n", "latin1")]);

/**
 * A pickle that becomes what `adapt(command, argument)` returns, a function of the program.
 *
 * @param program - Python source
 */
function adapted(program: string, command: Uint8Array, argument: string): Uint8Array {
  // Compiled as if it were PySpark's own, which tracebacks leave out.
  const expression = `(lambda scope: (exec(compile(${JSON.stringify(program)}, __import__("pyspark.worker").worker.__file__, "exec"), scope), scope["adapt"])[1])({})`;
  return Buffer.concat([
    header,
    sized(opcode.text, Buffer.from(expression, "utf8")),
    Buffer.of(opcode.tuple1, opcode.reduce),
    sized(opcode.bytes, command),
    sized(opcode.text, Buffer.from(argument, "utf8")),
    Buffer.of(opcode.tuple2, opcode.reduce, opcode.stop),
  ]);
}

function sized(code: number, bytes: Uint8Array): Uint8Array {
  const head = Buffer.alloc(5);
  head.writeUInt8(code);
  head.writeUInt32LE(bytes.length, 1);
  return Buffer.concat([head, bytes]);
}

/**
 * A function whose results Spark takes as pickles, for a worker that gives them as Arrow: a result that is not of the function's type
 * becomes NULL, where Arrow would convert it or fail.
 *
 * @see org.apache.spark.sql.execution.python.EvaluatePython
 */
export const asPickled = (command: Uint8Array): Uint8Array => adapted(pickledResults, command, "");

/**
 * The function of a `foreach`, which Spark feeds with pickled rows, for rows that come as Arrow.
 *
 * @param schema - of the rows, as JSON
 */
export const overArrowRows = (command: Uint8Array, schema: string): Uint8Array => adapted(arrowRows, command, schema);

const pickledResults = `
from decimal import Decimal, ROUND_HALF_UP
from pyspark.sql.types import *
from pyspark.worker_util import pickleSer

widths = {ByteType: 8, ShortType: 16, IntegerType: 32}

def java_text(value):
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "[" + ", ".join(map(java_text, value)) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(java_text(k) + "=" + java_text(v) for k, v in value.items()) + "}"
    return str(value)

def integral(bits):
    half = 1 << (bits - 1)
    return lambda value: ((value + half) % (2 * half)) - half if type(value) is int else None

def only(*types):
    return lambda value: value if type(value) in types else None

def converter(data_type):
    kind = type(data_type)
    if kind in widths:
        return integral(widths[kind])
    if kind is LongType:
        return lambda value: value if type(value) is int and -(1 << 63) <= value < 1 << 63 else None
    if kind is BooleanType:
        return only(bool)
    if kind in (FloatType, DoubleType):
        return only(float)
    if kind is DecimalType:
        step = Decimal(1).scaleb(-data_type.scale)
        return lambda value: value.quantize(step, ROUND_HALF_UP) if isinstance(value, Decimal) else None
    if kind is StringType:
        return lambda value: value if value is None or isinstance(value, str) else java_text(value)
    if kind is BinaryType:
        return lambda value: value.encode("utf-8") if isinstance(value, str) else only(bytes, bytearray)(value)
    if kind is ArrayType:
        element = converter(data_type.elementType)
        return lambda value: [element(part) for part in value] if isinstance(value, (list, tuple, bytes)) else None
    if kind is MapType:
        key, item = converter(data_type.keyType), converter(data_type.valueType)
        return lambda value: {key(k): item(v) for k, v in value.items()} if isinstance(value, dict) else None
    if kind is StructType:
        return struct(data_type)
    return lambda value: value

def struct(data_type):
    fields = [(field.name, converter(field.dataType)) for field in data_type.fields]
    def convert(value):
        if value is None:
            return None
        if isinstance(value, dict):
            parts = [value.get(name) for name, _ in fields]
        elif isinstance(value, (list, tuple)):
            parts = list(value)
        else:
            parts = [getattr(value, name, None) for name, _ in fields]
        if len(parts) != len(fields):
            raise ValueError(
                "The function returned %d fields, but its type has %d." % (len(parts), len(fields))
            )
        return tuple(convert(part) for (_, convert), part in zip(fields, parts))
    return convert

def adapt(command, _):
    function, return_type = pickleSer.loads(command)
    convert = converter(return_type)
    check = return_type.toInternal if return_type.needConversion() else lambda value: value
    def call(*args, **kwargs):
        value = function(*args, **kwargs)
        check(value)
        return convert(value)
    return call, return_type
`;

const arrowRows = `
import json
import pyarrow as pa
from pyspark.sql.conversion import ArrowTableToRowsConversion
from pyspark.sql.types import StructType
from pyspark.worker_util import pickleSer

class Rows:
    def __init__(self, schema):
        self.schema = schema

    def load_stream(self, stream):
        for batch in pa.ipc.open_stream(stream):
            yield from ArrowTableToRowsConversion.convert(pa.Table.from_batches([batch]), self.schema)

def adapt(command, schema):
    function, profiler, _, serializer = pickleSer.loads(command)
    return function, profiler, Rows(StructType.fromJson(json.loads(schema))), serializer
`;
