import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/** Which way bytes go: to the server, or from it. */
export type Direction = "up" | "down";

/** Stands between a client and a server on this machine, and fails as networks do. */
export class TcpProxy {
  readonly #server: Server;
  readonly #target: number;
  readonly #pairs = new Set<readonly [Socket, Socket]>();
  #passed = { up: 0, down: 0 };
  #cut: { readonly direction: Direction; readonly at: number } | undefined;

  private constructor(target: number) {
    this.#target = target;
    this.#server = createServer((client) => this.#join(client));
  }

  /** A proxy on a free port of 127.0.0.1 to the server at `port`. */
  static async open(port: number): Promise<TcpProxy> {
    const proxy = new TcpProxy(port);
    await new Promise<void>((resolve) => proxy.#server.listen(0, "127.0.0.1", resolve));
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Bytes that have passed since the last {@link cutAfter}. */
  get passed(): Readonly<Record<Direction, number>> {
    return this.#passed;
  }

  /** Cuts all connections off, as a peer that crashed does. */
  reset(): void {
    for (const pair of this.#pairs) for (const socket of pair) socket.resetAndDestroy();
  }

  /** Cuts all connections off once, when so many bytes have passed from now on. */
  cutAfter(bytes: number, direction: Direction): void {
    this.#passed = { up: 0, down: 0 };
    this.#cut = { direction, at: bytes };
  }

  /** Ends all connections, as a load balancer does that goes down in order. */
  end(): void {
    for (const pair of this.#pairs) for (const socket of pair) socket.end();
  }

  /** Lets nothing through any more on the connections that are there, and says nothing about it. */
  freeze(): void {
    for (const pair of this.#pairs) for (const socket of pair) socket.removeAllListeners("data").pause();
  }

  async close(): Promise<void> {
    this.reset();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #join(client: Socket): void {
    const server = connect(this.#target, "127.0.0.1");
    const pair = [client, server] as const;
    this.#pairs.add(pair);
    this.#forward(client, server, "up");
    this.#forward(server, client, "down");
    for (const socket of pair) socket.on("close", () => this.#pairs.delete(pair));
  }

  #forward(from: Socket, to: Socket, direction: Direction): void {
    from.setNoDelay();
    from.on("data", (bytes: Buffer) => {
      const before = this.#passed[direction];
      this.#passed[direction] += bytes.length;
      if (this.#cut?.direction !== direction || this.#passed[direction] < this.#cut.at) {
        if (!to.write(bytes)) from.pause();
        return;
      }
      const { at } = this.#cut;
      this.#cut = undefined;
      // What came before the cut arrives first.
      to.write(bytes.subarray(0, at - before), () => this.reset());
    });
    to.on("drain", () => from.resume());
    from.on("end", () => to.end());
    from.on("error", () => to.destroy());
    from.on("close", () => to.destroy());
  }
}
