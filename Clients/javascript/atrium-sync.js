/**
 * Keeps copies of Fleet's records, takes changes while there is no network, and syncs both.
 *
 *   import { AtriumSync, fileStorage } from "./atrium-sync.js";
 *
 *   const sync = await AtriumSync.open("https://example.com/api/fleet", {
 *     token: async () => await freshAccessToken(),
 *     storage: indexedDBStorage("fleet"),        // in browsers; fileStorage("fleet.json") in Node
 *     onConflict: (conflict) => show(conflict),
 *   });
 *   await sync.change("transaction", "create", { data: { receiver_id, amount_liters: "40.00", … } });
 *   sync.records("transaction");
 *   await sync.sync();                           // pushes what waits, pulls what others changed
 *   for (const conflict of sync.conflicts()) … await sync.settle(conflict.change_id);
 *
 * Changes are pushed in the order in which they were made. One whose answer was lost is pushed again
 * under the same id, and has its effect once. What the server refuses waits among the conflicts, with
 * the server's record, until the app has settled it. When the server says that the copies are too
 * old, they are fetched anew; changes that wait are kept.
 *
 * A storage belongs to one user and one `AtriumSync`. Works in browsers, and in Node from version 18 on.
 */
export class AtriumSync {
  /**
   * @param {string} url - where Fleet is, `https://…/api/fleet`.
   * @param {object} options
   * @param {() => string | Promise<string>} options.token - gives an access token for each request.
   * @param {Storage} options.storage - where copies, changes and conflicts are kept.
   * @param {(conflict: object) => void} [options.onConflict] - is told of each, after it was kept.
   * @param {() => number} [options.now] - the device's clock in milliseconds. It may be wrong.
   * @param {number} [options.page] - how many records the server sends at once, 1,000 at most; 500.
   * @param {number} [options.timeout] - milliseconds without an answer; 30,000.
   * @param {typeof fetch} [options.fetch]
   * @returns {Promise<AtriumSync>} with what the storage has.
   */
  static async open(url, options) {
    const sync = new AtriumSync(url, options);
    for (const [key, value] of await sync.options.storage.load()) sync.entries.set(key, value);
    return sync;
  }

  constructor(url, options) {
    this.url = url.replace(/\/+$/, "");
    this.options = { now: Date.now, page: 500, timeout: 30_000, fetch: globalThis.fetch, ...options };
    this.entries = new Map();
    this.line = Promise.resolve();
  }

