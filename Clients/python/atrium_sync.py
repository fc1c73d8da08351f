"""Keeps copies of Fleet's records, takes changes while there is no network, and syncs both.

    sync = AtriumSync("https://example.com/api/fleet", token=fresh_access_token, path="fleet.db")
    sync.change("transaction", "create", data={"receiver_id": …, "amount_liters": "40.00", …})
    for record in sync.records("transaction"):
        …
    sync.sync()                     # pushes what waits, and pulls what others changed
    for conflict in sync.conflicts():
        …                           # show it; then sync.settle(conflict["change_id"])

Copies, changes and conflicts are kept in a SQLite file, so that they survive the end of the
program. Changes are pushed in the order in which they were made. One whose answer was lost is
pushed again under the same id, and has its effect once. What the server refuses waits among the
conflicts, with the server's record, until the app has settled it. When the server says that the
copies are too old, they are fetched anew; changes that wait are kept.

One `AtriumSync` has its file to itself. Its methods may be called from several threads.
Python 3.9 or later; nothing but the standard library.
"""

import http.client
import json
import sqlite3
import threading
import urllib.error
import urllib.request
import uuid
from datetime import datetime, timezone
from typing import Any, Callable, Dict, List, Optional

_TABLES = """
CREATE TABLE IF NOT EXISTS state (name TEXT PRIMARY KEY, value TEXT);
CREATE TABLE IF NOT EXISTS records (
  entity TEXT, id TEXT, version INTEGER, record TEXT, PRIMARY KEY (entity, id));
CREATE TABLE IF NOT EXISTS waiting (
  number INTEGER PRIMARY KEY AUTOINCREMENT, change_id TEXT UNIQUE, entity TEXT, record_id TEXT,
  change TEXT, follows TEXT);
CREATE TABLE IF NOT EXISTS conflicts (
  number INTEGER PRIMARY KEY AUTOINCREMENT, change_id TEXT UNIQUE, conflict TEXT);
"""

_VERSIONED = ("update", "delete")


class SyncProblem(Exception):
    """The server refused a request as a whole. Changes that wait are kept."""

    def __init__(self, status: int, problem: dict):
        super().__init__(f"{status} {problem.get('code', '')}: {problem.get('detail', '')}")
        self.status, self.problem = status, problem


class Unreachable(Exception):
    """The server did not answer, or has no time now. Sync again later; changes that wait are kept."""


