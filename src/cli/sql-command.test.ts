import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { memoryIo } from "../../test/support/memory-io.ts";
import { runCli } from "./program.ts";
import { splitStatements } from "./sql-statements.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "millrace-cli-sql-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function sql(argv: string[], input?: string) {
  const io = memoryIo(input === undefined ? {} : { input });
  const code = await runCli(["sql", ...argv], io);
  return { code, out: io.stdout.text, err: io.stderr.text };
}

describe("splitStatements", () => {
  it("parts a text at semicolons that are none of a text, name or comment", () => {
    expect(splitStatements("SELECT 1; SELECT 2;")).toEqual(["SELECT 1", "SELECT 2"]);
    expect(splitStatements(`SELECT ';', ";", \`;\`, 'it\\';s' -- ; no\n/* ; */ ; SELECT 2`)).toEqual([
      `SELECT ';', ";", \`;\`, 'it\\';s' -- ; no\n/* ; */`,
      "SELECT 2",
    ]);
  });

  it("leaves out what says nothing, and keeps what is not closed", () => {
    expect(splitStatements(" ; -- nothing\n; /* nothing */ ;")).toEqual([]);
    expect(splitStatements("SELECT 'open; SELECT 2")).toEqual(["SELECT 'open; SELECT 2"]);
  });
});

describe("millrace sql", () => {
  it("takes statements from --command and from a pipe, and writes JSON for --json", async () => {
    expect(await sql(["--command", "SELECT 1 AS a", "--json"])).toEqual({ code: 0, out: '{"a":1}\n', err: "" });
    expect((await sql([], "SELECT 2 AS b;\nSELECT 3 AS c")).out).toBe(
      "+---+\n|b  |\n+---+\n|2  |\n+---+\n+---+\n|c  |\n+---+\n|3  |\n+---+\n",
    );
    expect(await sql([], " \n")).toMatchObject({ code: 2, err: expect.stringContaining("there is no statement") });
    expect(await sql(["SELECT 1", "-c", "SELECT 2"])).toMatchObject({ code: 2 });
    expect((await sql(["SELECT 1 AS a", "--format", "vertical"])).out).toBe("-RECORD 0--\n a   | 1\n");
  });

  it("prints all rows of all statements, uncut", async () => {
    const long = "x".repeat(60);
    const { code, out } = await sql([`SELECT '${long}' AS t; SELECT id FROM range(25)`]);
    expect(code).toBe(0);
    expect(out).toContain(`|${long}|`);
    expect(out).toContain("|24 |\n");
    expect(out).not.toContain("only showing");
  });

  it("reads statements from a file and from standard input", async () => {
    const file = join(folder, "x.sql");
    writeFileSync(file, "CREATE TEMP VIEW v AS SELECT 2 AS b;\nSELECT * FROM v;\n");
    const expected = "+---+\n|b  |\n+---+\n|2  |\n+---+\n";
    expect(await sql(["--file", file])).toEqual({ code: 0, out: expected, err: "" });
    expect(await sql(["-"], "SELECT 2 AS b")).toEqual({ code: 0, out: expected, err: "" });
    expect((await sql(["--file", join(folder, "nope.sql")])).err).toContain("[PATH_NOT_FOUND]");
  });

  it("prints JSON and CSV with types kept", async () => {
    const query = `SELECT 9007199254740993 AS n, 'a "b", c' AS t, CAST(NULL AS STRING) AS z, '' AS e, array(1, 2) AS l`;
    expect((await sql([query, "--format", "json"])).out).toBe(
      `{"n":9007199254740993,"t":"a \\"b\\", c","z":null,"e":"","l":[1,2]}\n`,
    );
    expect((await sql([query, "--format", "csv"])).out).toBe(`n,t,z,e,l\n9007199254740993,"a ""b"", c",,"","[1, 2]"\n`);
  });

  it("refuses what makes no sense with 2 and what fails with 1", async () => {
    expect(await sql(["SELECT 1", "--format", "xml"])).toMatchObject({
      code: 2,
      err: "error: --format is one of table, vertical, json, csv, not xml\n",
    });
    expect((await sql([])).code).toBe(2);
    expect((await sql(["-- nothing"])).code).toBe(2);
    expect((await sql(["SELECT 1", "--file", "x"])).code).toBe(2);
    const wrong = await sql(["SELEC 1"]);
    expect(wrong.code).toBe(1);
    expect(wrong.err).toMatch(/^error: \[PARSE_SYNTAX_ERROR\] [^\n]+\n$/);
  });

  it("names files by their format and path", async () => {
    const file = join(folder, "notes.txt");
    writeFileSync(file, "one\ntwo\n");
    expect((await sql([`SELECT count(*) AS n FROM text.\`${file}\``, "--format", "csv"])).out).toBe("n\n2\n");
    expect((await sql([`SELECT * FROM text.\`${file}.gone\``])).err).toContain("[PATH_NOT_FOUND]");
  });
});
