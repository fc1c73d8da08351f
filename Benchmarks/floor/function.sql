\set a random(1, :users)
\set b 1 + (:a + random(0, :users - 2)) % :users
SELECT transfer(:a, :b, 1);
