import { randomUUID } from "node:crypto";
import { type Listener, type ListenLimits, listen, type Service } from "../listener/index.ts";

/**
 * The service for processes on this machine that the engine itself starts, such as Python workers: at a free port of `localhost`, in the
 * clear and with a token of its own, whatever the network outside is told. Listens when it is first asked for.
 */
export class LocalAccess {
  readonly #service: Service;
  readonly #limits: Partial<ListenLimits>;
  readonly #token: string = randomUUID();
  #listener: Promise<Listener> | undefined;

  constructor(service: Service, limits: Partial<ListenLimits> = {}) {
    this.#service = service;
    this.#limits = limits;
  }

  /** @returns a connection string with the token */
  async url(): Promise<string> {
    this.#listener ??= listen(this.#service, {
      host: "localhost",
      port: 0,
      token: this.#token,
      limits: this.#limits,
    });
    return `${(await this.#listener).url};token=${this.#token}`;
  }

  async close(options?: { readonly graceMs?: number }): Promise<void> {
    const listener = await this.#listener?.catch(() => undefined);
    await listener?.close(options);
  }
}
