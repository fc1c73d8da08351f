import Ajo
import Kernel
import Ledger
import Ports
import Router

/// The body of `POST /wallet/transfer`.
struct TransferInput: RequestInput {
  let recipient: PayeeName
  let amount: Money
  let note: String?
  let pinToken: String?

  init(from fields: inout RequestFields) {
    let id = fields.optionalBody("to_user_id", .id(of: UserTag.self))
    let email = fields.optionalBody("to_email", .email)
    fields.exactlyOne(of: "to_user_id", "to_email")
    amount = fields.body("amount", .money(.naira))
    note = fields.nullableBody("note", .text(length: TransferRequest.noteLength))
    pinToken = fields.header(
      "X-Pin-Token",
      .string(length: 0...1024).described("From /pin/verify, once you have set a PIN."))
    // The placeholder never escapes: without either the input is refused.
    recipient = email.map { .email($0) } ?? .id(id ?? UserID(rawValue: 0))
  }

  func request(of sender: UserID) -> TransferRequest {
    TransferRequest(sender: sender, recipient: recipient, amount: amount, note: note)
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
