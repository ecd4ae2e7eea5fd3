"""Forks a worker for each connection; a task's command says in plain words what the worker does."""

import json
import os
import select
import signal
import socket
import struct
import sys
import time

from pyspark.wire import Wire

signal.signal(signal.SIGCHLD, signal.SIG_IGN)


GROUPED = {201, 202, 203, 206, 209, 210, 215, 216, 217, 252, 253, 254}


def commands(wire):
    assert wire.int() == -8
    wire.int()
    wire.int()
    wire.text()
    context = json.loads(wire.text())
    wire.text()
    for _ in range(wire.int()):
        wire.text()
    wire.bytes(1)
    wire.int()
    kind = wire.int()
    for _ in range(2):
        for _ in range(wire.int()):
            wire.text(), wire.text()
    found = []
    for _ in range(wire.int()):
        for _ in range(wire.int()):
            wire.int()
            if wire.bytes(1) == b"\x01":
                wire.text()
        found += [wire.text() for _ in range(wire.int())]
        wire.long()
    return found[0], context, kind in GROUPED


def arrow_stream(wire):
    """The bytes of the rows, up to their end."""
    while True:
        prefix = wire.bytes(8)
        length = struct.unpack("<I", prefix[4:])[0]
        if length == 0:
            yield prefix
            return
        metadata = wire.bytes(length)
        table = struct.unpack_from("<i", metadata)[0]
        fields = table - struct.unpack_from("<i", metadata, table)[0]
        size = struct.unpack_from("<H", metadata, fields)[0]
        offset = struct.unpack_from("<H", metadata, fields + 10)[0] if size > 10 else 0
        body = struct.unpack_from("<q", metadata, table + offset)[0] if offset else 0
        yield prefix + metadata + wire.bytes(body)


def group_streams(wire):
    """The tables of groups as one stream: each group's last one."""
    schema = None
    while tables := wire.int():
        for _ in range(tables):
            first, *batches, end = arrow_stream(wire)
        if schema is None:
            schema = first
            yield schema
        yield from batches
    if schema is not None:
        yield end


def task(wire):
    command, context, grouped = commands(wire)
    if command == "print pid":
        print(os.getpid(), flush=True)
    if command == "print context":
        print(context["localProperties"], flush=True)
    if command == "die":
        os._exit(3)
    if command == "hang":
        print(os.getpid(), flush=True)
        time.sleep(1000)
    if command == "fail":
        wire.write_int(-2)
        wire.write_text("Traceback: no\n")
        wire.flush()
        while wire.file.read(1024):
            pass
        os._exit(1)
    wire.write_int(-6)
    for part in group_streams(wire) if grouped else arrow_stream(wire):
        wire.file.write(part)
    # An answer that is no Arrow is passed over.
    wire.write_text("pickled")
    wire.write_int(-3)
    wire.file.write(bytes(48))
    wire.write_int(-1)
    wire.write_int(1)
    wire.write_text("accumulator")
    if command == "leave rows":
        wire.write_int(-1)
        wire.flush()
        os._exit(1)
    assert wire.int() == -4
    wire.write_int(-4)
    wire.flush()


def worker(sock):
    wire = Wire(sock)
    wire.write_int(os.getpid())
    wire.flush()
    known = wire.text() == os.environ["PYTHON_WORKER_FACTORY_SECRET"]
    wire.write_text("ok" if known else "err")
    wire.flush()
    try:
        while known:
            task(wire)
    except EOFError:
        pass
    os._exit(0)


os.setpgid(0, 0)
if os.environ.get("STAND_IN_VERSION") == "4.3.broken":
    sys.exit("no daemon today")
listener = socket.socket()
listener.bind(("127.0.0.1", 0))
listener.listen()
sys.stdout.buffer.write(struct.pack("!i", listener.getsockname()[1]))
sys.stdout.flush()
while True:
    ready = select.select([0, listener], [], [])[0]
    if 0 in ready:
        number = os.read(0, 4)
        if len(number) < 4:
            signal.signal(signal.SIGHUP, signal.SIG_IGN)
            os.kill(0, signal.SIGHUP)
            sys.exit(0)
        try:
            os.kill(struct.unpack("!i", number)[0], signal.SIGKILL)
        except OSError:
            pass
    if listener in ready:
        connection = listener.accept()[0]
        if os.fork() == 0:
            listener.close()
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            worker(connection)
        connection.close()
