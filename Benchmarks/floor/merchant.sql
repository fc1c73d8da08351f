\set a random(2, :users)
\set b 1
BEGIN;
SELECT id, balance FROM accounts WHERE id IN (:a, :b) ORDER BY id FOR UPDATE;
UPDATE accounts SET balance = balance + CASE WHEN id = :a THEN -1 ELSE 1 END WHERE id IN (:a, :b);
INSERT INTO transfers (debit, credit, amount) VALUES (:a, :b, 1);
INSERT INTO entries (account_id, amount) VALUES (:a, -1), (:b, 1);
COMMIT;
