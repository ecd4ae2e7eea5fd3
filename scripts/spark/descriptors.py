"""Writes the Spark Connect descriptors that the PyPI package pyspark carries as JSON, the golden file of src/protocol.

Usage: python scripts/spark/descriptors.py [OUTPUT]
"""

import json
import pathlib
import sys
import warnings

from google.protobuf.descriptor import FieldDescriptor as F

warnings.simplefilter("ignore")

from pyspark.sql.connect.proto import (  # noqa: E402
    base_pb2,
    catalog_pb2,
    commands_pb2,
    common_pb2,
    expressions_pb2,
    ml_common_pb2,
    ml_pb2,
    relations_pb2,
    types_pb2,
)

try:
    from pyspark.sql.connect.proto import pipelines_pb2
except ImportError:  # Spark 4.0 has none.
    pipelines_pb2 = None

MODULES = (
    base_pb2,
    catalog_pb2,
    commands_pb2,
    common_pb2,
    expressions_pb2,
    ml_common_pb2,
    ml_pb2,
    *([pipelines_pb2] if pipelines_pb2 else []),
    relations_pb2,
    types_pb2,
)
SCALARS = {
    getattr(F, name): name.removeprefix("TYPE_").lower()
    for name in dir(F)
    if name.startswith("TYPE_") and name not in ("TYPE_MESSAGE", "TYPE_ENUM", "TYPE_GROUP")
}


def type_of(field):
    """`int32`, `spark.connect.Plan`, `map<string, spark.connect.Plan>`."""
    if field.message_type is not None:
        if field.message_type.GetOptions().map_entry:
            key, value = (field.message_type.fields_by_name[part] for part in ("key", "value"))
            return f"map<{type_of(key)}, {type_of(value)}>"
        return field.message_type.full_name
    if field.enum_type is not None:
        return field.enum_type.full_name
    return SCALARS[field.type]


def label_of(field):
    """How often the field stands: in a oneof, with presence, many times, or once."""
    oneof = field.containing_oneof
    if oneof is not None:
        synthetic = len(oneof.fields) == 1 and oneof.name == f"_{field.name}"
        return "optional " if synthetic else f"oneof {oneof.name} "
    is_map = field.message_type is not None and field.message_type.GetOptions().map_entry
    return "repeated " if field.is_repeated and not is_map else ""


def main(output):
    messages, enums, methods = {}, {}, {}

    def add_enum(enum):
        enums[enum.full_name] = {value.name: value.number for value in enum.values}

    def add_message(message):
        if message.GetOptions().map_entry:
            return
        messages[message.full_name] = {
            field.name: f"{field.number} {label_of(field)}{type_of(field)}"
            for field in sorted(message.fields, key=lambda field: field.number)
        }
        for enum in message.enum_types:
            add_enum(enum)
        for nested in message.nested_types:
            add_message(nested)

    for module in MODULES:
        for message in module.DESCRIPTOR.message_types_by_name.values():
            add_message(message)
        for enum in module.DESCRIPTOR.enum_types_by_name.values():
            add_enum(enum)
        for service in module.DESCRIPTOR.services_by_name.values():
            for method in service.methods:
                streams = ("stream " if method.client_streaming else "", "stream " if method.server_streaming else "")
                methods[f"{service.full_name}.{method.name}"] = (
                    f"{streams[0]}{method.input_type.full_name} -> {streams[1]}{method.output_type.full_name}"
                )
    golden = {"methods": methods, "messages": messages, "enums": enums}
    pathlib.Path(output).write_text(json.dumps(golden, indent=2, sort_keys=False) + "\n")
    print(f"{output}: {len(messages)} messages, {sum(map(len, messages.values()))} fields, {len(enums)} enums")


main(sys.argv[1] if len(sys.argv) > 1 else "src/protocol/golden/descriptors.json")