class AtriumSync:
    """Copies of the records that a user may see, and the changes that they made."""

    def __init__(
        self,
        url: str,
        token: Callable[[], str],
        path: str,
        on_conflict: Optional[Callable[[dict], Any]] = None,
        now: Callable[[], datetime] = lambda: datetime.now(timezone.utc),
        page: int = 500,
        timeout: float = 30.0,
    ):
        """
        url: where Fleet is, `https://…/api/fleet`.
        token: gives an access token for each request.
        path: the SQLite file; one for each user.
        on_conflict: is told of each conflict, after it was kept.
        now: the device's clock. It may be wrong.
        page: how many records the server sends at once, 1,000 at most.
        timeout: seconds without a word from the server.
        """
        self.url, self.token, self.on_conflict = url.rstrip("/"), token, on_conflict
        self.now, self.page, self.timeout = now, page, timeout
        self._lock = threading.RLock()
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._db.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;" + _TABLES)

    def close(self) -> None:
        """Closes the file."""
        with self._lock:
            self._db.close()

    # --- What the app shows and does.

    def records(self, entity: str) -> List[dict]:
        """The copies of an entity, by their ids: company, driver, account or transaction."""
        return [json.loads(row[0]) for row in self._all(
            "SELECT record FROM records WHERE entity = ? ORDER BY id", entity)]

    def record(self, entity: str, record_id: str) -> Optional[dict]:
        """One copy; None where there is none."""
        rows = self._all(
            "SELECT record FROM records WHERE entity = ? AND id = ?", entity, record_id.lower())
        return json.loads(rows[0][0]) if rows else None

    def waiting(self) -> List[dict]:
        """The changes that are yet to be pushed, in their order."""
        return [json.loads(row[0]) for row in self._all(
            "SELECT change FROM waiting ORDER BY number")]

    def conflicts(self) -> List[dict]:
        """What the server refused and the app has not settled: `change`, what was asked for;
        `status`, `code` and `errors`, why not; `version` and `record`, what the server has."""
        return [json.loads(row[0]) for row in self._all(
            "SELECT conflict FROM conflicts ORDER BY number")]

    def settle(self, change_id: str) -> None:
        """Forgets a conflict."""
        self._all("DELETE FROM conflicts WHERE change_id = ?", change_id)

    def change(
        self,
        entity: str,
        op: str,
        record_id: Optional[str] = None,
        data: Optional[dict] = None,
    ) -> dict:
        """Takes a change: it is pushed by the next `sync`.

        op: create, update, delete, activate, deactivate, approve, reject or cancel.
        record_id: the record; a new id where it is created.
        data: the body of the route that makes such a change.
        """
        change: Dict[str, Any] = {
            "change_id": str(uuid.uuid4()),
            "entity": entity,
            "op": op,
            "record_id": (record_id or str(uuid.uuid4())).lower(),
            "at": _text(self.now()),
        }
        if data is not None:
            change["data"] = data
        with self._lock, self._transaction():
            follows = None
            if op in _VERSIONED:
                # What waits for the same record comes first, and gives it another version.
                rows = self._all(
                    "SELECT change_id FROM waiting WHERE entity = ? AND record_id = ?"
                    " ORDER BY number DESC LIMIT 1", entity, change["record_id"])
                follows = rows[0][0] if rows else None
                change["base_version"] = self._version(entity, change["record_id"])
            self._all(
                "INSERT INTO waiting (change_id, entity, record_id, change, follows)"
                " VALUES (?, ?, ?, ?, ?)", change["change_id"], entity, change["record_id"],
                json.dumps(change), follows)
        return change

    def sync(self) -> None:
        """Pushes what waits and pulls what others changed, until there is nothing more of either.

        Raises Unreachable where the server cannot be asked now, SyncProblem where it refuses.
        """
        with self._lock:
            while True:
                changes = self._batch()
                answer = self._ask(changes)
                if answer is None:
                    # The copies are too old. Nothing was applied.
                    with self._transaction():
                        self._all("DELETE FROM records")
                        self._all("DELETE FROM state WHERE name = 'cursor'")
                    continue
                found = self._take(answer)
                if self.on_conflict:
                    for conflict in found:
                        self.on_conflict(conflict)
                if not answer["has_more"] and not self._batch():
                    return

    # --- What follows is not for callers.

    def _all(self, statement: str, *values: Any) -> list:
        with self._lock:
            return self._db.execute(statement, values).fetchall()

    def _transaction(self) -> "_Transaction":
        return _Transaction(self._db)

    def _version(self, entity: str, record_id: str) -> int:
        rows = self._all(
            "SELECT version FROM records WHERE entity = ? AND id = ?", entity, record_id)
        return rows[0][0] if rows else 0

    def _batch(self) -> List[dict]:
        """The first changes that wait, up to one whose version an earlier one of them makes."""
        batch: List[dict] = []
        for text, follows in self._all(
            "SELECT change, follows FROM waiting ORDER BY number LIMIT 200"
        ):
            if follows and any(change["change_id"] == follows for change in batch):
                break
            batch.append(json.loads(text))
        return batch

    def _ask(self, changes: List[dict]) -> Optional[dict]:
        """The server's answer; None where the cursor is too old."""
        cursor = self._all("SELECT value FROM state WHERE name = 'cursor'")
        body = {
            "since": cursor[0][0] if cursor else None,
            "client_time": _text(self.now()),
            "limit": self.page,
            "changes": changes,
        }
        request = urllib.request.Request(
            self.url + "/sync",
            json.dumps(body).encode(),
            {"Content-Type": "application/json", "Authorization": "Bearer " + self.token()},
        )
        try:
            with urllib.request.urlopen(request, timeout=self.timeout) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            problem = _problem(error)
            if error.code == 409 and problem.get("code") == "cursor_expired":
                return None
            if error.code in (408, 429) or error.code >= 500:
                raise Unreachable(f"{error.code} {problem.get('code', '')}") from error
            raise SyncProblem(error.code, problem) from error
        except (OSError, ValueError, http.client.HTTPException) as error:
            raise Unreachable(str(error)) from error

    def _take(self, answer: dict) -> List[dict]:
        """Takes an answer in, all of it or nothing. Returns the conflicts."""
        conflicts = []
        with self._transaction():
            for applied in answer["applied"]:
                self._forget_change(applied["change_id"])
                # An edit that was made after it is an edit of what it made.
                for number, text in self._all(
                    "SELECT number, change FROM waiting WHERE follows = ?", applied["change_id"]
                ):
                    change = dict(json.loads(text), base_version=applied["version"])
                    self._all(
                        "UPDATE waiting SET change = ?, follows = NULL WHERE number = ?",
                        json.dumps(change), number)
                self._merge(applied["entity"], applied["record_id"], applied["version"],
                            applied["record"])
            for conflict in answer["conflicts"]:
                change = self._forget_change(conflict["change_id"])
                if change is None:
                    continue
                conflict = dict(conflict, change=change)
                conflicts.append(conflict)
                self._all(
                    "INSERT OR IGNORE INTO conflicts (change_id, conflict) VALUES (?, ?)",
                    conflict["change_id"], json.dumps(conflict))
            for changed in answer["changes"]:
                if changed["entity"] == "company" and changed["deleted"]:
                    self._forget_company(changed["record_id"])
                self._merge(changed["entity"], changed["record_id"], changed["version"],
                            None if changed["deleted"] else changed["record"])
            self._all("INSERT OR REPLACE INTO state (name, value) VALUES ('cursor', ?)",
                      answer["cursor"])
        return conflicts

    def _forget_change(self, change_id: str) -> Optional[dict]:
        rows = self._all("SELECT change FROM waiting WHERE change_id = ?", change_id)
        self._all("DELETE FROM waiting WHERE change_id = ?", change_id)
        return json.loads(rows[0][0]) if rows else None

    def _merge(self, entity: str, record_id: str, version: int, record: Optional[dict]) -> None:
        if record is not None:
            self._all(
                "INSERT OR REPLACE INTO records (entity, id, version, record)"
                " VALUES (?, ?, ?, ?)", entity, record_id, record.get("version", version),
                json.dumps(record))
            return
        self._all("DELETE FROM records WHERE entity = ? AND id = ?", entity, record_id)

    def _forget_company(self, company: str) -> None:
        """A company that the user has no part in any more stands for all of it, and the server
        tells anew what they see otherwise. Of another company only the card goes: what was between
        it and ours stays ours."""
        companies = self.records("company")
        ours = {one["id"] for one in companies if one.get("my_role")}
        # Of companies that are not ours there is no driver but who drives for it.
        is_whole = company in ours or any(
            driver["consumer_company_id"] == company for driver in self.records("driver"))
        for entity in ("driver", "account", "transaction"):
            for copy in self.records(entity):
                sides = {copy.get("consumer_company_id"), copy.get("supplier_company_id")}
                if company in sides and (is_whole or not ours & sides - {company}):
                    self._all(
                        "DELETE FROM records WHERE entity = ? AND id = ?", entity, copy["id"])
        if not is_whole:
            return
        linked = {account[side] for account in self.records("account")
                  for side in ("consumer_company_id", "supplier_company_id")}
        for card in companies:
            if card["id"] not in ours | linked:
                self._all("DELETE FROM records WHERE entity = 'company' AND id = ?", card["id"])


class _Transaction:
    """All of it, or nothing."""

    def __init__(self, db: sqlite3.Connection):
        self.db = db

    def __enter__(self) -> None:
        self.db.execute("BEGIN IMMEDIATE")

    def __exit__(self, kind: Any, *rest: Any) -> None:
        self.db.execute("COMMIT" if kind is None else "ROLLBACK")


def _text(moment: datetime) -> str:
    return moment.astimezone(timezone.utc).isoformat(timespec="milliseconds").replace(
        "+00:00", "Z")


def _problem(error: urllib.error.HTTPError) -> dict:
    try:
        found = json.load(error)
    except (OSError, ValueError, http.client.HTTPException):
        return {}
    return found if isinstance(found, dict) else {}
