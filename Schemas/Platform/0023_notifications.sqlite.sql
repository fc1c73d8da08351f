-- What users are told. A notification is in the database of the context that tells it; preferences
-- are in the platform's.
CREATE TABLE platform_notifications (
  id         BLOB PRIMARY KEY NOT NULL,
  user_id    BLOB NOT NULL,
  context    TEXT NOT NULL,
  event      TEXT NOT NULL,
  title      TEXT NOT NULL,
  body       TEXT NOT NULL,
  kind       TEXT NOT NULL CHECK (kind IN ('action_required', 'info', 'success')),
  priority   TEXT NOT NULL CHECK (priority IN ('high', 'normal')),
  action_url TEXT,
  created_at INTEGER NOT NULL,
  read_at    INTEGER
) STRICT;
CREATE INDEX platform_notifications_user ON platform_notifications (user_id, id);
CREATE INDEX platform_notifications_unread ON platform_notifications (user_id, id)
  WHERE read_at IS NULL;

CREATE TABLE platform_notification_preferences (
  user_id    BLOB PRIMARY KEY NOT NULL,
  content    TEXT NOT NULL,
  version    INTEGER NOT NULL CHECK (version > 0),
  updated_at INTEGER NOT NULL
) STRICT;
