import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hasPseudoTerminals, openTerminal, type Terminal } from "./support/pseudo-terminal.ts";

// The command as it is installed, in a terminal: `npm test` builds it first.
const root = fileURLToPath(new URL("..", import.meta.url));
const cli = join(root, "dist/cli.js");

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "millrace-terminal-"));
  writeFileSync(join(folder, "one.json"), '{"a":1}\n');
});
afterAll(() => rmSync(folder, { recursive: true }));

const terminalOf =
  (size: { readonly columns?: number; readonly rows?: number } = {}, more: NodeJS.ProcessEnv = {}) =>
  (...argv: string[]): Terminal => {
    const places = { MILLRACE_HOME: join(folder, "home"), XDG_STATE_HOME: join(folder, "state") };
    // Tests run on machines that build, too.
    const env = { ...process.env, ...places, NO_COLOR: "1", CI: "", ...more };
    return openTerminal([process.execPath, cli, ...argv], { cwd: folder, env, ...size });
  };
const millrace = terminalOf();

const ctrlC = "\x03";

// Pseudo-terminals come from Python's standard library: Node has none.
describe.skipIf(!hasPseudoTerminals())("in a terminal (skipped where there is no python3)", () => {
  it("millrace sql asks for statements, completes, tells errors and cancels", async () => {
    const terminal = millrace("sql");
    await terminal.shows("sql> ");
    await terminal.type("CREATE TEMP VIEW trades AS\n");
    await terminal.shows("  -> ");
    await terminal.type("SELECT 1 AS amount, 'EUR' AS currency;\n");
    await terminal.shows("done");
    await terminal.shows("sql> ");
    await terminal.type("SELECT currenc", "\t");
    await terminal.shows("y");
    await terminal.type(" FROM trad", "\t");
    await terminal.shows("es");
    await terminal.type(";\n");
    await terminal.shows("|EUR     |");
    await terminal.type("SELECT amount,\n", "nope FROM trades;\n");
    await terminal.shows("[UNRESOLVED_COLUMN.WITH_SUGGESTION]");
    await terminal.shows("nope FROM trades\r\n^");
    await terminal.type(".schema trades\n");
    await terminal.shows("|-- currency: string");
    await terminal.type("%fs ls .\n");
    await terminal.shows("one.json");
    await terminal.type("SELECT count(*) FROM range(1000000000000) WHERE sqrt(id) < 3;\n", ctrlC);
    await terminal.shows("cancelled");
    await terminal.type(".mode json\n", "SELECT 2 AS two;\n");
    await terminal.shows('{"two":2}');
    await terminal.type(ctrlC);
    await terminal.shows("leaves");
    await terminal.type(ctrlC);
    expect(await terminal.ended).toBe(0);
    const history = join(folder, "state/millrace/sql_history");
    expect(statSync(history).mode & 0o777).toBe(0o600);
    const [newest] = readFileSync(history, "utf8").split("\n");
    expect(newest).toBe("SELECT 2 AS two;");
    expect(readFileSync(history, "utf8")).toContain(
      "CREATE TEMP VIEW trades AS SELECT 1 AS amount, 'EUR' AS currency;\n",
    );
  });

  it("millrace shell takes TypeScript, imports, awaits, shows streams live and is interrupted", async () => {
    writeFileSync(
      join(folder, "order.ts"),
      `import { field, record } from "millrace";
      export interface Other { id: string }
      export const Order = record("order", { id: field.uuid() });`,
    );
    const terminal = millrace("shell", "--ui-port", "0");
    await terminal.shows("> ");
    await terminal.type("const n: number = 3; n * 14\n");
    await terminal.shows("42");
    await terminal.type("const df = spark.range(n)\n", "df\n");
    await terminal.shows("DataFrame[id: bigint]");
    await terminal.shows("> ");
    await terminal.type("df.printSch", "\t");
    await terminal.shows("ema");
    await terminal.type("\x15", "df.count()\n");
    await terminal.shows("3\r\n");
    await terminal.type("function twice(a: string): string {\n", "return a + a;\n", "}\n", 'twice("ab")\n');
    await terminal.shows("'abab'");
    await terminal.type('import { Order, type Other } from "./order.ts"\n', "Order.name\n");
    await terminal.shows("'order'");
    await terminal.type("{ key: n }\n");
    await terminal.shows("{ key: 3 }");
    await terminal.type('spark.table("nowhere").show()\n');
    await terminal.shows("error: [TABLE_OR_VIEW_NOT_FOUND]");
    await terminal.type("nothing.here\n");
    await terminal.shows("error: ReferenceError: nothing is not defined\r\n");
    await terminal.type("SELECT 1\n");
    await terminal.shows("(%sql runs SQL)");
    await terminal.type("%sql CREATE TEMP VIEW tradings AS SELECT 1 AS a\n");
    await terminal.shows("> ");
    await terminal.type('spark.table("tradi', "\t");
    await terminal.shows("ngs");
    await terminal.type("\x15", "%sql SELECT 7 AS seven\n");
    await terminal.shows("|7    |");
    await terminal.type("%fs ls .\n");
    await terminal.shows("one.json");
    await terminal.type('display(spark.readStream.format("rate").load())\n');
    await terminal.shows("display_1 active");
    await terminal.shows("batch 1: ");
    await terminal.type(ctrlC);
    await terminal.shows("display_1 finished");
    await terminal.shows("interrupted");
    await terminal.type("await spark.range(1000000000000).filter('sqrt(id) < 3').count()\n", ctrlC);
    await terminal.shows("interrupted");
    await terminal.type("spark.streams.active()\n");
    await terminal.shows("[]");
    await terminal.type(".exit\n");
    expect(await terminal.ended).toBe(0);
    expect(readFileSync(join(folder, "state/millrace/shell_history"), "utf8")).toContain("spark.streams.active()");
  });

  it("millrace run shows what queries do below what the program prints", async () => {
    const program = join(folder, "query.ts");
    writeFileSync(
      program,
      `import { SparkSession } from "millrace";
      const spark = await SparkSession.builder.getOrCreate();
      const query = await spark.readStream.format("rate").load().writeStream.format("noop").queryName("mine").start();
      while (((await query.lastProgress())?.batchId ?? 0) < 1) await new Promise((resolve) => setTimeout(resolve, 20));
      process.stdout.write("half a line");
      await spark.stop();
      console.log(" and the rest");`,
    );
    const terminal = millrace("run", program);
    await terminal.shows("● mine  input ");
    await terminal.shows("half a line and the rest");
    expect(await terminal.ended).toBe(0);
    const plain = millrace("run", "--no-live", program);
    await plain.shows("half a line and the rest");
    expect(await plain.ended).toBe(0);
  });

  it("display in a program is live, lets its output go by, and ends with Ctrl-C", async () => {
    const program = join(folder, "live.ts");
    writeFileSync(
      program,
      `import { display, SparkSession } from "millrace";
      const spark = await SparkSession.builder.getOrCreate();
      const { finished } = await display(spark.readStream.format("rate").load());
      console.log("said by the program");
      await finished;
      console.log("tables:", (await spark.catalog.listTables()).length);`,
    );
    const terminal = millrace("run", program);
    await terminal.shows("said by the program");
    await terminal.shows("batch 1: ");
    await terminal.type(ctrlC);
    await terminal.shows("display_1 finished");
    await terminal.shows("\x1b[?25h");
    await terminal.shows("tables: 0");
    expect(await terminal.ended).toBe(130);
  });

  it("millrace sql fits tables to the terminal, shows rows as records where nothing fits, and a bar while it waits", async () => {
    const terminal = terminalOf({ columns: 50, rows: 20 })("sql");
    await terminal.shows("sql> ");
    await terminal.type("SELECT 1 AS id, repeat('日本', 40) AS t;\n");
    await terminal.shows("|id |t                                         ");
    await terminal.shows("日…");
    const columns = Array.from({ length: 12 }, (_, at) => `'a long text' c${at}`);
    await terminal.type(
      `SELECT ${columns[0]},\n`,
      `${columns.slice(1).join(",\n")};\n`.replaceAll("\n", " ").trim(),
      "\n",
    );
    await terminal.shows("-RECORD 0");
    await terminal.shows(" c11 | a long text");
    await terminal.type(".tabels\n");
    await terminal.shows("did you mean .tables?");
    await terminal.type("SELECT count(*) FROM range(1000000000000) WHERE sqrt(id) < 3;\n");
    await terminal.shows("running for 1.");
    await terminal.type(ctrlC);
    await terminal.shows("cancelled");
    await terminal.type(".exit\n");
    expect(await terminal.ended).toBe(0);
  });

  it("millrace demo is live on a narrow terminal, draws itself anew for another size, and keeps its dashboard", async () => {
    const terminal = terminalOf({ columns: 40, rows: 24 })(
      "demo",
      "--count",
      "6",
      "--interval",
      "20ms",
      "--ui-port",
      "0",
    );
    await terminal.shows("Producer started");
    await terminal.shows("1 of 6 transactions");
    await terminal.shows("|currency|transactions|total_amount|");
    await terminal.shows("emitted = counted: 6 transactions");
    await terminal.shows("The dashboard stays open at");
    await terminal.type(ctrlC);
    expect(await terminal.ended).toBe(0);

    const resized = terminalOf({ columns: 40, rows: 24 })(
      "demo",
      "--count",
      "200",
      "--interval",
      "50ms",
      "--no-ui",
      "--exit",
    );
    await resized.shows("1 of 200 transactions");
    resized.resize(100, 30);
    await resized.shows("+--------+------------+------------+\x1b[K\r\n");
    await resized.shows(" transactions  ━");
    await resized.type(ctrlC);
    await resized.shows("Interrupted: the totals after");
    expect(await resized.ended).toBe(130);
  });

  it("writes plain lines where a machine builds, and for a terminal that cannot be drawn on", async () => {
    for (const more of [{ CI: "true" }, { TERM: "dumb" }]) {
      const terminal = terminalOf({}, more)("demo", "--count", "2", "--interval", "1ms", "--no-ui");
      await terminal.shows('   1  {"username":');
      await terminal.shows("emitted = counted");
      expect(await terminal.ended).toBe(0);
    }
  });

  it("millrace run ends in order with one Ctrl-C, at once with two, and gives the cursor back", async () => {
    const program = join(folder, "long.ts");
    writeFileSync(
      program,
      `import { SparkSession } from "millrace";
      const spark = await SparkSession.builder.getOrCreate();
      await spark.readStream.format("rate").load().groupBy("value").count().writeStream.format("memory").outputMode("complete").queryName("counts").start();
      console.log("begun");
      await spark.range(1000000000000).filter("sqrt(id) < 3").count();`,
    );
    const terminal = millrace("run", program);
    await terminal.shows("begun");
    await terminal.shows("● counts  ");
    await terminal.shows("|value|count|");
    await terminal.type(ctrlC);
    await terminal.shows("Stopping after the running micro-batch");
    await terminal.shows("\x1b[?25h");
    expect(await terminal.ended).toBe(130);

    const hurried = millrace("run", program);
    await hurried.shows("● counts  ");
    await hurried.type(ctrlC);
    await hurried.shows("Stopping after");
    await hurried.type(ctrlC);
    await hurried.shows("\x1b[?25h");
    // As the signal itself ends a process.
    expect(await hurried.ended).toBe(254);
  });
});
