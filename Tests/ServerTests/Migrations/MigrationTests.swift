import AuthTesting
import Foundation
import JSON
import Migrations
import Storage
import Testing

private let botToken = "123456:AAtests"

extension ServerTests {
  /// Migrations of a database that is in use, back and forward again.
  @Suite struct MigrationTests {
    @Test("The migrations of this release keep the rules that lint holds others to")
    func lint() async throws {
      try await Deployment.with(.sqlite) { deployment in
        let outcome = try deployment.run("atrium-migrate", "lint")
        #expect(outcome.exitCode == 0, "\(outcome.output)\(outcome.errors)")
      }
    }

    @Test(
      "Every migration goes back and forward, loses what its way back drops and nothing else",
      arguments: [StorageSet.sqlite, .postgres])
    func roundTrips(on set: StorageSet) async throws {
      let settings = "[auth.social.telegram]\nbot_token_file = \"bot\""
      try await Deployment.with(set, settings: settings) { deployment in
        try deployment.write("bot", "\(botToken)\n")
        try await deployment.serving { try await Self.fill(deployment, $0) }
        let connection = try deployment.connect(to: "auth")
        defer { connection.close() }
        try connection.executeScript(Self.leftOver)
        try connection.executeScript(FleetRows.statements)
        try connection.executeScript(FitnessShopRows.statements)
        try connection.executeScript(FitnessSyncRows.statements)
        try connection.executeScript(FitnessBoardRows.statements)
        let contents = try TableContents.all(connection)
        let empty = contents.filter { $0.value.isEmpty }.keys
        #expect(empty.sorted() == [], "the test must fill every table")
        for (table, column) in Self.newColumns {
          #expect(
            contents[table]?.isFilled(column) == true, "the test must fill \(table).\(column)")
        }

        let streams = try MigrationStream.all(inFoldersOf: "\(Programs.root)/Schemas")
        let way = MigrationWay(connection, streams, deployment.folder)
        for migration in streams.reversed().flatMap({ $0.migrations.reversed() }) {
          if let change = Self.askedFor(by: migration) {
            try Self.refuse(migration, before: change, way)
          }
          try way.goBackAndForth(migration)
        }
        #expect(try TableContents.all(connection).isEmpty)
        try way.forward()
        #expect(try way.drift() == [])
        try await deployment.serving { server in
          let ada = try Person.register("Ada", at: server)
          #expect(try ada.balance(at: server) == 0)
        }
      }
    }

    /// What somebody has to do before they go back behind a migration: users without an address get
    /// one, and secrets of webhooks are decrypted.
    private static func askedFor(by migration: Migration) -> String? {
      switch migration.id.description {
      case let id where id.contains("identities"):
        "UPDATE auth_users SET email = 'found@example.com' WHERE email IS NULL"
      case let id where id.contains("webhook_seal"):
        "UPDATE platform_webhooks SET sealed_by = NULL"
      case let id where id.contains("payment_seal") && !id.contains("keys"):
        "UPDATE platform_payment_webhooks SET sealed_by = NULL"
      default: nil
      }
    }

