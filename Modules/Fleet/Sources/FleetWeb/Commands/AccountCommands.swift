import Console
import Crypto
import Fleet
import Kernel
import Ports

/// `atrium fleet account list|show` and `atrium fleet top-up`
func accountCommands(_ open: @escaping @Sendable () async throws -> FleetDesk) -> [Command] {
  [
    Command(
      "fleet", "account", "list", summary: "List accounts, the newest first",
      discussion: """
          atrium fleet account list --company 01890a5d-ac96-774b-bcce-b302099a8057
        """,
      options: [.value("company", "ID", help: "Only those of this company"), .limit]
    ) { invocation in
      let company = try invocation.optionalID("company", of: Company.self)
      let limit = try invocation.limit()
      let found = try await open().accounts.accounts(for: .console, with: company, limit: limit)
      return .list(
        found.map(summary),
        columns: [
          "id", "supplier", "consumer", "is_active", "available_money", "available_liters",
        ])
    },
    Command(
      "fleet", "account", "show", summary: "Show an account, and what is on it",
      discussion: """
          atrium fleet account show 01890a5d-ac96-774b-bcce-b302099a8057
        """,
      options: [.argument("account", help: "The account's id")]
    ) { invocation in
      let id = try invocation.id("account", of: FuelAccount.self)
      let desk = try await open()
      return .record(
        whole(try await answering { try await desk.accounts.account(id, for: .console) }))
    },
    topUpCommand(open),
  ]
}

private func topUpCommand(_ open: @escaping @Sendable () async throws -> FleetDesk) -> Command {
  Command(
    "fleet", "top-up", summary: "Put money or litres on an account, for its supplier",
    discussion: """
      A payment raises the balance, a credit the balance and the debt, a settlement lowers the debt.
      With --key the command can be repeated safely, today or next year: one key tops up once.

        atrium fleet top-up 01890a5d-ac96-774b-bcce-b302099a8057 --amount 50000.00
      """,
    options: [
      .argument("account", help: "The account's id"),
      .value("amount", "AMOUNT", help: "The amount, such as 50000.00", required: true),
      .value("unit", "UNIT", help: "money or liters; money unless given"),
      .value("kind", "KIND", help: "payment, credit or settlement; payment unless given"),
      .value("reference", "TEXT", help: "The supplier's own name for it"),
      .value("note", "TEXT", help: "Words to it"),
      .value("key", "KEY", help: "A key of your choice"),
    ]
  ) { invocation in
    let account = try invocation.id("account", of: FuelAccount.self)
    let unit = try invocation.word("unit", of: Settlement.self) ?? .money
    let order = TopUpService.Order(
      id: invocation["key"].map {
        TopUp.ID(rawValue: NamedUUID.make("atrium fleet top-up \(account) \($0)"))
      },
      kind: try invocation.word("kind", of: TopUp.Kind.self) ?? .payment,
      amount: try readAmount(invocation.required("amount"), unit.unit),
      reference: try readText(invocation, "reference", upTo: 100),
      note: try readText(invocation, "note", upTo: 1_000))
    let desk = try await open()
    let topUp = try await answering {
      try await desk.topUps.topUp(account, order, asOperator: .operatorConsole)
    }
    return .record([
      "id": .text("\(topUp.id)"), "account_id": .text("\(topUp.accountID)"),
      "kind": .text(topUp.kind.rawValue), "unit": .text(unit.rawValue),
      "amount": .text("\(topUp.amount)"), "balance_after": .text("\(topUp.balanceAfter)"),
      "reference": .optional(topUp.reference), "created_at": .text("\(topUp.createdAt)"),
    ])
  }
}

private func readAmount(_ text: String, _ unit: Unit) throws -> Money {
  guard let amount = try? Money(parsing: text, unit: unit), amount.isTransferable else {
    throw CommandError.usage(
      "--amount is a positive number with at most \(unit.fractionDigits) fraction digits,"
        + " up to \(Money(minorUnits: Money.largestTransfer, unit: unit))")
  }
  return amount
}

private func readText(
  _ invocation: Invocation, _ name: String, upTo limit: Int
) throws -> String? {
  guard let text = invocation[name] else { return nil }
  guard (1...limit).contains(text.unicodeScalars.count) else {
    throw CommandError.usage("--\(name) has 1 to \(limit) characters")
  }
  return text
}

private func summary(_ view: AccountView) -> Record {
  [
    "id": .text("\(view.account.id)"), "supplier": .text(view.account.supplierName),
    "consumer": .text(view.account.consumerName), "is_active": .bool(view.account.isActive),
    "available_money": .text("\(view.money.available)"),
    "available_liters": .text("\(view.liters.available)"),
  ]
}

private func whole(_ view: AccountView) -> Record {
  [
    "id": .text("\(view.account.id)"),
    "supplier_company_id": .text("\(view.account.supplierID)"),
    "supplier": .text(view.account.supplierName),
    "consumer_company_id": .text("\(view.account.consumerID)"),
    "consumer": .text(view.account.consumerName), "is_active": .bool(view.account.isActive),
    "balance_money": .text("\(view.money.balance)"),
    "held_money": .text("\(view.money.held)"),
    "available_money": .text("\(view.money.available)"),
    "owed_money": .text("\(view.money.owed)"),
    "balance_liters": .text("\(view.liters.balance)"),
    "held_liters": .text("\(view.liters.held)"),
    "available_liters": .text("\(view.liters.available)"),
    "owed_liters": .text("\(view.liters.owed)"),
    "low_balance_money": .optional(view.account.lowBalance.map { "\($0)" }),
    "version": .number(view.account.version), "created_at": .text("\(view.account.createdAt)"),
  ]
}
