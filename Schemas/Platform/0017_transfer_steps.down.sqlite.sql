-- To the older schema a hold would be money that was moved. If there ever was one there is no way
-- back.
CREATE TABLE ledger_way_back (transfer_id BLOB NOT NULL) STRICT;
CREATE TRIGGER ledger_way_back_refused BEFORE INSERT ON ledger_way_back
BEGIN
  SELECT RAISE(
    ABORT, 'there are holds, which an older schema would take for money that was moved');
END;
INSERT INTO ledger_way_back (transfer_id)
SELECT id FROM ledger_transfers WHERE step IS NOT NULL LIMIT 1;
DROP TABLE ledger_way_back;

ALTER TABLE ledger_transfers DROP COLUMN expires_at;
ALTER TABLE ledger_transfers DROP COLUMN pending_id;
ALTER TABLE ledger_transfers DROP COLUMN step;
