import type { Command } from "commander";
import type { FsName } from "./fs-command.ts";
import type { Colors, Io, RunCommand } from "./io.ts";
import { withS3Flags } from "./s3-flags.ts";
import { withUiFlags } from "./ui-flags.ts";

/** What the commands of one run of the program share. */
export interface Context {
  readonly io: Io;
  /** Takes what a command does; what it gives, where that is a number, is the exit code. */
  readonly run: (work: Promise<unknown>) => Promise<void>;
  /** Runs another command line, for shells that have commands in them. */
  readonly again: RunCommand;
  /** Called where `--verbose` is given. */
  readonly onVerbose: () => void;
}

/** Adds `millrace demo`. */
export function addDemo(program: Command, context: Context): void {
  const command = program
    .command("demo")
    .description("the tutorial, live: transactions into a bucket, a streaming aggregation, SQL over its table")
    .option("--count <n>", "transactions to make", "100")
    .option("--interval <span>", "time from one transaction to the next: 180ms, 3s", "180ms")
    .option(
      "--storage <kind>",
      "folder, or s3: an S3 server in this process unless --endpoint or AWS credentials are there",
      "folder",
    )
    .option("--bucket <name>", "name of the bucket", "data-stream-dump")
    .option("--folder <dir>", "new or empty folder for the bucket, which stays (default: a temporary one)")
    .option("--seed <seed>", "make the same transactions again")
    .option("--keep", "leave the transactions where they are")
    .option("--exit", "end after the last transaction; on a terminal the dashboard stays open until Ctrl-C otherwise")
    .option(
      "--json",
      "a line of JSON for the start, with the dashboard's address, for each transaction and for the end",
    )
    .action((flags) => context.run(import("./demo/index.ts").then(({ demo }) => demo(flags, context.io))));
  withVerbose(withS3Flags(withUiFlags(command)), context);
  withExamples(command, context.io.colors, [
    "millrace demo",
    "millrace demo --interval 3s            # the tutorial's pace",
    "millrace demo --storage s3             # against an S3 server inside this process",
    "millrace demo --storage s3 --endpoint http://127.0.0.1:9000 --bucket my-bucket",
    "millrace demo --folder ./data-stream-dump --count 20 --seed 7",
  ]);
}

/** Adds `millrace produce`. */
export function addProduce(program: Command, context: Context): void {
  const command = program
    .command("produce")
    .description("make records and write them as files to a folder, a bucket or standard output")
    .requiredOption("--to <place>", "folder, s3://bucket/prefix, mount, or - for lines on standard output")
    .option("--record <file>", "module with the record: its default export, or file.ts#name (default: transactions)")
    .option("--count <n>", "records to make (default: 100)")
    .option("--forever", "go on until interrupted")
    .option("--interval <span>", "time from file to file: 250ms, 3s")
    .option("--rate <n>", "records per second")
    .option("--jitter <share>", "lengthen or shorten each wait by up to this share, 0 to 1")
    .option("--batch-size <n>", "records in a file; above 1, newline-delimited JSON")
    .option("--seed <seed>", "make the same records again")
    .option("--workers <n>", "threads that make records")
    .option("--concurrency <n>", "files being written at once")
    .option("--prefix <text>", "how file names begin (default: the record's name and _)")
    .option("--extension <text>", "how file names end, such as .json")
    .option("--quiet", "print nothing but the total")
    .option("--json", "a line of JSON for each file and one for the end")
    .action((flags) =>
      context.run(import("./produce-command.ts").then(({ produceCommand }) => produceCommand(flags, context.io))),
    );
  withVerbose(withS3Flags(command), context);
  withExamples(command, context.io.colors, [
    "millrace produce --to data-stream-dump",
    "millrace produce --to s3://data-stream-dump --forever --interval 3s",
    "millrace produce --record examples/custom-record.ts --to data --count 1000 --rate 50",
    "millrace produce --to data --count 10000000 --batch-size 100000 --workers 4 --extension .json",
    "millrace produce --to - --count 5",
  ]);
}

/** Adds `millrace run`. */
export function addRun(program: Command, context: Context): void {
  const command = program
    .command("run")
    .description('run a TypeScript or JavaScript program; `import … from "millrace"` works wherever it lies')
    .argument("<file>", "the program")
    .argument("[args...]", "its arguments")
    .option(
      "--json",
      "a line of JSON for each event of streaming queries and for the end; what the program prints goes to standard error",
    )
    .option("--no-live", "no lines below the output that show what streaming queries do, on a terminal")
    .passThroughOptions()
    .action((file: string, args: string[], flags) =>
      context.run(import("./run-command.ts").then(({ runProgram }) => runProgram(file, args, flags, context.io))),
    );
  withVerbose(command, context);
  withExamples(command, context.io.colors, [
    "millrace run examples/transactions.ts",
    "millrace run report.ts --month 11      # what follows the file goes to the program",
  ]);
}

