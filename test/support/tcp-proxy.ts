import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/** Stands between a client and a server on this machine, and fails as networks do. */
export class TcpProxy {
  readonly port: number;
  readonly #server: Server;
  readonly #pairs: Set<readonly [Socket, Socket]>;

  private constructor(server: Server, pairs: Set<readonly [Socket, Socket]>) {
    this.#server = server;
    this.#pairs = pairs;
    this.port = (server.address() as AddressInfo).port;
  }

  /** A proxy on a free port of 127.0.0.1 to the server at `port`. */
  static async open(port: number): Promise<TcpProxy> {
    const pairs = new Set<readonly [Socket, Socket]>();
    const server = createServer((inner) => {
      const outer = connect(port, "127.0.0.1");
      const pair = [inner, outer] as const;
      pairs.add(pair);
      for (const [from, to] of [pair, [outer, inner]] as const) {
        from.setNoDelay();
        from.pipe(to);
        from.on("error", () => to.destroy());
        from.on("close", () => {
          to.destroy();
          pairs.delete(pair);
        });
      }
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return new TcpProxy(server, pairs);
  }

  /** Cuts all connections off, as a peer that crashed does. */
  reset(): void {
    for (const pair of this.#pairs) for (const socket of pair) socket.resetAndDestroy();
  }

  /** Ends all connections, as a load balancer does that goes down in order. */
  end(): void {
    for (const pair of this.#pairs) for (const socket of pair) socket.end();
  }

  /** Lets nothing through any more on the connections that are there, and says nothing about it. */
  freeze(): void {
    for (const pair of this.#pairs)
      for (const socket of pair) {
        socket.unpipe();
        socket.pause();
      }
  }

  async close(): Promise<void> {
    this.reset();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
