-- The context that an audit row belongs to, to look for it by. NULL in rows from before: their
-- action tells it, as the hash of every row covers the action and not this column.
ALTER TABLE platform_audit ADD COLUMN context text;
