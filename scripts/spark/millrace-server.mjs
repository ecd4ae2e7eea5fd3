// `millrace serve`, for as long as it is needed.
import { spawn } from "node:child_process";
import { join } from "node:path";

const cli = join(import.meta.dirname, "..", "..", "dist", "cli.js");
const START_TIMEOUT_MS = 20_000;

/**
 * Starts the built server on a free loopback port.
 *
 * @param folder - where relative paths and the warehouse are
 * @param env - of the process, besides that of this one
 * @returns its address, and how to end it
 */
export async function startMillraceServer(folder, env = {}) {
  const server = spawn(process.execPath, [cli, "serve", "--port", "0", "--conf", "spark.sql.session.timeZone=UTC"], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, NO_COLOR: "1", ...env },
  });
  const ended = new Promise((resolve) => server.once("close", resolve));
  const stop = async () => {
    server.kill("SIGTERM");
    const killer = setTimeout(() => server.kill("SIGKILL"), 10_000);
    await ended;
    clearTimeout(killer);
  };
  let words = "";
  const remote = await new Promise((resolve, reject) => {
    const fail = () => reject(new Error(`millrace serve gave no address:\n${words}`));
    const timer = setTimeout(fail, START_TIMEOUT_MS);
    const listen = (text) => {
      words = (words + text).slice(-10_000);
      const address = /sc:\/\/\S+(?=\s)/.exec(words)?.[0];
      if (address === undefined) return;
      clearTimeout(timer);
      resolve(address);
    };
    server.stdout.setEncoding("utf8").on("data", listen);
    server.stderr.setEncoding("utf8").on("data", listen);
    server.once("error", reject).once("close", fail);
  }).catch(async (error) => {
    await stop();
    throw error;
  });
  return { remote, stop };
}
