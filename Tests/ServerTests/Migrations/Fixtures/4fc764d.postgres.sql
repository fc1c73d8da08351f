-- A database as release 4fc764d left it, with rows in every table: written by its programs, and read
-- out of it. Everybody's password is "correct horse 7 battery".
-- What Ada asked under idempotency keys, and how it answered:
-- asked success {"to_user_id": "01a22b84-f264-7655-8017-130de9803839", "amount": "5.00", "note": "rent"}
-- answered success 201 {"id":"01a22b84-f631-7651-ace0-853247721a2d","type":"transfer","direction":"debit","amount":"5.00","currency":"NGN","status":"completed","reference":"01a22b84-f631-7651-ace0-853247721a2d","counterparty":{"user_id":"01a22b84-f264-7655-8017-130de9803839"},"note":"rent","created_at":"2026-11-30T08:14:23.794Z","balance_after":"85.00","balance":"85.00"}
-- asked funds {"to_user_id": "01a22b84-f264-7655-8017-130de9803839", "amount": "99999.00"}
-- answered funds 409 {"type":"/problems/insufficient_funds","title":"Insufficient funds","status":409,"detail":"Your wallet does not hold this much.","code":"insufficient_funds","request_id":"01a22b84-f688-76ec-a543-9e77b9b93421"}
-- asked blocked {"to_user_id": "01a22b84-f388-7760-aa82-8f6e9efe6b5a", "amount": "5.00"}
-- answered blocked 409 {"type":"/problems/recipient_unavailable","title":"The recipient cannot receive money","status":409,"detail":"This user cannot receive money at present.","code":"recipient_unavailable","request_id":"01a22b84-f79d-76ea-80a6-ddd7747ff189"}

INSERT INTO auth_users (
  id, email, password_hash, name, name_key, first_name, last_name, phone_number, date_of_birth,
  avatar_url, is_verified, referral_code, referred_by, blocked_at, block_reason, deleted_at,
  epoch, version, created_at, updated_at)
VALUES
  ('01a22b84-f0ac-717a-90ff-3c0722e53a30', 'ada@example.com', '$argon2id$v=19$m=19456,t=2,p=1$cdVIW9T6jBlcIhaS2gpbsA$zdMsLSyawHj3mhTec0LxZ9DyBqp7VL1gsfXsi5X/WMo', 'Ada Obi', 'ada obi', NULL, NULL, NULL, NULL, NULL, 'false', 'EHA9V50Y', NULL, NULL, NULL, NULL, '0', '1', '2026-11-30 08:14:22.38+00', '2026-11-30 08:14:22.38+00'),
  ('01a22b84-f264-7655-8017-130de9803839', 'bola@example.com', '$argon2id$v=19$m=19456,t=2,p=1$DGfcvuTTCqF9X9gpTTjXHw$amU3a6cvWezinZPp0luj0HqYhxAfznBgBlJCiO1gTKU', 'Bola Obi', 'bola obi', NULL, NULL, NULL, NULL, NULL, 'false', '4RX5PYZB', NULL, NULL, NULL, NULL, '0', '1', '2026-11-30 08:14:22.82+00', '2026-11-30 08:14:22.82+00'),
  ('01a22b84-f388-7760-aa82-8f6e9efe6b5a', 'eve@example.com', '$argon2id$v=19$m=19456,t=2,p=1$patPdM/U5M6lczFSUn3QyA$CM9KD5YoM355/HPlf0IuWzsVLMV/+HcFHSATc7GETA4', 'Eve Obi', 'eve obi', NULL, NULL, NULL, NULL, NULL, 'false', 'GNE33CA5', NULL, '2026-11-30 08:14:24.089+00', 'lost', NULL, '1', '2', '2026-11-30 08:14:23.112+00', '2026-11-30 08:14:24.089+00'),
  ('01a22b85-0a5f-704b-a3df-775338cea366', NULL, NULL, 'Tele', 'tele', 'Tele', NULL, NULL, NULL, NULL, 'false', '0QVQHD7Y', NULL, NULL, NULL, NULL, '0', '1', '2026-11-30 08:14:28.959+00', '2026-11-30 08:14:28.959+00');

