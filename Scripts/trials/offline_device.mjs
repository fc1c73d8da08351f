// A device of Scripts/check-offline: a command a line, a JSON answer a line.
import { createInterface } from "node:readline";

const [client, url, token, file] = process.argv.slice(2);
const { AtriumSync, Unreachable, fileStorage } = await import(client);

let clock = 0;
const open = () => AtriumSync.open(url, {
  token: () => token, storage: fileStorage(file), now: () => Date.now() + clock, page: 200,
});
let sync = await open();

const commands = {
  change: async ({ entity, op, record_id, data }) =>
    await sync.change(entity, op, { recordID: record_id, data: data ?? undefined }),
  sync: async () => {
    try {
      await sync.sync();
      return true;
    } catch (error) {
      if (error instanceof Unreachable) return false;
      throw error;
    }
  },
  // As when the app was ended and is opened again.
  reopen: async () => { sync = await open(); },
  records: ({ entity }) => sync.records(entity),
  waiting: () => sync.waiting(),
  conflicts: () => sync.conflicts(),
};

for await (const line of createInterface({ input: process.stdin })) {
  const { command, ...rest } = JSON.parse(line);
  clock = rest.clock;
  try {
    console.log(JSON.stringify({ answer: (await commands[command](rest)) ?? null }));
  } catch (error) {
    console.log(JSON.stringify({ error: String(error) }));
  }
}
