#!/usr/bin/env node
// A query of DuckDB occupies a thread of libuv's pool for as long as it runs, and of itself the pool has four: the fifth would wait for
// the others, and with it every file that is read. The size counts when the pool is first used, which for an ES module is before its
// first line.
process.env.UV_THREADPOOL_SIZE ??= "64";
void import("../dist/cli.js");
