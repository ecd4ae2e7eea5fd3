// Real Spark's Connect server, for as long as it is needed.
import { execFileSync, spawn } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { connect } from "node:http2";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const START_TIMEOUT_MS = 120_000;

const freePort = () =>
  new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

/** Whether something speaks HTTP/2 at the address. */
const answers = (url) =>
  new Promise((resolve) => {
    const session = connect(url);
    const end = (answer) => {
      session.destroy();
      resolve(answer);
    };
    session.once("remoteSettings", () => end(true)).once("error", () => end(false));
    session.setTimeout(5_000, () => end(false));
  });

/**
 * Starts the server on a free loopback port. All that it writes goes to a temporary folder, which `stop` removes.
 *
 * @param python - of the environment with pyspark
 * @param javaHome - of the Java that runs it
 * @returns its address, and how to end it
 */
export async function startConnectServer(python, javaHome) {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), "millrace-spark-"));
  const home = execFileSync(python, ["-c", "import os, pyspark; print(os.path.dirname(pyspark.__file__))"], {
    encoding: "utf8",
  }).trim();
  const settings = {
    "spark.connect.grpc.binding.address": "127.0.0.1",
    "spark.connect.grpc.binding.port": port,
    "spark.ui.enabled": false,
    "spark.sql.shuffle.partitions": 2,
    "spark.sql.execution.arrow.compression.codec": "none",
    "spark.sql.warehouse.dir": join(folder, "warehouse"),
    "spark.local.dir": folder,
    "spark.driver.host": "127.0.0.1",
    "spark.driver.extraJavaOptions": `-Dderby.system.home=${folder} -Djava.io.tmpdir=${folder} -Duser.timezone=UTC`,
  };
  const logFile = join(folder, "server.log");
  const log = openSync(logFile, "w");
  const server = spawn(
    join(home, "bin", "spark-submit"),
    [
      ...["--master", "local[2]", "--class", "org.apache.spark.sql.connect.service.SparkConnectServer"],
      ...Object.entries(settings).flatMap(([key, value]) => ["--conf", `${key}=${value}`]),
      "spark-internal",
    ],
    // A group of its own: Ctrl-C reaches this process only, which then ends the server in order.
    {
      cwd: folder,
      stdio: ["ignore", log, log],
      detached: true,
      env: { ...process.env, JAVA_HOME: javaHome, SPARK_HOME: home, PYSPARK_PYTHON: python },
    },
  );
  closeSync(log);
  const ended = new Promise((resolve) => server.once("exit", resolve).once("error", resolve));
  let running = true;
  void ended.then(() => {
    running = false;
  });
  const lastWords = () => readFileSync(logFile, "utf8").split("\n").slice(-30).join("\n");
  const stop = async () => {
    if (running) server.kill("SIGTERM");
    const killed = await Promise.race([ended.then(() => false), sleep(10_000, true, { ref: false })]);
    if (killed) {
      server.kill("SIGKILL");
      await ended;
    }
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (!(await answers(`http://127.0.0.1:${port}`))) {
    if (running && Date.now() < deadline) {
      await sleep(200);
      continue;
    }
    const words = lastWords();
    const how = running ? `did not answer within ${START_TIMEOUT_MS / 1000} s` : "ended";
    await stop();
    throw new Error(`Spark's Connect server ${how}:\n${words}`);
  }
  return { remote: `sc://127.0.0.1:${port}`, stop, lastWords };
}