INSERT INTO auth_api_keys (
  id, user_id, name, hash, scopes, created_by, created_at, expires_at, revoked_at, last_used_at)
VALUES
  ('01a22b84-f860-7404-a52b-65032a221ef6', '01a22b84-f0ac-717a-90ff-3c0722e53a30', 'bot', '\x36d3f96c7996351249b9e644aaf4862fa0a7ee1fe5f48c4789d444a1a3028a08', 'ajo.wallet.read', '01a22b84-f0ac-717a-90ff-3c0722e53a30', '2026-11-30 08:14:24.352+00', NULL, NULL, NULL);

INSERT INTO auth_failures (
  key, count, window_start)
VALUES
  ('\x641a65ac6e40029ff1efccd295868054e7bd413be76a500c0e2a846abf3fbeb8', '1', '2026-11-30 08:14:24.497+00'),
  ('\x729a41e70d29743707b4ee9c3b9924a7c7f0ea721028d3d748396ca25a60062e', '1', '2026-11-30 08:14:24.497+00'),
  ('\xd2cd10c679a8eb03305f704b41886c909d7a5cd2738207531eb50ea212e232d9', '1', '2026-11-30 08:14:27.857+00'),
  ('\xfb6e3e8edba7ee5408830c329dde609779da7bfe3512740f583abd205a8057e8', '1', '2026-11-30 08:14:27.857+00'),
  ('\x0f3369d26055452b30b884c1a2f1b33c8e5fbf1064a98d7d4712f7d14db8350a', '1', '2026-11-30 08:14:27.857+00');

INSERT INTO auth_identities (
  id, user_id, provider, subject, email, created_at, last_used_at)
VALUES
  ('01a22b85-0a5f-704b-a3df-77529c18f461', '01a22b85-0a5f-704b-a3df-775338cea366', 'telegram', '279058397', NULL, '2026-11-30 08:14:28.959+00', '2026-11-30 08:14:28.959+00');

INSERT INTO auth_known_networks (
  user_id, network)
VALUES
  ('01a22b84-f0ac-717a-90ff-3c0722e53a30', '127.0.0.1'),
  ('01a22b84-f264-7655-8017-130de9803839', '127.0.0.1'),
  ('01a22b84-f388-7760-aa82-8f6e9efe6b5a', '127.0.0.1'),
  ('01a22b85-0a5f-704b-a3df-775338cea366', '127.0.0.1');

INSERT INTO auth_mail_tokens (
  hash, user_id, purpose, email, expires_at)
VALUES
  ('\xfb94dfbb5cc86920a63695542b9f6e52d83ba25fec31701649b188e241a2c294', '01a22b84-f0ac-717a-90ff-3c0722e53a30', 'password_reset', 'ada@example.com', '2026-11-30 09:14:24.512+00');

INSERT INTO auth_mfa_challenges (
  hash, user_id, expires_at)
VALUES
  ('\xee84ee8099abd3e7bd79f649217555b90feaa9b27189e8b9c6be28655aa6fae1', '01a22b84-f264-7655-8017-130de9803839', '2026-11-30 08:19:27.652+00');

INSERT INTO auth_notices (
  kind, session_id, user_id, epoch, roles, at)
VALUES
  ('user_barred', NULL, '01a22b84-f388-7760-aa82-8f6e9efe6b5a', '1', NULL, '2026-11-30 08:14:24.089+00'),
  ('session_ended', '01a22b85-1bd4-70d1-b44a-3295f8caffbb', NULL, NULL, NULL, '2026-11-30 08:14:34.895+00');

INSERT INTO auth_pending_profiles (
  user_id, context, profile, created_at)
VALUES
  ('01a22b84-f388-7760-aa82-8f6e9efe6b5a', 'fleet', '{}', '2026-11-30 08:14:23.112+00');

INSERT INTO auth_pin_tokens (
  hash, user_id, action, amount_minor, currency, expires_at, claimant)
VALUES
  ('\x5d9362a244c611c1fd3bbc156e209585073e316438f0f2879d81e5044a0efeda', '01a22b84-f264-7655-8017-130de9803839', NULL, NULL, NULL, '2026-11-30 08:19:26.156+00', NULL);

