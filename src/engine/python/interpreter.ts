import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { sparkError } from "../../common/index.ts";

/** A Python with PySpark, whose workers run the functions of PySpark's clients. */
export interface Interpreter {
  /** The program, as a path or a name that the system finds. */
  readonly program: string;
  /** As `3.11`: functions only run under the version that pickled them. */
  readonly pythonVersion: string;
  readonly pysparkVersion: string;
}

/** The setting that names the program. */
export const pythonSetting = "spark.millrace.python";

/** What the workers of this server speak. */
const supportedPySpark = "4.3";

const probe = "import sys, pyspark; print('%d.%d' % sys.version_info[:2], pyspark.__version__)";

/**
 * Looks at the Python that was configured.
 *
 * @param program - undefined where none was
 * @throws SparkException `UNSUPPORTED_FEATURE.MILLRACE`: none is configured, it does not start, or its PySpark is none that we speak to
 */
export async function findInterpreter(program: string | undefined, feature: string): Promise<Interpreter> {
  if (program === undefined || program === "") {
    throw sparkError("UNSUPPORTED_FEATURE.MILLRACE", {
      feature: `${feature} while no Python is configured`,
      hint: `Start the server with ${pythonSetting}, or the environment variable PYSPARK_PYTHON, naming a Python that has PySpark ${supportedPySpark}.`,
    });
  }
  const found = await versions(program);
  if (!found.pysparkVersion.startsWith(`${supportedPySpark}.`)) {
    throw sparkError("UNSUPPORTED_FEATURE.MILLRACE", {
      feature: `PySpark ${found.pysparkVersion} of ${program} for functions in Python`,
      hint: `Install pyspark==${supportedPySpark}.* there, or name another Python with ${pythonSetting}.`,
    });
  }
  return found;
}

async function versions(program: string): Promise<Interpreter> {
  try {
    const { stdout } = await promisify(execFile)(program, ["-c", probe], { env: pythonEnvironment() });
    const [pythonVersion = "", pysparkVersion = ""] = stdout.trim().split(" ");
    return { program, pythonVersion, pysparkVersion };
  } catch (error) {
    const { stderr, message } = error as { stderr?: string; message: string };
    const reason = stderr?.trim().split("\n").at(-1) ?? "";
    throw sparkError(
      "UNSUPPORTED_FEATURE.MILLRACE",
      {
        feature: `${program} for functions in Python, which cannot be used (${reason === "" ? message : reason})`,
        hint: `Name a Python that has PySpark ${supportedPySpark} with ${pythonSetting} or the environment variable PYSPARK_PYTHON.`,
      },
      { cause: error },
    );
  }
}

/** Variables by which Spark steers its workers; what stands there from outside would make them connect elsewhere. */
const steering = /^(PYTHON_WORKER_FACTORY_|PYTHON_UNIX_DOMAIN_|SPARK_)/;

/** The environment for a Python process. */
export function pythonEnvironment(own: Readonly<Record<string, string>> = {}): Record<string, string> {
  const kept = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !steering.test(entry[0]),
  );
  return {
    ...Object.fromEntries(kept),
    PYTHONUNBUFFERED: "YES",
    // A traceback begins with the user's code.
    SPARK_SIMPLIFIED_TRACEBACK: "1",
    // Idle workers wait for work as long as the server runs; seconds, at most what poll() takes in milliseconds.
    SPARK_AUTH_SOCKET_TIMEOUT: "2000000",
    ...own,
  };
}
