/**
 * Follows Atrium's topics over a WebSocket, reconnects, and goes on where it was.
 *
 *   import { AtriumRealtime } from "./atrium-realtime.js";
 *
 *   const realtime = new AtriumRealtime("wss://example.com/api/ws", {
 *     token: async () => await freshAccessToken(),
 *   });
 *   const topic = realtime.subscribe("user:0190…", {
 *     onEvent: (event) => show(event.event, event.data),
 *     onLost: () => fetchStateAgain(),
 *   });
 *   …
 *   topic.unsubscribe();
 *   realtime.close();
 *
 * Events of a topic come in order, each once. When the connection breaks, what was missed meanwhile
 * comes first. If the server no longer has it, `onLost` is called: fetch the state again.
 *
 * Works in browsers, and in Node from version 22 on; elsewhere pass a `WebSocket` among the options.
 */
export class AtriumRealtime {
  /**
   * @param {string} url - `wss://…/api/ws`
   * @param {object} options
   * @param {() => string | Promise<string>} options.token - gives an access token for each connection.
   * @param {(state: "connecting" | "open" | "closed", code?: number) => void} [options.onState]
   * @param {number} [options.shortestPause] - milliseconds before the first reconnection; 500.
   * @param {number} [options.longestPause] - milliseconds between later ones at most; 30,000.
   * @param {number} [options.silence] - milliseconds without a word after which the connection
   *   counts as lost; 45,000.
   * @param {typeof WebSocket} [options.WebSocket]
   */
  constructor(url, options) {
    this.url = url;
    this.options = { shortestPause: 500, longestPause: 30_000, silence: 45_000, ...options };
    this.Socket = this.options.WebSocket ?? globalThis.WebSocket;
    this.topics = new Map();
    this.failures = 0;
    this.isClosed = false;
    this.connect();
  }

  /**
   * Follows a topic.
   * @param {string} topic
   * @param {object} handlers
   * @param {(event: {topic: string, event: string, at: string, data: object, epoch: string,
   *   offset: number}) => void} handlers.onEvent
   * @param {() => void} [handlers.onFollowing] - the server tells what happens from now on; also after
   *   each reconnection.
   * @param {() => void} [handlers.onLost] - events were missed that the server no longer has.
   * @param {(code: string) => void} [handlers.onRefused] - the topic is not, or not any more, ours.
   * @param {{epoch: string, offset: number}} [handlers.from] - where to go on, from `position`.
   * @returns {{position: () => {epoch: string, offset: number} | null, unsubscribe: () => void}}
   */
  subscribe(topic, handlers) {
    const entry = { handlers, place: handlers.from ?? null };
    this.topics.set(topic, entry);
    this.ask(topic, entry);
    return {
      position: () => entry.place,
      unsubscribe: () => {
        if (this.topics.get(topic) !== entry) return;
        this.topics.delete(topic);
        this.say({ type: "unsubscribe", topic });
      },
    };
  }

  /** Ends the connection for good. */
  close() {
    this.isClosed = true;
    clearTimeout(this.timer);
    clearInterval(this.pulse);
    this.socket?.close(1000);
  }

  // --- What follows is not for callers.

  async connect() {
    this.options.onState?.("connecting");
    let socket;
    try {
      const token = await this.options.token();
      if (this.isClosed) return;
      // Pages cannot set the Authorization field, so the token goes among the subprotocols.
      socket = new this.Socket(this.url, ["atrium.v1", `bearer.${token}`]);
    } catch {
      return this.again();
    }
    this.socket = socket;
    this.heardAt = Date.now();
    socket.onopen = () => {
      this.options.onState?.("open");
      for (const [topic, entry] of this.topics) this.ask(topic, entry);
      this.pulse = setInterval(() => this.beat(socket), this.options.silence / 3);
    };
    socket.onmessage = ({ data }) => {
      this.heardAt = Date.now();
      this.failures = 0;
      this.hear(JSON.parse(data));
    };
    socket.onclose = ({ code }) => this.ended(socket, code);
    // Some implementations tell of a connection that was never made by this alone.
    socket.onerror = () => this.ended(socket, 1006);
  }

  ended(socket, code) {
    if (this.socket !== socket) return;
    this.socket = null;
    clearInterval(this.pulse);
    this.options.onState?.("closed", code);
    this.again();
  }

  /** Connects once more after a pause that grows, and that differs from client to client. */
  again() {
    if (this.isClosed) return;
    const { shortestPause, longestPause } = this.options;
    const pause = Math.min(longestPause, shortestPause * 2 ** this.failures++);
    this.timer = setTimeout(() => this.connect(), pause / 2 + (Math.random() * pause) / 2);
  }

  beat(socket) {
    if (Date.now() - this.heardAt > this.options.silence) {
      // Its end may never be told.
      this.ended(socket, 1006);
      socket.close();
    } else {
      this.say({ type: "ping" });
    }
  }

  ask(topic, entry) {
    this.say({ type: "subscribe", topic, ...(entry.place ?? {}) });
  }

  say(message) {
    if (this.socket?.readyState === 1) this.socket.send(JSON.stringify(message));
  }

  hear(message) {
    const entry = this.topics.get(message.topic);
    if (!entry) return;
    const { epoch, offset } = message;
    switch (message.type) {
      case "subscribed": {
        const isLost = message.recovered === false;
        entry.place = { epoch, offset };
        if (isLost) entry.handlers.onLost?.();
        entry.handlers.onFollowing?.();
        break;
      }
      case "event":
        // A socket that follows a topic already may tell of an event a second time.
        if (entry.place?.epoch === epoch && offset <= entry.place.offset) return;
        entry.place = { epoch, offset };
        entry.handlers.onEvent(message);
        break;
      case "error":
        this.topics.delete(message.topic);
        entry.handlers.onRefused?.(message.code);
        break;
    }
  }
}
