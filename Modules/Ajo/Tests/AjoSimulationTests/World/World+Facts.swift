import Ajo
import AjoTesting
import Kernel
import PlatformSQL
import Storage

// What is kept, in the words of the model. It is read from the tables, past the stores.
extension World {
  func facts() async throws -> Facts {
    let names = Names(users: users, circles: try await circleIDs())
    var facts = try await accounts(names)
    facts.note(try await deposits(names))
    facts.note(try await takeBacks())
    facts.note("refunds by the provider", "\(gateway.refundRequests.count)")
    facts.note(try await withdrawals(names))
    facts.note(try await proposals(names))
    facts.note(try await circles(names))
    facts.note(try await members(names))
    facts.note(try await cycles(names))
    facts.note(try await dues(names))
    facts.note(try await events())
    return facts
  }

  /// The order of turns in a circle as it is kept.
  func draw(of number: Int) async throws -> [Int] {
    let names = Names(users: users, circles: [])
    return try await database.all(
      """
      SELECT user_id FROM ajo_members
      WHERE circle_id = \(try await nth(number, of: "ajo_circles") as Circle.ID)
        AND state = 'active'
      ORDER BY payout_order
      """
    ) { names[try $0.get(0, as: UserID.self)] }
  }

  /// By what numbers users and circles are called.
  private struct Names {
    private let users: [UserID: Int]
    private let circles: [Circle.ID: Int]

    init(users: [UserID], circles: [Circle.ID]) {
      self.users = Dictionary(uniqueKeysWithValues: users.enumerated().map { ($1, $0) })
      self.circles = Dictionary(uniqueKeysWithValues: circles.enumerated().map { ($1, $0) })
    }

    subscript(user: UserID) -> Int { users[user] ?? -1 }
    subscript(circle: Circle.ID) -> Int { circles[circle] ?? -1 }

    func place(_ kind: String, _ owner: UserID, _ code: String) -> String {
      switch (kind, code) {
      case ("user", "ajo.wallet"): return "\(Place.wallet(self[owner]))"
      case ("user", "ajo.debt"): return "\(Place.debt(self[owner]))"
      case ("circle", "ajo.circle"):
        return "\(Place.pot(circle: self[Circle.ID(rawValue: owner.rawValue)]))"
      case ("house", "ajo.house"): return "\(Place.house)"
      case ("house", "ajo.fees"): return "\(Place.fees)"
      case ("house", "ajo.provider.sandbox"): return "\(Place.provider)"
      default:
        guard kind == "user", code.hasPrefix("ajo.cover."),
          let circle = Circle.ID(String(code.dropFirst("ajo.cover.".count)))
        else { return "\(kind) \(code)" }
        return "\(Place.pledge(circle: self[circle], host: self[owner]))"
      }
    }
  }

  private func circleIDs() async throws -> [Circle.ID] {
    try await database.all("SELECT id FROM ajo_circles ORDER BY id") {
      try $0.get(0, as: Circle.ID.self)
    }
  }

  private func accounts(_ names: Names) async throws -> Facts {
    var facts = Facts()
    var sum: Int64 = 0
    let rows = try await database.query(
      """
      SELECT owner_kind, owner_id, code, credits_posted - debits_posted, debits_pending
      FROM ledger_accounts
      """)
    for row in rows {
      let place = names.place(
        try row.get(0, as: String.self), try row.get(1, as: UserID.self),
        try row.get(2, as: String.self))
      let balance = try row.get(3, as: Int64.self)
      sum += balance
      let held = place.hasPrefix("wallet") ? try row.get(4, as: Int64.self) : 0
      if let fact = Purses.fact(balance, held: held) { facts.note(place, fact) }
    }
    facts.note("all money", "\(sum)")
    return facts
  }

