import { spawn, spawnSync } from "node:child_process";

/** Runs a command as the leader of a terminal's session and passes on what goes in and out. */
const bridge = `
import fcntl, os, pty, select, struct, sys, termios
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(sys.argv[1], sys.argv[1:])
fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
while True:
    ready, _, _ = select.select([terminal, 0], [], [])
    if 0 in ready:
        typed = os.read(0, 65536)
        if not typed:
            break
        os.write(terminal, typed)
    if terminal in ready:
        try:
            shown = os.read(terminal, 65536)
        except OSError:
            break
        if not shown:
            break
        os.write(1, shown)
_, status = os.waitpid(pid, 0)
sys.exit(os.waitstatus_to_exitcode(status) & 255)
`;

/** Whether this machine can make pseudo-terminals for tests. */
export const hasPseudoTerminals = (): boolean => spawnSync("python3", ["-c", "import pty"]).status === 0;

const isControl = (text: string): boolean => text.length === 1 && text < " ";

/** Milliseconds to wait for a text before the test fails with what was shown. */
const patience = 12_000;

/** A command in a terminal of 100 × 30. */
export interface Terminal {
  /** Types texts one after the other, each when the terminal has shown the one before. */
  type(...texts: string[]): Promise<void>;
  /** Resolves when the terminal has shown the text, after what was waited for before. */
  shows(text: string): Promise<void>;
  /** The exit code. */
  readonly ended: Promise<number | null>;
}

export function openTerminal(
  command: readonly string[],
  { cwd, env }: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Terminal {
  const child = spawn("python3", ["-c", bridge, ...command], { cwd, env: { ...env, TERM: "xterm-256color" } });
  let shown = "";
  let seen = 0;
  let heard: (() => void)[] = [];
  const hear = () => {
    for (const listener of heard) listener();
  };
  child.stdout.on("data", (data: Buffer) => {
    shown += data.toString();
    hear();
  });
  let hasEnded = false;
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      hasEnded = true;
      hear();
      resolve(code);
    });
  });
  const until = (isThere: () => boolean, what: string) =>
    new Promise<void>((resolve, reject) => {
      const fail = (how: string) => reject(new Error(`${how} ${what} after:\n${shown.slice(Math.max(0, seen - 500))}`));
      const late = setTimeout(() => {
        fail("waited in vain for");
        child.kill();
      }, patience);
      const listener = () => {
        if (isThere()) resolve();
        else if (hasEnded) fail("ended without");
        else return;
        clearTimeout(late);
        heard = heard.filter((other) => other !== listener);
      };
      heard.push(listener);
      listener();
    });
  return {
    ended,
    async type(...texts) {
      for (const text of texts) {
        child.stdin.write(text);
        const echo = text.trim();
        if (!isControl(text)) await this.shows(echo);
      }
    },
    async shows(text) {
      await until(() => shown.indexOf(text, seen) !== -1, JSON.stringify(text));
      seen = shown.indexOf(text, seen) + text.length;
    },
  };
}