/** Adds `millrace shell`. */
export function addShell(program: Command, context: Context): void {
  const command = program
    .command("shell")
    .description(
      "TypeScript line by line, with a session: spark, F, fs, record, produce, display and the rest of the package",
    )
    .option("--remote <url>", "session on a Spark Connect server: sc://host:15002 (default: SPARK_REMOTE, else here)")
    .action((flags) =>
      context.run(
        import("./shell-command.ts").then(({ shellCommand }) => shellCommand(flags, context.io, context.again)),
      ),
    );
  withVerbose(withS3Flags(withUiFlags(command)), context);
  withExamples(command, context.io.colors, [
    "millrace shell",
    "> display(spark.readStream.format('rate').load())",
    "> %fs ls /mnt/s3Data",
    "> %sql SHOW TABLES",
  ]);
}

/** Adds `millrace sql`. */
export function addSql(program: Command, context: Context): void {
  const command = program
    .command("sql")
    .description("run SQL and print its result; without a statement, ask for them")
    .argument("[text]", "the statements, separated by ; (default: those that come through a pipe, or that are typed)")
    .option("-c, --command <text>", "the statements, as above")
    .option("--file <path>", "read the statements from a file")
    .option("--format <format>", "table, vertical (a line for each value), json (a line for each row) or csv", "table")
    .option("--json", "the same as --format json")
    .option("--remote <url>", "run on a Spark Connect server: sc://host:15002 (default: SPARK_REMOTE, else here)")
    .action((text: string | undefined, flags) =>
      context.run(
        import("./sql-command.ts").then(({ sqlCommand }) => sqlCommand(text, flags, context.io, context.again)),
      ),
    );
  withVerbose(withS3Flags(command), context);
  withExamples(command, context.io.colors, [
    "millrace sql                           # statement by statement, with completion and history",
    "millrace sql 'SELECT currency, sum(amount) FROM json.`data-stream-dump` GROUP BY currency'",
    "millrace sql --file report.sql --format csv > report.csv",
    'millrace sql --remote sc://localhost:15002 "SHOW TABLES"',
    "echo 'SELECT 1 + 1' | millrace sql --json",
  ]);
}

/** Adds `millrace serve`. */
export function addServe(program: Command, context: Context): void {
  const gather = (value: string, before: readonly string[] = []) => [...before, value];
  const command = program
    .command("serve")
    .description("serve the engine to PySpark and other clients of Spark Connect")
    .option("--host <name>", "name or address to listen at; beyond this machine only with a token", "localhost")
    .option("--port <n>", "port to listen at; 0 takes a free one", "15002")
    .option("--token <text>", "what clients have to send (default: MILLRACE_TOKEN, which other users do not see)")
    .option("--tls-cert <file>", "certificate for TLS, as PEM, with those between it and the root")
    .option("--tls-key <file>", "its key, as PEM")
    .option("--conf <key=value>", "setting that every session starts with; may be given repeatedly", gather)
    .option("--threads <n>", "threads for queries (default: as many as there are cores)")
    .option("--memory <size>", "memory for queries, such as 4GB (default: 80 % of the machine's)")
    .option("--max-sessions <n>", "sessions at once (default: 1000)")
    .option("--max-operations <n>", "operations of one session at once (default: 500)")
    .option("--max-connections <n>", "connections at once (default: 1000)")
    .option("--max-message <MiB>", "size of a message (default: 128)")
    .option("--read-only", "the dashboard runs queries only, and stops none that streams")
    .option("--json", "a line of JSON with the addresses instead of the welcome")
    .action((flags) =>
      context.run(import("./serve-command.ts").then(({ serveCommand }) => serveCommand(flags, context.io))),
    );
  withVerbose(withS3Flags(withUiFlags(command)), context);
  withExamples(command, context.io.colors, [
    'millrace serve                         # then, in PySpark: .remote("sc://localhost:15002")',
    "MILLRACE_TOKEN=… millrace serve --host 0.0.0.0 --tls-cert cert.pem --tls-key key.pem",
    "millrace serve --conf spark.sql.session.timeZone=UTC --endpoint http://127.0.0.1:9000",
  ]);
}