  private func deposits(_ names: Names) async throws -> Facts {
    try await numbered(
      "deposit",
      """
      SELECT state, user_id, amount, paid_amount, settlement FROM ajo_deposits ORDER BY id
      """
    ) { row in
      let paid = try row.get(3, as: Int64?.self)
      let settlement = try row.get(4, as: String?.self)
      return "\(try row.get(0, as: String.self)) of \(names[try row.get(1, as: UserID.self)]), "
        + "\(try row.get(2, as: Int64.self)), paid \(paid.map { "\($0)" } ?? "nothing"), "
        + "\(settlement ?? "unsettled")"
    }
  }

  private func takeBacks() async throws -> Facts {
    var facts = Facts()
    let rows = try await database.query(
      """
      SELECT t.kind, t.name, t.state, t.amount, t.transfer_id IS NOT NULL, t.debt,
        (SELECT count(*) FROM ajo_deposits d WHERE d.id < t.deposit_id)
      FROM ajo_take_backs t
      """)
    for row in rows {
      let name = try row.get(1, as: String.self).split(separator: " ").last ?? ""
      let isTaken = try row.get(4, as: Bool.self)
      let debt = try row.get(5, as: Int64?.self) ?? 0
      facts.note(
        "\(try row.get(0, as: String.self)) \(name) of deposit \(try row.get(6, as: Int.self))",
        "\(try row.get(2, as: String.self)), \(try row.get(3, as: Int64.self)), "
          + (isTaken ? "\(debt) of it owed" : "nothing taken"))
    }
    return facts
  }

  private func withdrawals(_ names: Names) async throws -> Facts {
    try await numbered(
      "withdrawal", "SELECT state, user_id, amount, returned FROM ajo_withdrawals ORDER BY id"
    ) { row in
      "\(try row.get(0, as: String.self)) of \(names[try row.get(1, as: UserID.self)]), "
        + "\(try row.get(2, as: Int64.self)), "
        + "\(try row.get(3, as: String?.self) ?? "not returned")"
    }
  }

  private func proposals(_ names: Names) async throws -> Facts {
    try await numbered(
      "proposal", "SELECT kind, state, circle_id, member_id FROM ajo_proposals ORDER BY id"
    ) { row in
      "\(try row.get(0, as: String.self)) \(try row.get(1, as: String.self)) in "
        + "\(names[try row.get(2, as: Circle.ID.self)]) about "
        + "\(names[try row.get(3, as: UserID.self)])"
    }
  }

  private func circles(_ names: Names) async throws -> Facts {
    try await numbered(
      "circle",
      """
      SELECT state, host_id, members_count, current_cycle, cycles, pot
      FROM ajo_circles ORDER BY id
      """
    ) { row in
      "\(try row.get(0, as: String.self)) of \(names[try row.get(1, as: UserID.self)]), "
        + "\(try row.get(2, as: Int.self)) in it, "
        + "cycle \(try row.get(3, as: Int?.self) ?? 0) of \(try row.get(4, as: Int.self)), "
        + "pot \(try row.get(5, as: Int64.self))"
    }
  }

  private func members(_ names: Names) async throws -> Facts {
    var facts = Facts()
    let rows = try await database.query(
      "SELECT circle_id, user_id, state, payout_order, mandate, pledge_offer FROM ajo_members")
    for row in rows {
      let circle = names[try row.get(0, as: Circle.ID.self)]
      let state = try row.get(2, as: String.self)
      let mandate = try row.get(4, as: Bool.self) ? ", mandate" : ""
      let turn = state == "active" ? ", turn \(try row.get(3, as: Int.self))" : ""
      let offer = state == "active" ? ", offers \(try row.get(5, as: Int64.self))" : ""
      facts.note(
        "circle \(circle), seat of \(names[try row.get(1, as: UserID.self)])",
        "\(state)\(turn)\(mandate)\(offer)")
    }
    return facts
  }

  private func cycles(_ names: Names) async throws -> Facts {
    var facts = Facts()
    let rows = try await database.query(
      "SELECT circle_id, number, due_date, recipient_id, paid FROM ajo_cycles")
    for row in rows {
      let circle = names[try row.get(0, as: Circle.ID.self)]
      let paid = try row.get(4, as: Int64?.self)
      facts.note(
        "circle \(circle), cycle \(try row.get(1, as: Int.self))",
        "due \(try row.get(2, as: CivilDate.self)) to \(names[try row.get(3, as: UserID.self)]), "
          + "paid \(paid.map { "\($0)" } ?? "nothing")")
    }
    return facts
  }

