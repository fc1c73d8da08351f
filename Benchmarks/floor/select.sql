\set n random(1, :users)
SELECT id, owner_id, code, unit, may_overdraw, is_closed, debits_pending, debits_posted,
  credits_pending, credits_posted, last_sequence, last_hash
FROM wallet_accounts
WHERE owner_id = ('00000000-0000-7000-8000-' || lpad(to_hex(:n::bigint), 12, '0'))::uuid
  AND code = 'ajo.wallet' AND unit = 'NGN';