  /** The copies of an entity, by their ids: company, driver, account or transaction. */
  records(entity) {
    const found = this.under(`record/${entity}/`).map((entry) => entry.record);
    return found.sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  /** One copy; null where there is none. */
  record(entity, id) {
    return this.entries.get(`record/${entity}/${id.toLowerCase()}`)?.record ?? null;
  }

  /** The changes that are yet to be pushed, in their order. */
  waiting() {
    return this.queue().map((entry) => entry.change);
  }

  /**
   * What the server refused and the app has not settled: `change`, what was asked for; `status`,
   * `code` and `errors`, why not; `version` and `record`, what the server has.
   */
  conflicts() {
    return this.under("conflict/").sort((a, b) => a.number - b.number).map((entry) => entry.conflict);
  }

  /** Forgets a conflict. */
  settle(changeID) {
    return this.alone(() => this.commit([], [`conflict/${changeID}`]));
  }

  /**
   * Takes a change: it is pushed by the next `sync`. Resolves once it is kept.
   * @param {string} entity
   * @param {"create" | "update" | "delete" | "activate" | "deactivate" | "approve" | "reject" |
   *   "cancel"} op
   * @param {object} [what]
   * @param {string} [what.recordID] - the record; a new id where it is created.
   * @param {object} [what.data] - the body of the route that makes such a change.
   * @returns {Promise<object>} the change.
   */
  change(entity, op, { recordID, data } = {}) {
    const id = (recordID ?? newID()).toLowerCase();
    const change = {
      change_id: newID(), entity, op, record_id: id, at: this.time(),
      ...(data === undefined ? {} : { data }),
    };
    return this.alone(async () => {
      let follows = null;
      if (op === "update" || op === "delete") {
        // What waits for the same record comes first, and gives it another version.
        follows = this.queue().findLast((one) => isOf(one.change, entity, id))?.change.change_id ?? null;
        change.base_version = this.entries.get(`record/${entity}/${id}`)?.version ?? 0;
      }
      const number = (this.entries.get("number") ?? 0) + 1;
      await this.commit([["number", number], [`waiting/${change.change_id}`, { number, change, follows }]]);
      return change;
    });
  }

  /**
   * Pushes what waits and pulls what others changed, until there is nothing more of either.
   * @throws {Unreachable} where the server cannot be asked now; sync again later.
   * @throws {SyncProblem} where the server refuses the request as a whole.
   */
  sync() {
    return this.alone(async () => {
      for (;;) {
        const answer = await this.ask(this.batch());
        if (!answer) {
          // The copies are too old. Nothing was applied.
          const copies = [...this.entries.keys()].filter((key) => key.startsWith("record/"));
          await this.commit([], ["cursor", ...copies]);
          continue;
        }
        for (const conflict of await this.take(answer)) this.options.onConflict?.(conflict);
        if (!answer.has_more && this.batch().length === 0) return;
      }
    });
  }

  // --- What follows is not for callers.

  time() {
    return new Date(this.options.now()).toISOString();
  }

  /** One after the other, whatever became of the ones before. */
  alone(work) {
    const done = this.line.then(work);
    this.line = done.catch(() => {});
    return done;
  }

  under(prefix) {
    const found = [];
    for (const [key, value] of this.entries) if (key.startsWith(prefix)) found.push(value);
    return found;
  }

  queue() {
    return this.under("waiting/").sort((a, b) => a.number - b.number);
  }

  /** Keeps entries and forgets others: all of it, or nothing. */
  async commit(puts, removals = []) {
    await this.options.storage.commit(puts, removals);
    for (const key of removals) this.entries.delete(key);
    for (const [key, value] of puts) this.entries.set(key, value);
  }

  /** The first changes that wait, up to one whose version an earlier one of them makes. */
  batch() {
    const batch = [];
    for (const { change, follows } of this.queue().slice(0, 200)) {
      if (follows && batch.some((earlier) => earlier.change_id === follows)) break;
      batch.push(change);
    }
    return batch;
  }

  /** The server's answer; null where the cursor is too old. */
  async ask(changes) {
    const token = await this.options.token();
    // A browser's own is not to be called as a method of something else.
    const { fetch } = this.options;
    let response, body;
    try {
      response = await fetch(`${this.url}/sync`, {
        method: "POST",
        headers: { "Content-Type": "application/json", Authorization: `Bearer ${token}` },
        body: JSON.stringify({
          since: this.entries.get("cursor") ?? null, client_time: this.time(),
          limit: this.options.page, changes,
        }),
        signal: AbortSignal.timeout(this.options.timeout),
      });
      body = await response.text();
    } catch (error) {
      throw new Unreachable(String(error));
    }
    if (response.ok) {
      try {
        return JSON.parse(body);
      } catch (error) {
        throw new Unreachable(String(error));
      }
    }
    const problem = parsed(body);
    if (response.status === 409 && problem.code === "cursor_expired") return null;
    if ([408, 429].includes(response.status) || response.status >= 500) {
      throw new Unreachable(`${response.status} ${problem.code ?? ""}`);
    }
    throw new SyncProblem(response.status, problem);
  }

  /** Takes an answer in, all of it or nothing. Returns the conflicts. */
  async take(answer) {
    const next = new Overlay(this.entries);
    const conflicts = [];
    for (const applied of answer.applied) {
      next.delete(`waiting/${applied.change_id}`);
      // An edit that was made after it is an edit of what it made.
      for (const entry of this.queue().filter((one) => one.follows === applied.change_id)) {
        next.set(`waiting/${entry.change.change_id}`, {
          ...entry, change: { ...entry.change, base_version: applied.version }, follows: null,
        });
      }
      merge(next, applied.entity, applied.record_id, applied.version, applied.record);
    }
    for (const told of answer.conflicts) {
      const entry = next.get(`waiting/${told.change_id}`);
      if (!entry) continue;
      next.delete(`waiting/${told.change_id}`);
      const conflict = { ...told, change: entry.change };
      conflicts.push(conflict);
      next.set(`conflict/${told.change_id}`, { number: entry.number, conflict });
    }
    for (const changed of answer.changes) {
      const record = changed.deleted ? null : changed.record;
      if (changed.entity === "company" && !record) forgetCompany(next, changed.record_id);
      merge(next, changed.entity, changed.record_id, changed.version, record);
    }
    next.set("cursor", answer.cursor);
    await this.commit(next.puts(), next.removals());
    return conflicts;
  }
}

/** The server refused a request as a whole. Changes that wait are kept. */
export class SyncProblem extends Error {
  constructor(status, problem) {
    super(`${status} ${problem.code ?? ""}: ${problem.detail ?? ""}`);
    this.status = status;
    this.problem = problem;
  }
}

/** The server did not answer, or has no time now. Changes that wait are kept. */
export class Unreachable extends Error {}

/**
 * @typedef {object} Storage
 * @property {() => Promise<Iterable<[string, any]>>} load - everything that is kept.
 * @property {(puts: [string, any][], removals: string[]) => Promise<void>} commit - removes and
 *   keeps entries, all of it or nothing. Values are what JSON can hold.
 */

/** Keeps nothing beyond the page or process. @returns {Storage} */
export function memoryStorage() {
  return { load: async () => [], commit: async () => {} };
}

/**
 * Keeps entries in a browser, until the site's data are cleared. A browser that is short of space
 * clears them by itself unless `navigator.storage.persist()` was granted. While one page has it open
 * others of the site cannot open it.
 * @returns {Storage}
 */
export function indexedDBStorage(name) {
  const opened = alone(name).then(() => new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => request.result.createObjectStore("entries");
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  }));
  // Whoever loads it is told.
  opened.catch(() => {});
  const within = async (mode, work) => {
    const transaction = (await opened).transaction("entries", mode, { durability: "strict" });
    const done = new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = () => reject(transaction.error ?? new Error("nothing was kept"));
    });
    let result;
    try {
      result = work(transaction.objectStore("entries"));
    } catch (error) {
      transaction.abort();
      await done.catch(() => {});
      throw error;
    }
    await done;
    return result;
  };
  return {
    async load() {
      const found = await within("readonly", (store) => [store.getAllKeys(), store.getAll()]);
      return found[0].result.map((key, index) => [key, found[1].result[index]]);
    },
    commit: (puts, removals) =>
      within("readwrite", (store) => {
        for (const key of removals) store.delete(key);
        for (const [key, value] of puts) store.put(value, key);
      }),
  };
}