INSERT INTO auth_pins (
  user_id, pin_hash, failures, locked_until, changed_at)
VALUES
  ('01a22b84-f264-7655-8017-130de9803839', '$argon2id$v=19$m=19456,t=2,p=1$x2k3L0xzmbxAe1ffNMf1cA$kT2rZ1tltOX6+e/VNRcp9dnennsufZCIt43hHAOJyvw', '0', NULL, '2026-11-30 08:14:25.42+00');

INSERT INTO auth_recovery_codes (
  user_id, hash)
VALUES
  ('01a22b84-f264-7655-8017-130de9803839', '\x20c1585142fe0447096ebad13f18cd1446ffad6cd65f3a675b2f31d4a27ff004'),
  ('01a22b84-f264-7655-8017-130de9803839', '\x877850f8e7818a609598dbb00882871ca8bc5c8547fff07de0a5face67d85c82'),
  ('01a22b84-f264-7655-8017-130de9803839', '\xed6527957718c87dd95dea622e18c4ce8339aef46b3542be1ca00c537e1d0508'),
  ('01a22b84-f264-7655-8017-130de9803839', '\xe1099525cb70a5abf61c1118fa5a912a6144f30fabf423cd75654e100b3311f5'),
  ('01a22b84-f264-7655-8017-130de9803839', '\x393626df2e584f80aec250c45a4ea016892ace308d3461c38f52ee72a423ba2e'),
  ('01a22b84-f264-7655-8017-130de9803839', '\xbe4e4127444e128fc43024ee00cd077ab017403ed810dafc38b6027da0d3fe11'),
  ('01a22b84-f264-7655-8017-130de9803839', '\x84e5bea7143a68deaf537e2a89797794a699978286a4b7bbf449213e8447a2e9'),
  ('01a22b84-f264-7655-8017-130de9803839', '\xd070ae8caf5190522aa2013750b348898725351139ac33f16bc46f72e3c86b83'),
  ('01a22b84-f264-7655-8017-130de9803839', '\xce6065916296087f0312a99baafffbc7ab2959c62a043da84f56e510e313d1ab'),
  ('01a22b84-f264-7655-8017-130de9803839', '\xbb4b07e225879b54cfbeb0a7bdb51e3bcee193f9ff027f55b7d0a9ea5b8ca7f6');

INSERT INTO auth_redeemed_codes (
  nonce, expires_at)
VALUES
  ('\xbb1d6a9e1fd23e112969dde19db5f1a5', '2026-11-30 08:19:24+00');

INSERT INTO auth_roles (
  user_id, role)
VALUES
  ('01a22b84-f0ac-717a-90ff-3c0722e53a30', 'user'),
  ('01a22b84-f264-7655-8017-130de9803839', 'user'),
  ('01a22b84-f388-7760-aa82-8f6e9efe6b5a', 'user'),
  ('01a22b85-0a5f-704b-a3df-775338cea366', 'user');

INSERT INTO auth_sessions (
  id, user_id, created_at, last_seen_at, expires_at, user_agent, address, revoked_at, family_key,
  current_hash, parent_hash, sealed_child, rotated_at)
