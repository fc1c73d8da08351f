import Ajo
import Kernel
import Ports
import Router

/// What Ajo keeps about a person, for them to take away.
struct WalletExport: PersonalDataSource {
  let wallets: WalletService
  let trail: any AuditReader
  private static let page = 200

  func sections(of user: UserID) -> [PersonalDataSection] {
    [
      .value("wallet") { WalletBody.shape.encode(WalletBody(try await wallets.wallet(of: user))) },
      .list("transactions") { try await transactions(user, $0) },
      .list("audit") { try await audit(user, $0) },
    ]
  }

  private func transactions(
    _ user: UserID, _ append: PersonalDataSection.Append
  ) async throws {
    var before: EntryPlace?
    while true {
      let found = try await wallets.transactions(of: user, before: before, limit: Self.page)
      for movement in found {
        try await append(TransactionBody.shape.encode(TransactionBody(movement)))
      }
      guard found.count == Self.page, let last = found.last else { return }
      before = last.place
    }
  }

  private func audit(_ user: UserID, _ append: PersonalDataSection.Append) async throws {
    try await trail.forEach(about: "user:\(user)", of: AjoPlugin.name) { entry in
      try await append(WalletAuditExport.shape.encode(WalletAuditExport(entry: entry)))
    }
  }
}

/// What an operator did to a wallet. Who they are is their own affair.
private struct WalletAuditExport: ResponseBody {
  let entry: AuditEntry

  static let shape = Shape<WalletAuditExport>(
    "WalletAuditExport",
    .instant("at") { $0.entry.at },
    .string("action") { $0.entry.action },
    .json("before") { $0.entry.before.map { Array($0.utf8) } },
    .json("after") { $0.entry.after.map { Array($0.utf8) } })
}