/**
 * Takes a name for this page, as long as the page is there; a page that has it and is about to end
 * is waited for.
 */
async function alone(name) {
  const locks = globalThis.navigator?.locks;
  // Only pages that came over a safe line have locks.
  if (!locks) return;
  await new Promise((resolve, reject) => {
    const taken = new AbortController();
    const end = setTimeout(
      () => taken.abort(new Error(`${name} is open in another page`)), 10_000);
    locks.request(`atrium-sync/${name}`, { signal: taken.signal }, () => {
      clearTimeout(end);
      resolve();
      return new Promise(() => {});
    }).catch(reject);
  });
}

/**
 * Keeps entries in a file of Node: a line a commit, put together anew when the file is opened.
 * @returns {Storage}
 */
export function fileStorage(path) {
  const files = import("node:fs/promises");
  return {
    async load() {
      const { open, readFile, rename } = await files;
      const entries = new Map();
      const text = await readFile(path, "utf8").catch((error) => {
        if (error.code === "ENOENT") return "";
        throw error;
      });
      for (const line of text.split("\n")) {
        const { puts, removals } = parsed(line);
        // What was cut off was not committed.
        if (!puts || !removals) continue;
        for (const key of removals) entries.delete(key);
        for (const [key, value] of puts) entries.set(key, value);
      }
      const file = await open(`${path}.new`, "w");
      await file.writeFile(JSON.stringify({ puts: [...entries], removals: [] }) + "\n");
      await file.sync();
      await file.close();
      await rename(`${path}.new`, path);
      return entries;
    },
    async commit(puts, removals) {
      const { open } = await files;
      const file = await open(path, "a");
      try {
        // It stands on a line of its own, also behind one that was cut off.
        await file.writeFile("\n" + JSON.stringify({ puts, removals }) + "\n");
        await file.sync();
      } finally {
        await file.close();
      }
    },
  };
}

