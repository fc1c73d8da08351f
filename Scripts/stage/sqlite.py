"""SQLite databases, and sessions on them."""

import sqlite3


class File:
    """A SQLite database."""

    is_postgres = False

    def __init__(self, path):
        self.path, self.url = path, f"sqlite:{path}"

    def run(self, sql):
        """Runs statements; answers the rows of the last one."""
        session = self.session()
        try:
            return session.run(sql)
        finally:
            session.close()

    def session(self):
        return FileSession(self.path)


class FileSession:
    def __init__(self, path):
        # Whoever makes it may hand it to another thread.
        self.connection = sqlite3.connect(
            path, timeout=30, isolation_level=None, check_same_thread=False)

    def run(self, sql):
        rows = []
        for statement in _statements(sql):
            rows = self.connection.execute(statement).fetchall()
        return [[None if value is None else str(value) for value in row] for row in rows]

    def close(self):
        self.connection.close()


def _statements(sql):
    part = ""
    for piece in sql.split(";"):
        part += piece
        if sqlite3.complete_statement(part + ";"):
            if part.strip():
                yield part
            part = ""
        else:
            part += ";"
    if part.strip("; \n"):
        yield part
