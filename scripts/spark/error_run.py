"""What the programs of error_programs.py and error_requests.py work with."""

import pathlib

import pyspark.sql.connect.proto as pb2

PROGRAMS = {}


def program(name):
    """Adds a program that fails; it is given a Run."""

    def add(function):
        PROGRAMS[name] = function
        return function

    return add


class Run:
    """What a program works with."""

    def __init__(self, spark, folder):
        self.spark = spark
        self.client = spark._client
        self.folder = pathlib.Path(folder)
        self.t = spark.createDataFrame([(1, "x"), (2, "y")], "a INT, s STRING")

    def request(self, message, **fields):
        request = message(session_id=self.client._session_id, **fields)
        request.user_context.user_id = self.client._user_id or ""
        return request

    def call(self, method, request):
        """A raw call whose error is read as the client reads its own."""
        try:
            answer = getattr(self.client._stub, method)(request, metadata=self.client._builder.metadata(), timeout=60)
            return answer if method not in ("ExecutePlan", "ReattachExecute") else list(answer)
        except Exception as error:
            self.client._handle_error(error)

    def file(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return str(path.parent)

    def failing_stream(self, name="failed"):
        """A query of a text column that is cast to a number, which ends with an error."""
        folder = self.file(f"{name}/in/1.txt", "x\n")
        stream = self.spark.readStream.schema("value STRING").text(folder).selectExpr("CAST(value AS INT) AS n")
        return stream.writeStream.format("memory").queryName(name).start()

    def release(self):
        """Ends the session on the server; the client does not notice."""
        self.call("ReleaseSession", self.request(pb2.ReleaseSessionRequest))

    def slow(self):
        return self.spark.sql("SELECT count(*) FROM range(10000000000) WHERE id % 7 = 100").collect()
