"""Requests that fail for what they say of sessions, operations and plans, and operations that are interrupted."""

import threading
import uuid

import pyspark.sql.connect.proto as pb2
from error_run import program


@program("session: changed")
def _(run):
    observed = str(uuid.UUID(int=1))
    run.call("Config", run.request(pb2.ConfigRequest, client_observed_server_side_session_id=observed))


@program("session: changed, with an operation")
def _(run):
    observed = str(uuid.UUID(int=1))
    request = run.request(pb2.ExecutePlanRequest, client_observed_server_side_session_id=observed)
    request.plan.root.range.end, request.plan.root.range.step = 1, 1
    run.call("ExecutePlan", request)


@program("session: id")
def _(run):
    request = run.request(pb2.ConfigRequest)
    request.session_id = "not-a-uuid"
    run.call("Config", request)


@program("session: closed")
def _(run):
    run.release()
    run.spark.range(1).collect()


@program("session: unknown, reattached")
def _(run):
    request = run.request(pb2.ReattachExecuteRequest, operation_id=str(uuid.UUID(int=2)))
    request.session_id = str(uuid.UUID(int=3))
    run.call("ReattachExecute", request)


@program("session: clone to a wrong id")
def _(run):
    run.call("CloneSession", run.request(pb2.CloneSessionRequest, new_session_id="not-a-uuid"))


@program("session: clone to itself")
def _(run):
    run.call("CloneSession", run.request(pb2.CloneSessionRequest, new_session_id=run.client._session_id))


@program("session: clone of unknown")
def _(run):
    request = run.request(pb2.CloneSessionRequest, new_session_id=str(uuid.uuid4()))
    request.session_id = str(uuid.UUID(int=4))
    run.call("CloneSession", request)


@program("operation: unknown")
def _(run):
    run.call("ReattachExecute", run.request(pb2.ReattachExecuteRequest, operation_id=str(uuid.UUID(int=5))))


@program("operation: id")
def _(run):
    request = run.request(pb2.ExecutePlanRequest, operation_id="not-a-uuid")
    request.plan.root.range.end, request.plan.root.range.step = 1, 1
    run.call("ExecutePlan", request)


def reattachable(run, **fields):
    """An operation whose responses the server keeps."""
    request = run.request(pb2.ExecutePlanRequest, operation_id=str(uuid.uuid4()), **fields)
    request.plan.root.range.end, request.plan.root.range.step = 1, 1
    option = request.request_options.add()
    option.reattach_options.reattachable = True
    return request


@program("operation: exists")
def _(run):
    request = reattachable(run)
    run.call("ExecutePlan", request)
    request.plan.root.range.end = 2
    run.call("ExecutePlan", request)


@program("operation: unknown response")
def _(run):
    request = reattachable(run)
    run.call("ExecutePlan", request)
    unknown = run.request(pb2.ReattachExecuteRequest, operation_id=request.operation_id, last_response_id=str(uuid.UUID(int=6)))
    run.call("ReattachExecute", unknown)


@program("operation: released response")
def _(run):
    request = reattachable(run)
    responses = run.call("ExecutePlan", request)
    release = run.request(pb2.ReleaseExecuteRequest, operation_id=request.operation_id)
    release.release_until.response_id = responses[-1].response_id
    run.call("ReleaseExecute", release)
    again = run.request(pb2.ReattachExecuteRequest, operation_id=request.operation_id, last_response_id=responses[0].response_id)
    run.call("ReattachExecute", again)


@program("request: plan missing")
def _(run):
    run.call("ExecutePlan", run.request(pb2.ExecutePlanRequest))


@program("request: analysis missing")
def _(run):
    run.call("AnalyzePlan", run.request(pb2.AnalyzePlanRequest))


@program("request: relation missing")
def _(run):
    request = run.request(pb2.AnalyzePlanRequest)
    request.schema.plan.root.filter.condition.literal.boolean = True
    run.call("AnalyzePlan", request)


@program("request: expression missing")
def _(run):
    request = run.request(pb2.AnalyzePlanRequest)
    request.schema.plan.root.project.input.range.end = 1
    request.schema.plan.root.project.input.range.step = 1
    request.schema.plan.root.project.expressions.add()
    run.call("AnalyzePlan", request)


@program("request: cached relation")
def _(run):
    request = run.request(pb2.AnalyzePlanRequest)
    request.schema.plan.root.cached_remote_relation.relation_id = "nosuch"
    run.call("AnalyzePlan", request)


@program("request: cached local relation")
def _(run):
    request = run.request(pb2.AnalyzePlanRequest)
    request.schema.plan.root.cached_local_relation.hash = "nosuch"
    run.call("AnalyzePlan", request)


@program("request: config without operation")
def _(run):
    run.call("Config", run.request(pb2.ConfigRequest))


@program("request: interrupt without type")
def _(run):
    run.call("Interrupt", run.request(pb2.InterruptRequest))


@program("request: extension")
def _(run):
    request = run.request(pb2.AnalyzePlanRequest)
    request.schema.plan.root.extension.type_url = "type.googleapis.com/no.such.Message"
    run.call("AnalyzePlan", request)


@program("artifact: of an unknown folder")
def _(run):
    part = pb2.AddArtifactsRequest.SingleChunkArtifact(name="nosuchfolder/x")
    part.data.data = b"x"
    request = run.request(pb2.AddArtifactsRequest)
    request.batch.artifacts.append(part)
    run.call("AddArtifacts", iter([request]))


@program("artifact: name leads out")
def _(run):
    part = pb2.AddArtifactsRequest.SingleChunkArtifact(name="files/../../x")
    part.data.data = b"x"
    request = run.request(pb2.AddArtifactsRequest)
    request.batch.artifacts.append(part)
    run.call("AddArtifacts", iter([request]))


@program("interrupt: all")
def _(run):
    interrupted(run, run.spark.interruptAll)


@program("interrupt: tag")
def _(run):
    interrupted(run, lambda: run.spark.interruptTag("of_mine"), tag="of_mine")


def interrupted(run, interrupt, tag=None):
    """Runs a slow query, and interrupts it from a second thread until it ends: an interrupt that comes too early is for nothing."""
    ended = threading.Event()

    def keep_asking():
        while not ended.wait(0.1):
            interrupt()

    if tag:
        run.spark.addTag(tag)
    thread = threading.Thread(target=keep_asking)
    thread.start()
    try:
        run.slow()
    finally:
        ended.set()
        thread.join()
        run.spark.clearTags()
