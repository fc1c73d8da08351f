import Ajo
import Kernel
import Ledger
import Router

/// The body of `POST /wallet/transfer`.
struct TransferInput: RequestInput {
  let recipient: TransferWish.Recipient
  let amount: Money
  let note: String?
  let pinToken: String?

  init(from fields: inout RequestFields) {
    let id = fields.optionalBody("to_user_id", .id(of: UserTag.self))
    let email = fields.optionalBody("to_email", .email)
    amount = fields.body("amount", .money(.naira))
    note = fields.nullableBody("note", .text(length: 0...280))
    pinToken = fields.header(
      "X-Pin-Token",
      .string(length: 0...1024).described("From /pin/verify, once you have set a PIN."))
    switch (id, email) {
    case (let id?, nil): recipient = .id(id)
    case (nil, let email?): recipient = .email(email)
    default:
      recipient = .id(UserID(rawValue: 0))
      fields.requireOne(of: "to_user_id", "to_email", given: id != nil)
    }
  }
}

extension RequestFields {
  /// Reports that exactly one of two fields must be given, unless one was given and is bad.
  fileprivate mutating func requireOne(of first: String, _ second: String, given: Bool) {
    guard given || isValid else { return }
    if given {
      fail(second, "conflict", "Give either \(first) or \(second), not both.")
    } else {
      fail(first, "required", "Give either \(first) or \(second).")
    }
  }
}

/// The path of `GET /wallet/transactions/{id}`.
struct TransactionPath: RequestInput {
  let id: Transfer.ID

  init(from fields: inout RequestFields) {
    id = fields.path("id", .id(of: Transfer.self))
  }
}

/// The query of `GET /wallet/transactions`.
struct TransactionQuery: RequestInput {
  let page: PageQuery

  init(from fields: inout RequestFields) {
    page = fields.page("ajo.wallet.transactions", keys: [.integer])
  }

  /// The number that the movements of the page are below.
  var before: Int64? {
    if case .integer(let sequence) = page.cursor?.keys.first { sequence } else { nil }
  }
}