/** Adds `millrace dashboard`. */
export function addDashboard(program: Command, context: Context): void {
  const command = program
    .command("dashboard")
    .description("show the streaming queries of a session on a Spark Connect server, and run SQL in it")
    .option("--remote <url>", "the server and the session: sc://host:15002/;session_id=… (default: SPARK_REMOTE)")
    .option("--host <name>", "name or address to listen at; beyond this machine only with a token", "localhost")
    .option("--ui-port <n>", "port to listen at, or the next of ten that is free; 0 takes any", "4040")
    .option("--token <text>", "what browsers have to send (default: MILLRACE_TOKEN)")
    .option("--read-only", "runs queries only, and stops none that streams")
    .option("--json", "a line of JSON with the address instead of the welcome")
    .action((flags) =>
      context.run(import("./dashboard-command.ts").then(({ dashboardCommand }) => dashboardCommand(flags, context.io))),
    );
  withVerbose(command, context);
  withExamples(command, context.io.colors, [
    "millrace dashboard --remote 'sc://localhost:15002/;session_id=…;user_id=me'",
    "millrace dashboard --remote sc://spark.example.org:15002 --read-only",
  ]);
}

/** Adds `millrace fs` with its commands, named and printing as those of dbutils.fs. */
export function addFs(program: Command, context: Context): void {
  const fs = program
    .command("fs")
    .description("look at and change files in folders, buckets and mounts, as dbutils.fs does");
  const perform = async (name: FsName, args: readonly string[], flags: object): Promise<number> => {
    const { fsCommand } = await import("./fs-command.ts");
    return fsCommand(name, args, flags, context.io);
  };
  const add = (name: FsName, args: string, description: string, example: string): Command => {
    const command = fs.command(`${name} ${args}`.trim()).description(description);
    withExamples(command, context.io.colors, [`millrace fs ${name} ${example}`.trim()]);
    return command.action((...given: unknown[]) => {
      // Commander gives the arguments, then the flags and the command itself.
      const words = given.slice(0, -2).filter((word) => word !== undefined) as string[];
      return context.run(perform(name, words, given.at(-2) as object));
    });
  };
  const recurse = ["-r, --recurse", "directories too"] as const;
  const commands = [
    add("ls", "<path>", "list a directory", "/mnt/s3Data").option("--json", "a line of JSON for each entry"),
    add("head", "<file>", "print the beginning of a file", "s3://data-stream-dump/transaction_0190…").option(
      "--bytes <n>",
      "how much of it",
      "65536",
    ),
    add("cp", "<from> <to>", "copy a file, with -r a directory", "-r ./data s3://data-stream-dump/data").option(
      ...recurse,
    ),
    add("mv", "<from> <to>", "move a file, with -r a directory", "report.csv /mnt/s3Data/report.csv").option(
      ...recurse,
    ),
    add("rm", "<path>", "delete a file, with -r a directory and all in it", "-r ./data-stream-dump").option(...recurse),
    add("mkdirs", "<path>", "make a directory and those above it; of s3://bucket, the bucket", "s3://data-stream-dump"),
    add(
      "put",
      "<file> [text]",
      "write text to a file; where none is given, standard input",
      "note.txt 'one line'",
    ).option("--overwrite", "replace the file if it exists"),
    add(
      "mount",
      "<source> <mount-point>",
      "give a folder, bucket or prefix a name that begins with /mnt/",
      "s3://data-stream-dump /mnt/s3Data",
    ),
    add("mounts", "", "list the mounts", "--json").option("--json", "a line of JSON for each mount"),
    add("unmount", "<mount-point>", "take a mount's name away; the data stays", "/mnt/s3Data"),
  ];
  for (const command of commands) withVerbose(withS3Flags(command), context);
  withExamples(fs, context.io.colors, [
    "millrace fs mount s3://data-stream-dump /mnt/s3Data",
    "millrace fs ls /mnt/s3Data",
    "millrace fs head /mnt/s3Data/transaction_0190…",
    "millrace fs cp -r ./data s3://data-stream-dump/data --endpoint http://127.0.0.1:9000",
  ]);
}

function withVerbose(command: Command, { onVerbose }: Context): void {
  command
    .optionsGroup("Options:")
    .option("--verbose", "show an error with its stack and causes")
    .on("option:verbose", onVerbose);
}

function withExamples(command: Command, colors: Colors, lines: readonly string[]): void {
  command.addHelpText("after", `\n${colors.bold("Examples:")}\n${lines.map((line) => `  $ ${line}`).join("\n")}`);
}