VALUES
  ('01a22b84-f0ac-717a-90ff-3c070a3b305b', '01a22b84-f0ac-717a-90ff-3c0722e53a30', '2026-11-30 08:14:22.38+00', '2026-11-30 08:14:22.38+00', '2026-12-30 08:14:22.38+00', 'curl/7.88.1', '127.0.0.1', NULL, '\xf74be2d05182d7be5babbc909068f044169e1b55f8ce83d5abb9215368abb9b2', '\xc40155d02a536a6f096e3507d263b62622d09947f186a83b53bafa77c68d33fc', NULL, NULL, NULL),
  ('01a22b84-f264-7655-8017-130d341da0a6', '01a22b84-f264-7655-8017-130de9803839', '2026-11-30 08:14:22.82+00', '2026-11-30 08:14:22.82+00', '2026-12-30 08:14:22.82+00', 'curl/7.88.1', '127.0.0.1', NULL, '\xd3a46e48373ed7db174513c2809a1ba7dc8db4226d0833a5abbe2470baa35278', '\xf069981faa4e3531dcbd6d53ecc5ceccbd0e4c42a973b5680a952a5800de27bc', NULL, NULL, NULL),
  ('01a22b84-f388-7760-aa82-8f6e6376bda0', '01a22b84-f388-7760-aa82-8f6e9efe6b5a', '2026-11-30 08:14:23.112+00', '2026-11-30 08:14:23.112+00', '2026-12-30 08:14:23.112+00', 'curl/7.88.1', '127.0.0.1', '2026-11-30 08:14:24.089+00', '\xa1637c4c1c559ecf7749c9c9b53c152cbc3bc10dfe2a0c437491b5492c32959d', '\x7c7e23c23a614df890ceaa77c526ebff2046c45da66fe5ca880ae2d2edab4b8c', NULL, NULL, NULL),
  ('01a22b85-0a5f-704b-a3df-7753b2207944', '01a22b85-0a5f-704b-a3df-775338cea366', '2026-11-30 08:14:28.959+00', '2026-11-30 08:14:28.959+00', '2026-12-30 08:14:28.959+00', 'curl/7.88.1', '127.0.0.1', NULL, '\x02c77c02ff980fb875c97d13dda935ea0b555a2acabe3be10ec7df5865a09595', '\x129920dd47940fe86166d360617a9959c859d03f22279926705e946e2268934e', NULL, NULL, NULL),
  ('01a22b85-1bd4-70d1-b44a-3295f8caffbb', '01a22b84-f0ac-717a-90ff-3c0722e53a30', '2026-11-30 08:14:33.428+00', '2026-11-30 08:14:33.428+00', '2026-12-30 08:14:33.428+00', 'curl/7.88.1', '127.0.0.1', '2026-11-30 08:14:34.895+00', '\x2e4108fb5faa0ba01d66487a05ae576c5c534f54d331707ee640ced7c7fbf8be', '\x35487bbeffcd1b338442d35d4fbb891c5a50d6f98c59008f22d90f55a0e626c1', NULL, NULL, NULL);

INSERT INTO auth_signing_keys (
  kid, seed, created_at, retired_at, signs, sealed_by)
VALUES
  ('dWRZKktbpDlzi3_d', '\xb48d91fde105da27a4ce3d232ab749af57daaa9bbe05eb452545da97a29a4a5a', '2026-11-30 08:14:21.977+00', NULL, '1', NULL);

INSERT INTO auth_totp (
  user_id, secret, enabled_at, last_step, sealed_by)
VALUES
  ('01a22b84-f264-7655-8017-130de9803839', '\x9ee17a0e826d81f4b811cb4da38c3ca408cb5fa3', '2026-11-30 08:14:27.186+00', '59867548', NULL);

INSERT INTO ledger_accounts (
  id, owner_id, code, unit, may_overdraw, is_closed, debits_pending, debits_posted,
  credits_pending, credits_posted, last_sequence, last_hash, opened_at)
VALUES
  ('01a22b84-f528-73e6-8d76-23fa8b3a91bc', '00000000-0000-0000-0000-000000000000', 'ajo.house', 'NGN', 'true', 'false', '0', '10000', '0', '0', '1', '\xf267104f13a89fc2aaa905e1a52db3605309f7a57fe2660db750cf67f0fa7ee7', '2026-11-30 08:14:23.528+00'),
  ('01a22b84-f528-73e6-8d76-23fa947c0fcb', '01a22b84-f0ac-717a-90ff-3c0722e53a30', 'ajo.wallet', 'NGN', 'false', 'false', '0', '1500', '0', '10000', '3', '\xcc2c9974bfc0306df00e0e9e57db72a36a16ef0ef94da3a35aee785b82e0cfb8', '2026-11-30 08:14:23.528+00'),
  ('01a22b84-f5cd-71d3-84fa-7789704cbf02', '01a22b84-f264-7655-8017-130de9803839', 'ajo.wallet', 'NGN', 'false', 'false', '0', '0', '0', '1500', '2', '\xe1b60c13a56f129ad1f2832debf98144996c5abedecaf9c55fc748c08cfc2441', '2026-11-30 08:14:23.693+00'),
  ('01a22b84-f79e-744e-baa9-7df399a1af37', '01a22b84-f388-7760-aa82-8f6e9efe6b5a', 'ajo.wallet', 'NGN', 'false', 'false', '0', '0', '0', '0', '0', '\x0000000000000000000000000000000000000000000000000000000000000000', '2026-11-30 08:14:24.158+00');

