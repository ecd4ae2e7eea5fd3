import { spawn, spawnSync } from "node:child_process";

/** Runs a command as the leader of a terminal's session and passes on what goes in and out. */
const bridge = `
import fcntl, os, pty, select, struct, sys, termios
def resize(size, terminal):
    rows, columns = map(int, size.split("x"))
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
pid, terminal = pty.fork()
if pid == 0:
    # Before the command looks.
    resize(sys.argv[1], 0)
    os.execvp(sys.argv[2], sys.argv[2:])
while True:
    ready, _, _ = select.select([terminal, 0], [], [])
    if 0 in ready:
        typed = os.read(0, 65536)
        if not typed:
            break
        # No key sends a NUL here: what stands between two of them is a new size.
        parts = typed.decode().split("\\0")
        for at, part in enumerate(parts):
            if at % 2 == 1:
                resize(part, terminal)
            elif part:
                os.write(terminal, part.encode())
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
const patience = 25_000;

/** A command in a terminal. */
export interface Terminal {
  /** Types texts one after the other, each when the terminal has shown the one before. */
  type(...texts: string[]): Promise<void>;
  /** Gives the terminal another size. */
  resize(columns: number, rows: number): void;
  /** Resolves when the terminal has shown the text, after what was waited for before. */
  shows(text: string): Promise<void>;
  /** The exit code. */
  readonly ended: Promise<number | null>;
}

export function openTerminal(
  command: readonly string[],
  options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv; readonly columns?: number; readonly rows?: number },
): Terminal {
  const { cwd, env, columns = 100, rows = 30 } = options;
  const child = spawn("python3", ["-c", bridge, `${rows}x${columns}`, ...command], {
    cwd,
    env: { ...env, TERM: env.TERM === "dumb" ? "dumb" : "xterm-256color" },
  });
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
    resize(columns, rows) {
      child.stdin.write(`\0${rows}x${columns}\0`);
    },
    async shows(text) {
      await until(() => shown.indexOf(text, seen) !== -1, JSON.stringify(text));
      seen = shown.indexOf(text, seen) + text.length;
    },
  };
}
