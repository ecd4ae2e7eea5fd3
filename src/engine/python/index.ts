export { asPickled, overArrowRows } from "./adapters.ts";
export { joined } from "./arrow-messages.ts";
export { BatchWorker, type BatchWorkerOptions } from "./batch-worker.ts";
export { pythonSetting } from "./interpreter.ts";
export { type PythonOptions, PythonWorkers } from "./python-workers.ts";
export { functionMessage, functionsMessage, type Task, type TaskFunction } from "./task.ts";