INSERT INTO ledger_entries (
  account_id, sequence, transfer_id, amount, balance_after, counterparty_owner_id, kind, note,
  posted_at, hash)
VALUES
  ('01a22b84-f528-73e6-8d76-23fa8b3a91bc', '1', '01a22b84-f4f5-7146-a01d-bc328ddc510e', '-10000', '-10000', '01a22b84-f0ac-717a-90ff-3c0722e53a30', 'credit', NULL, '2026-11-30 08:14:23.528+00', '\xf267104f13a89fc2aaa905e1a52db3605309f7a57fe2660db750cf67f0fa7ee7'),
  ('01a22b84-f528-73e6-8d76-23fa947c0fcb', '1', '01a22b84-f4f5-7146-a01d-bc328ddc510e', '10000', '10000', '00000000-0000-0000-0000-000000000000', 'credit', NULL, '2026-11-30 08:14:23.528+00', '\xb93db04faa801a205d91cf80b83b66f96605fb4924b66d8b700a898ed1e3ea75'),
  ('01a22b84-f528-73e6-8d76-23fa947c0fcb', '2', '01a22b84-f5cd-71d3-84fa-7788857ebf28', '-1000', '9000', '01a22b84-f264-7655-8017-130de9803839', 'transfer', 'without a key', '2026-11-30 08:14:23.693+00', '\x8e1215cd0937e5673348e828fe889804caac83a9d5883603d0e4df79bd9e483d'),
  ('01a22b84-f5cd-71d3-84fa-7789704cbf02', '1', '01a22b84-f5cd-71d3-84fa-7788857ebf28', '1000', '1000', '01a22b84-f0ac-717a-90ff-3c0722e53a30', 'transfer', 'without a key', '2026-11-30 08:14:23.693+00', '\xf6fba84b024e1a992d4b216af491bd0c42df13aee3fc96eaae9fea5b00cc8e7b'),
  ('01a22b84-f528-73e6-8d76-23fa947c0fcb', '3', '01a22b84-f631-7651-ace0-853247721a2d', '-500', '8500', '01a22b84-f264-7655-8017-130de9803839', 'transfer', 'rent', '2026-11-30 08:14:23.794+00', '\xcc2c9974bfc0306df00e0e9e57db72a36a16ef0ef94da3a35aee785b82e0cfb8'),
  ('01a22b84-f5cd-71d3-84fa-7789704cbf02', '2', '01a22b84-f631-7651-ace0-853247721a2d', '500', '1500', '01a22b84-f0ac-717a-90ff-3c0722e53a30', 'transfer', 'rent', '2026-11-30 08:14:23.794+00', '\xe1b60c13a56f129ad1f2832debf98144996c5abedecaf9c55fc748c08cfc2441');

INSERT INTO ledger_refusals (
  transfer_id, refusal, refused_at)
VALUES
  ('01a22b84-f689-7561-9044-fd0c4f2e13e2', 'exceeds_balance', '2026-11-30 08:14:23.884+00');

INSERT INTO ledger_transfers (
  id, debit_account_id, credit_account_id, amount, unit, kind, note, debit_owner_id,
  credit_owner_id, debit_sequence, credit_sequence, debit_balance_after, credit_balance_after,
  posted_at)
