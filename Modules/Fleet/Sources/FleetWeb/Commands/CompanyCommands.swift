import Console
import Fleet
import Kernel
import Ports

/// `atrium fleet company list|show|activate|deactivate`
func companyCommands(_ open: @escaping @Sendable () async throws -> FleetDesk) -> [Command] {
  [
    Command(
      "fleet", "company", "list", summary: "List companies, the newest first",
      discussion: """
          atrium fleet company list --type supplier
        """,
      options: [.value("type", "TYPE", help: "supplier or consumer"), .limit]
    ) { invocation in
      let filter = CompanyFilter(type: try invocation.word("type", of: CompanyType.self))
      let limit = try invocation.limit()
      let found = try await open().companies.companies(
        filter, for: .console, after: nil, limit: limit)
      return .list(
        found.map(summary),
        columns: ["id", "name", "type", "is_active", "balance_money", "balance_liters"])
    },
    Command(
      "fleet", "company", "show", summary: "Show a company",
      discussion: """
          atrium fleet company show 01890a5d-ac96-774b-bcce-b302099a8057
        """,
      options: [.argument("company", help: "The company's id")]
    ) { invocation in
      let id = try invocation.id("company", of: Company.self)
      let desk = try await open()
      return .record(
        whole(try await answering { try await desk.companies.company(id, for: .console) }))
    },
    act("activate", true, "Let a company take part in sales", open),
    act("deactivate", false, "Let a company take part in no sales", open),
  ]
}

private func act(
  _ word: String, _ isActive: Bool, _ summary: String,
  _ open: @escaping @Sendable () async throws -> FleetDesk
) -> Command {
  Command(
    "fleet", "company", word, summary: summary,
    discussion: """
      It can be repeated: what is so already stays so.

        atrium fleet company \(word) 01890a5d-ac96-774b-bcce-b302099a8057 --reason "as agreed"
      """,
    options: [.argument("company", help: "The company's id"), .reason]
  ) { invocation in
    let id = try invocation.id("company", of: Company.self)
    let reason = try invocation.reason()
    let desk = try await open()
    return .record(
      whole(
        try await answering {
          _ = try await desk.administration.setActive(
            isActive, id, because: reason, by: .operatorConsole)
          return try await desk.companies.company(id, for: .console)
        }))
  }
}

private func summary(_ sight: CompanySight) -> Record {
  let balances = sight.balances ?? .none
  return [
    "id": .text("\(sight.company.id)"), "name": .text(sight.company.name),
    "type": .text(sight.company.type.rawValue), "is_active": .bool(sight.company.isActive),
    "balance_money": .text("\(balances.money)"), "balance_liters": .text("\(balances.liters)"),
  ]
}

private func whole(_ sight: CompanySight) -> Record {
  let (company, balances) = (sight.company, sight.balances ?? .none)
  return [
    "id": .text("\(company.id)"), "name": .text(company.name),
    "type": .text(company.type.rawValue),
    "owner_id": .optional(company.ownerID.map { "\($0)" }),
    "is_active": .bool(company.isActive), "address": .text(company.details.address),
    "phone_number": .text(company.details.phoneNumber),
    "tax_id": .optional(company.details.taxID), "time_zone": .text(company.timeZone),
    "balance_money": .text("\(balances.money)"), "held_money": .text("\(balances.heldMoney)"),
    "balance_liters": .text("\(balances.liters)"),
    "held_liters": .text("\(balances.heldLiters)"), "version": .number(company.version),
    "created_at": .text("\(company.createdAt)"), "updated_at": .text("\(company.updatedAt)"),
  ]
}