/** What entries are to become. */
class Overlay {
  constructor(base) {
    this.base = base;
    this.changed = new Map();
  }

  get(key) {
    return this.changed.has(key) ? this.changed.get(key) : this.base.get(key);
  }

  set(key, value) {
    this.changed.set(key, value);
  }

  delete(key) {
    this.changed.set(key, undefined);
  }

  /** The entries below a prefix. */
  *under(prefix) {
    for (const key of new Set([...this.base.keys(), ...this.changed.keys()])) {
      const value = key.startsWith(prefix) ? this.get(key) : undefined;
      if (value !== undefined) yield [key, value];
    }
  }

  puts() {
    return [...this.changed].filter(([, value]) => value !== undefined);
  }

  removals() {
    return [...this.changed].filter(([, value]) => value === undefined).map(([key]) => key);
  }
}

function merge(entries, entity, id, version, record) {
  const key = `record/${entity}/${id}`;
  if (record) {
    entries.set(key, { version: record.version ?? version, record });
    return;
  }
  entries.delete(key);
}

/**
 * A company that the user has no part in any more stands for all of it, and the server tells anew
 * what they see otherwise. Of another company only the card goes: what was between it and ours
 * stays ours.
 */
function forgetCompany(entries, company) {
  const companies = [...entries.under("record/company/")].map(([, { record }]) => record);
  const ours = new Set(companies.filter((one) => one.my_role).map((one) => one.id));
  // Of companies that are not ours there is no driver but who drives for it.
  const isWhole = ours.has(company) || [...entries.under("record/driver/")].some(
    ([, { record }]) => record.consumer_company_id === company);
  for (const entity of ["driver", "account", "transaction"]) {
    for (const [key, { record }] of [...entries.under(`record/${entity}/`)]) {
      const sides = [record.consumer_company_id, record.supplier_company_id];
      const isOurs = sides.some((side) => side !== company && ours.has(side));
      if (sides.includes(company) && (isWhole || !isOurs)) entries.delete(key);
    }
  }
  if (!isWhole) return;
  const linked = new Set([...entries.under("record/account/")].flatMap(([, { record }]) =>
    [record.consumer_company_id, record.supplier_company_id]));
  for (const { id } of companies) {
    if (!ours.has(id) && !linked.has(id)) entries.delete(`record/company/${id}`);
  }
}

function newID() {
  // Only pages that came over a safe line have the short way.
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

function isOf(change, entity, id) {
  return change.entity === entity && change.record_id === id;
}

function parsed(text) {
  try {
    const found = JSON.parse(text);
    return found && typeof found === "object" ? found : {};
  } catch {
    return {};
  }
}