VALUES
  ('01a22b84-f4f5-7146-a01d-bc328ddc510e', '01a22b84-f528-73e6-8d76-23fa8b3a91bc', '01a22b84-f528-73e6-8d76-23fa947c0fcb', '10000', 'NGN', 'credit', NULL, '00000000-0000-0000-0000-000000000000', '01a22b84-f0ac-717a-90ff-3c0722e53a30', '1', '1', '-10000', '10000', '2026-11-30 08:14:23.528+00'),
  ('01a22b84-f5cd-71d3-84fa-7788857ebf28', '01a22b84-f528-73e6-8d76-23fa947c0fcb', '01a22b84-f5cd-71d3-84fa-7789704cbf02', '1000', 'NGN', 'transfer', 'without a key', '01a22b84-f0ac-717a-90ff-3c0722e53a30', '01a22b84-f264-7655-8017-130de9803839', '2', '1', '9000', '1000', '2026-11-30 08:14:23.693+00'),
  ('01a22b84-f631-7651-ace0-853247721a2d', '01a22b84-f528-73e6-8d76-23fa947c0fcb', '01a22b84-f5cd-71d3-84fa-7789704cbf02', '500', 'NGN', 'transfer', 'rent', '01a22b84-f0ac-717a-90ff-3c0722e53a30', '01a22b84-f264-7655-8017-130de9803839', '3', '2', '8500', '1500', '2026-11-30 08:14:23.794+00');

INSERT INTO platform_audit (
  sequence, actor_id, action, target, before, after, address, user_agent, request_id, at, hash)
VALUES
  ('1', NULL, 'ajo.credit', 'user:01a22b84-f0ac-717a-90ff-3c0722e53a30', NULL, '{"amount":"100.00","currency":"NGN","transfer":"01a22b84-f4f5-7146-a01d-bc328ddc510e"}', NULL, 'atrium', NULL, '2026-11-30 08:14:23.477+00', '\xa3429bb4961de44ee11f182f037b566de1ab78e80655bd9fa0ef953c13ba8bfb'),
  ('2', NULL, 'user.block', 'user:01a22b84-f388-7760-aa82-8f6e9efe6b5a', '{"status":"active"}', '{"status":"blocked"}', NULL, 'atrium', NULL, '2026-11-30 08:14:24.089+00', '\x626d58da063647fe89a4d5a0f5730f0100fc89394450fe4cec68223750b26ea6'),
  ('3', '01a22b84-f0ac-717a-90ff-3c0722e53a30', 'user.api_key_create', 'user:01a22b84-f0ac-717a-90ff-3c0722e53a30', NULL, '{"key":"01a22b84-f860-7404-a52b-65032a221ef6","scopes":["ajo.wallet.read"]}', '127.0.0.1', 'curl/7.88.1', '01a22b84-f85e-71f8-b74d-ca5e79115e4e', '2026-11-30 08:14:24.352+00', '\x40bbbfbbfbb77273404c71137c66fa79318b43b46d2bff691fb3496b18ba00ba');

UPDATE platform_audit_head SET sequence = '3', hash = E'\\x40bbbfbbfbb77273404c71137c66fa79318b43b46d2bff691fb3496b18ba00ba';

INSERT INTO platform_rate_limits (
  key, full_at, granted)
VALUES
  ('\xe3896a998cc879a2538f2463c3821d1b', '1796026462540000', '2');

INSERT INTO platform_retry_keys (
  owner_id, route, key, fingerprint, transfer_id, refusal, request_id, created_at)
VALUES
  ('01a22b84-f0ac-717a-90ff-3c0722e53a30', 'POST /api/ajo/wallet/transfer', 'success', '\x739a85bb68e8d7cdec2febac31df6cbc097047f380f74e355d4424d1daa232ba', '01a22b84-f631-7651-ace0-853247721a2d', NULL, '01a22b84-f630-72c2-99c5-9ed44207f844', '2026-11-30 08:14:23.794+00'),
  ('01a22b84-f0ac-717a-90ff-3c0722e53a30', 'POST /api/ajo/wallet/transfer', 'funds', '\x96b2aa2f421af21e8d345a0d935f573149a1400b6348749b3f5b2ea4571adbd7', '01a22b84-f689-7561-9044-fd0c4f2e13e2', 'exceeds_balance', '01a22b84-f688-76ec-a543-9e77b9b93421', '2026-11-30 08:14:23.884+00'),
  ('01a22b84-f0ac-717a-90ff-3c0722e53a30', 'POST /api/ajo/wallet/transfer', 'blocked', '\x2f719a76b6176b4236082bfe4ac827016acdeafe91cd5be738ebc546d0022354', '01a22b84-f79e-744e-baa9-7df3546b4f67', 'payee_unavailable', '01a22b84-f79d-76ea-80a6-ddd7747ff189', '2026-11-30 08:14:24.158+00');