    /// Going back asks for a change first, and until then nothing is lost.
    private static func refuse(
      _ migration: Migration, before change: String, _ way: MigrationWay
    ) throws {
      let before = try TableContents.all(way.connection)
      #expect(throws: MigrationError.self) {
        try way.back(migration.stream, to: migration.version - 1)
      }
      #expect(try TableContents.all(way.connection) == before)
      try way.connection.executeScript(change)
    }

    /// Uses every part of the product.
    private static func fill(_ deployment: Deployment, _ server: AtriumServer) async throws {
      #expect(try deployment.run("atrium", "demo", "seed", "--users", "4", "--yes").exitCode == 0)
      let bank = try await Bank.open(deployment, server, people: 3, each: 10_00)
      let (ada, client) = (bank.people[0], bank.people[0].client(of: server))
      let blocked = try deployment.run("atrium", "user", "block", bank.people[2].email)
      #expect(blocked.exitCode == 0, "\(blocked.errors)")
      let password = #""password": "\#(Person.password)""#
      var statuses = try [
        bank.send(Order(key: "k", from: 0, to: 1, minorUnits: 1_00), by: server.client()),
        bank.send(Order(key: "l", from: 0, to: 1, minorUnits: 99_00), by: server.client()),
        bank.send(Order(key: "m", from: 0, to: 2, minorUnits: 1_00), by: server.client()),
        client.post("/api/auth/api-keys", #"{"name": "n", "scopes": ["ajo.wallet.read"]}"#),
        client.post("/api/auth/pin", #"{"pin": "4711", \#(password)}"#),
        client.post("/api/auth/pin/verify", #"{"pin": "4711"}"#),
        server.client().post(
          "/api/auth/login", #"{"email": "\#(bank.people[1].email)", "password": "wrong one"}"#),
        bank.people[1].client(of: server).post("/api/auth/logout", "{}"),
      ].map(\.status)
      let code = try client.get("/api/users/\(ada.id)/qr-data").string("payload") ?? ""
      let setup = try client.post("/api/auth/totp/setup", "{\(password)}").string("secret") ?? ""
      let totp = try Programs.run("\(Programs.root)/Scripts/totp", [setup], in: deployment.folder)
      let digits = totp.output.trimmingCharacters(in: .whitespacesAndNewlines)
      let told = InitData.text(
        user: #"{"id":279058397,"first_name":"Bola"}"#, at: Int64(Date().timeIntervalSince1970),
        botToken: botToken)
      statuses += try [
        client.post("/api/users/qr/redeem", #"{"payload": "\#(code)"}"#),
        client.post("/api/auth/totp/enable", #"{"code": "\#(digits)"}"#),
        client.post("/api/auth/login", #"{"email": "\#(ada.email)", \#(password)}"#),
        client.post("/api/auth/social/telegram", #"{"init_data": "\#(told)"}"#),
      ].map(\.status)
      #expect(statuses == [201, 409, 409, 201, 204, 200, 401, 204, 200, 200, 401, 201])
    }

    /// Rows of tables that nobody can be made to fill from outside, or not at once.
    private static let leftOver = """
      INSERT INTO auth_pending_profiles (user_id, context, profile, created_at)
        SELECT id, 'fleet', '{}', created_at FROM auth_users;
      INSERT INTO auth_mail_tokens (hash, user_id, purpose, email, expires_at)
        SELECT family_key, user_id, 'password_reset', 'a@example.com', expires_at
        FROM auth_sessions;
      INSERT INTO platform_rate_limits (key, full_at, granted)
        SELECT nonce, 1, 1 FROM auth_redeemed_codes;
      INSERT INTO platform_idempotency (owner_id, route, key, fingerprint, request_id, created_at,
          status, content_type, location, body)
        SELECT user_id, 'POST /api/ajo/circles', 'n', family_key, 'r', created_at,
          201, 'application/json', '/api/ajo/circles/1', family_key
        FROM auth_sessions WHERE user_id IN (SELECT user_id FROM auth_identities);
      INSERT INTO platform_event_numbers (context, aggregate, number)
        VALUES ('ajo', 'circle:1', 1);
      INSERT INTO platform_outbox (id, context, type, aggregate, number, topics, data, at,
          relayed_at)
        SELECT id, 'ajo', 'ajo.circle.started', 'circle:1', 1, '[]', '{}', created_at, created_at
        FROM auth_identities;
      INSERT INTO platform_outbox_batches (id, content) SELECT id, '[]' FROM auth_identities;
      INSERT INTO platform_relays (source, version, server, led_at, pending)
        SELECT 'elsewhere', 1, 's', created_at, '[]' FROM auth_identities;
      INSERT INTO platform_topics (topic, last_offset) VALUES ('ajo.circle:1', 1);
      INSERT INTO platform_topic_events (position, topic, topic_offset, event_id, type, at, data,
          relayed_at)
        SELECT 1000000, 'ajo.circle:1', 1, id, 'ajo.circle.started', created_at, '{}', created_at
        FROM auth_identities;
      INSERT INTO platform_event_deliveries (subscriber, event_id, context, type, aggregate,
          number, topics, data, at, attempt, due_at, error)
        SELECT 'ajo.nobody', id, 'ajo', 'ajo.circle.started', 'circle:1', 1, '[]', '{}',
          created_at, 1, created_at, 'e'
        FROM auth_identities;
      INSERT INTO platform_inbox (subscriber, event_id, received_at)
        SELECT 'ajo.nobody', id, created_at FROM auth_identities;
      INSERT INTO platform_jobs (id, context, kind, state, args, unique_key, max_attempts,
          scheduled_at, created_at)
        SELECT id, 'ajo', 'ajo.pay_out', 'available', '{}', '1', 5, created_at, created_at
        FROM auth_identities;
      INSERT INTO platform_schedules (name, context, next_at)
        SELECT 'ajo.nobody', 'ajo', created_at FROM auth_identities;
      INSERT INTO platform_notifications (id, user_id, context, event, title, body, kind, priority,
          created_at)
        SELECT id, user_id, 'ajo', 'ajo.circle.started', 't', 'b', 'info', 'high', created_at
        FROM auth_identities;
      INSERT INTO platform_notification_preferences (user_id, content, version, updated_at)
        SELECT user_id, '{}', 1, created_at FROM auth_identities;
      INSERT INTO platform_leavers (user_id, attempt, state, home, closed_accounts, updated_at)
        SELECT user_id, id, 'claimed', 'auth', '[]', created_at FROM auth_identities;
      INSERT INTO platform_webhooks (id, url, events, state, disabled_reason, secret, version,
          sealed_by, created_at, updated_at)
        SELECT id, 'https://example.com/', '["*"]', 'disabled', 'gone', family_key, 1, 'key',
          created_at, created_at
        FROM auth_sessions;
      INSERT INTO platform_webhook_deliveries (id, webhook_id, event_id, event_type, context,
          aggregate, number, body, state, created_at)
        SELECT id, id, id, 'ajo.circle.started', 'ajo', 'circle:1', 1, '{}', 'failed', created_at
        FROM auth_sessions;
      INSERT INTO platform_payment_webhooks (id, provider, context, verdict, state, body,
          sealed_by, digest, delivery_id, deliveries, received_at)
        SELECT id, 'sandbox', 'ajo', 'verified', 'applied', family_key, 'key', 'verified:1', id, 1,
          created_at
        FROM (SELECT id, family_key, created_at
          FROM auth_sessions LIMIT 1) AS sessions;
      INSERT INTO platform_sandbox_payments (reference, kind, amount, currency, state, created_at)
        SELECT 'ajo-1', 'charge', 1, 'NGN', 'pending', created_at FROM auth_identities;
      INSERT INTO platform_sandbox_accounts (bank_code, number, holder)
        VALUES ('058', '0123456789', 'Ada');
      INSERT INTO platform_settings (context, key, value, version, updated_at, updated_by)
        SELECT 'ajo', 'hours', '48', 1, created_at, user_id FROM auth_identities;
      INSERT INTO platform_settings_history (context, key, value, version, updated_at, updated_by)
        SELECT 'ajo', 'hours', '48', 1, created_at, user_id FROM auth_identities;
      INSERT INTO ledger_accounts (id, owner_id, owner_kind, code, unit, may_overdraw, last_hash,
          opened_at)
        SELECT auth_identities.id, user_id, 'circle', 'ajo.pot', unit, may_overdraw, last_hash,
          opened_at
        FROM auth_identities CROSS JOIN ledger_accounts WHERE code = 'ajo.house';
      INSERT INTO ajo_circles (id, name, host_id, state, amount, frequency, cycle_start_date,
          time_zone, size, members_count, payout_order, order_seed, default_policy, fee_policy,
          late_fee, grace_days, invite_code, invite_expires_at, cycles, current_cycle, due_at,
          pot, version, created_at, started_at, ended_at)
        SELECT id, 'n', user_id, 'active', 100, 'monthly', '2026-01-31', 'Africa/Lagos', 2, 1,
          'random', 'ff', 'wait', 'pot', 1, 1, 'c', created_at, 1, 1, created_at, 100, 1,
          created_at, created_at, created_at
        FROM auth_identities;
      INSERT INTO ajo_members (circle_id, user_id, role, state, payout_order, joined_at, ended_at)
        SELECT id, user_id, 'host', 'active', 1, created_at, created_at FROM auth_identities;
      INSERT INTO ajo_cycles (circle_id, number, due_date, recipient_id, paid, paid_at, transfer_id)
        SELECT id, 1, '2026-01-31', user_id, 100, created_at, id FROM auth_identities;
      INSERT INTO ajo_contributions (id, circle_id, cycle_number, user_id, state, amount, fee,
          covered, covered_by, due_date, late_at, paid_at, transfer_id)
        SELECT id, id, 1, user_id, 'paid', 100, 1, 1, user_id, '2026-01-31', created_at, created_at,
          id
        FROM auth_identities;
      INSERT INTO ajo_movements (transfer_id, circle_id, cycle_number)
        SELECT id, id, 1 FROM auth_identities;
      INSERT INTO ajo_customers (user_id, kyc_status, updated_at)
        SELECT user_id, 'verified', created_at FROM auth_identities;
      INSERT INTO ajo_cards (id, user_id, provider, signature, brand, last_four, expiry_month,
          expiry_year, email, token, token_key, created_at)
        SELECT id, user_id, 'paystack', 's', 'visa', '4081', 12, 2030, 'e', family_key, 'k',
          created_at
        FROM auth_sessions;
      INSERT INTO ajo_deposits (id, user_id, provider, reference, state, amount, currency, card_id,
          request_key, authorization_url, provider_reference, paid_amount, paid_currency, paid_at,
          reason, settlement, transfer_id, created_at, ended_at, version)
        SELECT id, user_id, 'paystack', 'ajo-1', 'mismatch', 100, 'NGN', id, 'k',
          'https://example.com/', 'p', 99, 'NGN', created_at, 'r', 'refund', id, created_at,
          created_at, 1
        FROM auth_identities;
      INSERT INTO ajo_bank_accounts (id, user_id, bank_code, bank_name, account_number,
          account_name, state, is_primary, created_at, removed_at, version)
        SELECT auth_identities.id, user_id, '058', 'b', '0123456789', 'a', 'verified',
          may_overdraw, created_at, created_at, 1
        FROM auth_identities CROSS JOIN ledger_accounts WHERE code = 'ajo.house';
      INSERT INTO ajo_withdrawals (id, user_id, bank_account_id, provider, reference, state, amount,
          fee, currency, hold_id, payment_id, fee_hold_id, fee_payment_id, place, balance, returned,
          reason, provider_reference, submitted_at, attempted_at, paid_at, created_at, ended_at,
          version)
        SELECT id, user_id, id, 'paystack', 'ajo-2', 'returned', 100, 1, 'NGN', id, id, id, id, 1,
          1, 'reversed', 'r', 'p', created_at, created_at, created_at, created_at, created_at, 1
        FROM auth_identities;
      INSERT INTO ajo_reversals (transfer_id, reversal_id, reason, actor_id, debt, currency,
          created_at)
        SELECT id, id, 'r', user_id, 1, 'NGN', created_at FROM auth_identities;
      INSERT INTO ajo_identity_checks (id, user_id, document, number, number_key, last_four,
          first_name, last_name, birthday, state, reason, created_at, decided_at)
        SELECT id, user_id, 'bvn', family_key, 'k', '8901', 'f', 'l', '2000-01-31', 'rejected',
          'r', created_at, created_at
        FROM auth_sessions;
      INSERT INTO ajo_reconciled_days (provider, day, settlements, differences, reconciled_at)
        SELECT 'paystack', '2026-01-31', 1, 1, created_at FROM auth_identities;
      INSERT INTO ajo_differences (id, provider, day, kind, subject, name, reference,
          provider_reference, our_amount, our_currency, their_amount, their_currency, our_state,
          their_state, is_open, found_at, closed_at, closed_by, close_reason)
        SELECT auth_identities.id, 'paystack', '2026-01-31', 'amount_differs', 'charge', 'n', 'r',
          'p', 1, 'NGN', 2, 'NGN', 's', 't', may_overdraw, created_at, created_at, user_id, 'c'
        FROM auth_identities CROSS JOIN ledger_accounts WHERE code = 'ajo.house';
      INSERT INTO ajo_take_backs (id, deposit_id, provider, kind, name, state, amount, currency,
          transfer_id, debt, reason, created_at, ended_at)
        SELECT id, id, provider, 'refund', 'r', 'taken', 1, 'NGN', id, 1, 'r', created_at,
          created_at
        FROM ajo_deposits;
      INSERT INTO ajo_debts (user_id, opened_at, closed_at)
        SELECT user_id, created_at, created_at FROM auth_identities;
      INSERT INTO ajo_messages (id, circle_id, number, user_id, deleted_at, created_at)
        SELECT id, id, 1, user_id, created_at, created_at FROM auth_identities;
      INSERT INTO ajo_proposals (id, circle_id, kind, state, proposer_id, member_id, by_user_id,
          own_turn, turn, ends_at, created_at, ended_at)
        SELECT id, id, 'replacement', 'lapsed', user_id, user_id, user_id, 1, 1, created_at,
          created_at, created_at
        FROM auth_identities;
      INSERT INTO ajo_proposal_answers (proposal_id, user_id, approves, answered_at)
        SELECT auth_identities.id, user_id, may_overdraw, created_at
        FROM auth_identities CROSS JOIN ledger_accounts WHERE code = 'ajo.house';
      UPDATE ajo_members SET read_number = 1, pledge_offer = 1;
      UPDATE ajo_contributions SET settled = 1, forgiven = 1, forgiven_host = 1, forgiven_fee = 1,
        forgiven_at = late_at;
      UPDATE ajo_circles SET remind_at = created_at, held_until = created_at;
      """

    /// Columns that an older release knows nothing of, and may be empty.
    private static let newColumns = [
      ("platform_audit", "context"), ("platform_idempotency", "transfer_id"),
      ("platform_idempotency", "rejection"), ("platform_idempotency", "body"),
      ("platform_webhooks", "sealed_by"), ("platform_payment_webhooks", "sealed_by"),
    ]
  }
}
