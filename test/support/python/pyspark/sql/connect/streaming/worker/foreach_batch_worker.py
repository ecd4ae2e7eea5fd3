"""Tells of its batches, whatever the function; its command says in plain words what else it does."""

import os
import socket
import sys
import time

from pyspark.wire import Wire

sock = socket.create_connection(("127.0.0.1", int(os.environ["PYTHON_WORKER_FACTORY_PORT"])))
wire = Wire(sock)
wire.write_text(os.environ["PYTHON_WORKER_FACTORY_SECRET"])
wire.flush()
assert wire.text() == "ok"
wire.write_int(os.getpid())
wire.flush()
version, session, command = wire.text(), wire.text(), wire.text()
print(f"Streaming ForeachBatch worker is starting with {os.environ['SPARK_CONNECT_LOCAL_URL']}", flush=True)
print(f"python {version} session {session}", flush=True)
if command == "do not start":
    wire.write_int(-2)
    wire.write_text("Traceback: no start")
    wire.flush()
    sys.exit(1)
if command == "die":
    print("last words", file=sys.stderr, flush=True)
    os._exit(3)
wire.write_int(0)
wire.flush()
try:
    while True:
        relation, number, session = wire.text(), wire.long(), wire.text()
        print(f"{relation} {number} {session}", flush=True)
        if command == "linger":
            print(os.getpid(), flush=True)
        if command == "hang":
            time.sleep(1000)
        if command == "die in a batch":
            os._exit(3)
        if command == "fail":
            wire.write_int(-2)
            wire.write_text("Traceback: no batch")
        else:
            wire.write_int(0)
        wire.flush()
except EOFError:
    if command == "linger":
        time.sleep(1000)
