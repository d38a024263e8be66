/**
 * The loopback socket that harnesses connect to. Anybody on the machine may connect, so a connection counts
 * only once it has sent a `hello` with the token of a process that is being waited for.
 */
import { createHash, timingSafeEqual } from "node:crypto";
import { createServer, type Socket } from "node:net";
import { type Hello, MESSAGE_BYTES_LIMIT, readMessage } from "../../protocol.ts";
import type { Log } from "../log.ts";
import { lineReader } from "../processes/line-reader.ts";

const HELLO_SECONDS = 10;
const HELLO_BYTES_LIMIT = 256 * 1024;
/** Most connections that have not said hello. A harness says it at once, so the newest ones may be harnesses. */
const MOST_STRANGERS = 64;

export interface Connection {
  readonly hello: Hello;
  readonly socket: Socket;
  /** Called with each line. Whoever waits for the connection sets it before anything else arrives. */
  onLine: (line: string) => void;
  onTooLong: () => void;
}

export interface HarnessConnections extends AsyncDisposable {
  readonly port: number;
  /** Calls `found` once, when the process with the token has said hello. */
  expect(token: string, found: (connection: Connection) => void): { cancel(): void };
}

export async function listenForHarnesses(log: Log): Promise<HarnessConnections> {
  const awaited = new Map<string, (connection: Connection) => void>();
  const sockets = new Set<Socket>();
  const strangers = new Set<Socket>();

  const server = createServer((socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    strangers.add(socket);
    socket.on("close", () => {
      sockets.delete(socket);
      strangers.delete(socket);
    });
    // A process that is killed resets its connection: its end is what counts, and is seen as `close`.
    socket.on("error", (error) => log.debug(`A harness's connection broke: ${error.message}`));
    const drop = (why: string) => {
      log.warning(`Dropped a connection to the controller's port: ${why}`);
      socket.destroy();
    };
    const patience = setTimeout(() => drop(`no hello within ${HELLO_SECONDS} s`), HELLO_SECONDS * 1000);
    socket.on("close", () => clearTimeout(patience));
    if (strangers.size > MOST_STRANGERS) {
      const [oldest] = strangers;
      log.warning(`Dropped connections to the controller's port: more than ${MOST_STRANGERS} said no hello`);
      oldest?.destroy();
    }
    let connection: Connection | null = null;
    const reader = lineReader(HELLO_BYTES_LIMIT, (line) => {
      if (connection !== null) {
        connection.onLine(line);
        return;
      }
      if (socket.destroyed) return;
      const reading = readMessage(line);
      if (reading.kind !== "message" || reading.message.type !== "hello") {
        drop("its first message is not a hello");
        return;
      }
      const token = findToken(awaited, reading.message.token);
      const found = token === null ? undefined : awaited.get(token);
      if (token === null || found === undefined) {
        drop("its token was not given out");
        return;
      }
      awaited.delete(token);
      strangers.delete(socket);
      clearTimeout(patience);
      reader.limitBytes = MESSAGE_BYTES_LIMIT;
      connection = { hello: reading.message, socket, onLine: () => {}, onTooLong: () => {} };
      found(connection);
    });
    socket.on("data", (chunk) => {
      if (reader.feed(chunk)) return;
      if (connection === null) drop("its first message is too long");
      else connection.onTooLong();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host: "127.0.0.1", port: 0 }, resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the controller has no port");

  let closed: Promise<void> | undefined;
  return {
    port: address.port,
    expect(token, found) {
      awaited.set(token, found);
      return { cancel: () => awaited.delete(token) };
    },
    [Symbol.asyncDispose]() {
      closed ??= new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      });
      return closed;
    },
  };
}

/**
 * The token that was sent, compared with all of them in constant time, so that the answer reveals nothing about them.
 */
function findToken(awaited: ReadonlyMap<string, unknown>, claimed: string): string | null {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  const wanted = digest(claimed);
  let match: string | null = null;
  for (const token of awaited.keys()) {
    if (timingSafeEqual(digest(token), wanted)) match = token;
  }
  return match;
}
