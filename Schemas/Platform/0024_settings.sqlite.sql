-- Settings that are changed while servers run.

-- A row for each setting that was ever changed. Without a value the default counts again. Rows are
-- never removed, and each change raises a version: the sum of the versions tells of every change.
CREATE TABLE platform_settings (
  context    TEXT NOT NULL,
  key        TEXT NOT NULL,
  value      TEXT,
  version    INTEGER NOT NULL CHECK (version > 0),
  updated_at INTEGER NOT NULL,
  updated_by BLOB,
  PRIMARY KEY (context, key)
) STRICT, WITHOUT ROWID;

-- Every value that a setting had.
CREATE TABLE platform_settings_history (
  context    TEXT NOT NULL,
  key        TEXT NOT NULL,
  version    INTEGER NOT NULL CHECK (version > 0),
  value      TEXT,
  updated_at INTEGER NOT NULL,
  updated_by BLOB,
  PRIMARY KEY (context, key, version)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER platform_settings_history_not_updated BEFORE UPDATE ON platform_settings_history
BEGIN SELECT RAISE(ABORT, 'AT001: platform_settings_history is append-only'); END;
CREATE TRIGGER platform_settings_history_not_deleted BEFORE DELETE ON platform_settings_history
BEGIN SELECT RAISE(ABORT, 'AT001: platform_settings_history is append-only'); END;
CREATE TRIGGER platform_settings_history_not_replaced BEFORE INSERT ON platform_settings_history
WHEN EXISTS (
  SELECT 1 FROM platform_settings_history
  WHERE context = NEW.context AND key = NEW.key AND version = NEW.version)
BEGIN SELECT RAISE(ABORT, 'AT001: platform_settings_history is append-only'); END;
