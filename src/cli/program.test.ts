import { describe, expect, it } from "vitest";
import { memoryIo } from "../../test/support/memory-io.ts";
import { sparkError } from "../common/index.ts";
import { describeFailure, exitCodeOf, isBrokenPipe, UsageError } from "./failure.ts";
import { runCli } from "./program.ts";

async function run(...argv: string[]) {
  const io = memoryIo();
  const code = await runCli(argv, io);
  return { code, out: io.stdout.text, err: io.stderr.text };
}

describe("millrace", () => {
  it("prints its version and help", async () => {
    expect(await run("--version")).toMatchObject({ code: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
    const help = await run("--help");
    expect(help.code).toBe(0);
    for (const name of ["demo", "produce", "run", "sql", "serve", "fs"]) expect(help.out).toContain(`\n  ${name} `);
    expect(await run()).toEqual(help);
  });

  it.each(["demo", "produce", "run", "sql", "serve", "fs"])("gives examples in the help of %s", async (name) => {
    const { code, out } = await run(name, "--help");
    expect(code).toBe(0);
    expect(out).toMatch(new RegExp(`Examples:\\n  \\$ millrace ${name}`));
    if (name !== "fs") expect(out).toContain("--verbose");
  });

  it("names the command that was meant and ends with 2", async () => {
    expect(await run("demmo")).toMatchObject({ code: 2, err: expect.stringContaining("Did you mean demo?") });
    expect(await run("fs", "lst", "x")).toMatchObject({ code: 2, err: expect.stringContaining("Did you mean ls?") });
    expect(await run("demo", "--cuont", "3")).toMatchObject({ code: 2, err: expect.stringContaining("--count") });
    expect(await run("produce")).toMatchObject({ code: 2, err: expect.stringContaining("--to <place>") });
  });

  it("tells of a wrong value in one line and ends with 2", async () => {
    expect(await run("produce", "--to", "x", "--count", "many")).toEqual({
      code: 2,
      out: "",
      err: "error: --count takes a whole number from 0, not many\n",
    });
    for (const command of [["demo"], ["produce", "--to", "x"]]) {
      expect(await run(...command, "--interval", "soon")).toMatchObject({
        code: 2,
        err: "error: --interval takes a time such as 250ms, 3s or 2 minutes, not soon\n",
      });
    }
    expect(await run("run", "/")).toMatchObject({ code: 2, err: expect.stringContaining("/ is no file") });
    expect((await run("produce", "--to", "x", "--jitter", "2")).err).toContain("--jitter takes a number from 0 to 1");
  });

  it("tells of a failure in one line with its condition and ends with 1, and shows more with --verbose", async () => {
    const brief = await run("fs", "ls", "/no/such/place");
    expect(brief.code).toBe(1);
    expect(brief.err).toMatch(/^error: \[PATH_NOT_FOUND\] [^\n]*\n$/);
    const long = await run("fs", "ls", "/no/such/place", "--verbose");
    expect(long.code).toBe(1);
    expect(long.err).toMatch(/^error: \[PATH_NOT_FOUND\] .*\n {4}at /);
  });
});

describe("describeFailure", () => {
  const style = { colors: memoryIo().colors, verbose: false };

  it("keeps the first line and says how to see the cause", () => {
    const inner = new Error("the disk is full");
    const error = sparkError("PATH_NOT_FOUND", { path: "file:/a" }, { cause: inner });
    expect(describeFailure(error, style)).toMatch(
      /^error: \[PATH_NOT_FOUND\].*file:\/a.* \(--verbose shows the cause\)$/,
    );
    const whole = describeFailure(error, { ...style, verbose: true });
    expect(whole).toContain("caused by: the disk is full\n    at ");
    expect(describeFailure(new Error("first\nsecond"), style)).toBe("error: first (--verbose shows the cause)");
    expect(describeFailure(new UsageError("no"), style)).toBe("error: no");
    expect(describeFailure("text", style)).toContain("error: text");
  });

  it("does not turn in a circle", () => {
    const error = new Error("a");
    error.cause = error;
    expect(describeFailure(error, { ...style, verbose: true }).split("caused by").length).toBe(10);
  });

  it("knows a reader that has gone away, also as a cause", () => {
    const pipe = Object.assign(new Error("write EPIPE"), { code: "EPIPE" });
    expect(isBrokenPipe(new Error("x", { cause: pipe }))).toBe(true);
    expect(isBrokenPipe(new Error("x"))).toBe(false);
  });

  it("gives signals the codes that shells give them", () => {
    expect([exitCodeOf("SIGINT"), exitCodeOf("SIGTERM")]).toEqual([130, 143]);
  });
});
