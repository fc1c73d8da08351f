-- atrium: no-transaction
-- Each start looks for the keys that secrets are under.
CREATE INDEX CONCURRENTLY ajo_identity_checks_key ON ajo_identity_checks (number_key);
