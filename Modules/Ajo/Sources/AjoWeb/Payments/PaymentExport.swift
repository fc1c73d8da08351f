import Ajo
import Kernel
import Ports
import Router

/// What is kept about a person of money that comes in and goes out, for them to take away.
struct PaymentExport: PersonalDataSource {
  let services: PaymentServices
  private static let page = 200

  func sections(of user: UserID) -> [PersonalDataSection] {
    [
      .list("deposits") { append in
        try await Self.forEach(\.id) { before in
          try await services.deposits.deposits(of: user, before: before, limit: Self.page)
        } body: {
          try await append(DepositBody.shape.encode(DepositBody($0)))
        }
      },
      .list("withdrawals") { append in
        try await Self.forEach(\.id) { before in
          try await services.withdrawals.withdrawals(of: user, before: before, limit: Self.page)
        } body: {
          try await append(WithdrawalBody.shape.encode(WithdrawalBody($0)))
        }
      },
      .list("bank_accounts") { append in
        try await Self.forEach(\.id) { before in
          try await services.banks.banks(of: user, before: before, limit: Self.page)
        } body: {
          try await append(BankBody.shape.encode(BankBody($0)))
        }
      },
      .list("cards") { append in
        let today = services.cards.today
        try await Self.forEach(\.id) { before in
          try await services.cards.cards(of: user, before: before, limit: Self.page)
        } body: {
          try await append(CardBody.shape.encode(CardBody($0, on: today)))
        }
      },
      .list("identity_checks") { append in
        try await Self.forEach(\.id) { before in
          try await services.identity.checks(of: user, before: before, limit: Self.page)
        } body: {
          try await append(CheckExport.shape.encode(CheckExport(check: $0)))
        }
      },
    ]
  }

  private static func forEach<Item, ID>(
    _ id: (Item) -> ID, read: (ID?) async throws -> [Item], body: (Item) async throws -> Void
  ) async throws {
    var before: ID?
    repeat {
      let found = try await read(before)
      for item in found { try await body(item) }
      before = found.count == page ? found.last.map(id) : nil
    } while before != nil
  }
}

/// A check of who somebody is, for them to take away.
private struct CheckExport: ResponseBody {
  let check: IdentityCase

  static let shape = Shape<CheckExport>(
    "IdentityCheckExport",
    .enumeration("id_type") { $0.check.document },
    .string("id_number_last4") { $0.check.lastFour },
    .enumeration("status") { $0.check.state },
    .optionalString("reason") { $0.check.reason },
    .instant("created_at") { $0.check.createdAt },
    .optionalInstant("decided_at") { $0.check.decidedAt })
}