  private func dues(_ names: Names) async throws -> Facts {
    var facts = Facts()
    let rows = try await database.query(
      """
      SELECT circle_id, cycle_number, user_id, state, fee, covered, covered_by, settled, late_at,
        forgiven, forgiven_host, forgiven_at
      FROM ajo_contributions
      """)
    for row in rows {
      let circle = names[try row.get(0, as: Circle.ID.self)]
      let host = try row.get(6, as: UserID?.self).map { names[$0] } ?? -1
      let wasLate = try row.get(8, as: Instant?.self) == nil ? "" : ", was late"
      facts.note(
        "circle \(circle), cycle \(try row.get(1, as: Int.self)), "
          + "due of \(names[try row.get(2, as: UserID.self)])",
        "\(try row.get(3, as: String.self)), fee \(try row.get(4, as: Int64.self)), "
          + "covered \(try row.get(5, as: Int64.self)) by \(host), "
          + "settled \(try row.get(7, as: Int64.self))\(wasLate), "
          + "waived \(try row.get(9, as: Int64.self)) and \(try row.get(10, as: Int64.self))"
          + (try row.get(11, as: Instant?.self) == nil ? "" : ", all of it"))
    }
    return facts
  }

  /// What the model counts, too.
  private static let counted = [
    "ajo.circle.joined", "ajo.circle.left", "ajo.circle.started", "ajo.circle.completed",
    "ajo.circle.cancelled", "ajo.contribution.paid", "ajo.contribution.late",
    "ajo.contribution.covered", "ajo.payout.made", "ajo.deposit.succeeded", "ajo.deposit.failed",
    "ajo.deposit.mismatch", "ajo.deposit.taken_back", "ajo.withdrawal.paid",
    "ajo.withdrawal.returned", "ajo.contribution.forgiven",
  ]

  private func events() async throws -> Facts {
    var facts = Facts()
    let rows = try await database.query(
      """
      SELECT type, count(*) FROM platform_outbox
      WHERE type \(database.dialect.isAmong(Self.counted.sqlValue))
      GROUP BY type
      """)
    for row in rows {
      facts.note(try row.get(0, as: String.self), "\(try row.get(1, as: Int.self)) times")
    }
    return facts
  }

  private func numbered(
    _ name: String, _ sql: SQL, _ make: (Row) throws -> String
  ) async throws -> Facts {
    var facts = Facts()
    for (number, row) in try await database.query(sql).enumerated() {
      facts.note("\(name) \(number)", try make(row))
    }
    return facts
  }

  /// What does not fit: in the ledger, in the order of events, and in what was paid out.
  func findings() async throws -> [String] {
    let connection = try database.connect()
    defer { connection.close() }
    var findings = try LedgerVerification.run(
      on: connection, units: UnitSet(.naira), overdrafts: Set(PaymentAccounts.overdrafts)
    ).findings
    let gaps = try await database.all(
      """
      SELECT aggregate FROM platform_outbox GROUP BY context, aggregate
      HAVING min(number) <> 1 OR max(number) <> count(*)
      """
    ) { "the events of \(try $0.get(0, as: String.self)) have gaps" }
    let twice = try await database.all(
      """
      SELECT count(*) FROM ajo_movements m JOIN ledger_transfers t ON t.id = m.transfer_id
      WHERE t.kind = 'payout'
      GROUP BY m.circle_id, m.cycle_number HAVING count(*) > 1
      """
    ) { "a cycle was paid out \(try $0.get(0, as: Int.self)) times" }
    let pots = try await database.all(
      "SELECT id FROM ajo_circles WHERE state IN ('completed', 'cancelled') AND pot <> 0"
    ) { "circle \(try $0.get(0, as: Circle.ID.self)) is over and has a pot" }
    findings += gaps + twice + pots
    return findings
  }
}
