import Ajo
import ContextKit
import Kernel
import Payments
import Router

/// What providers took back of deposits, or may: who may call what.
func takeBackRoutes(_ deposits: DepositService) -> [Route] {
  [
    .get(
      "/admin/take-backs", permission: .readPayments,
      summary: "List refunds and disputes of deposits, newest first"
    ) { (_, query: TakeBackQuery) in
      let found = try await deposits.takeBacks(
        before: query.page.after, limit: query.page.rowsToRead)
      return query.page.of(found) { TakeBackBody($0) }
    }
  ]
}

/// The query of `GET /admin/take-backs`.
struct TakeBackQuery: RequestInput {
  let page: PageRequest<TakeBack, TakeBack.ID>

  init(from fields: inout RequestFields) {
    page = fields.page("ajo.admin.take_backs", by: \.id)
  }
}

/// What was taken back, on the wire.
struct TakeBackBody: ResponseBody {
  let takeBack: TakeBack

  init(_ takeBack: TakeBack) { self.takeBack = takeBack }

  static let shape = Shape<TakeBackBody>(
    "TakeBack",
    .id("id") { $0.takeBack.id },
    .id("deposit_id") { $0.takeBack.depositID },
    .enumeration("provider") { $0.takeBack.provider },
    .enumeration("kind") { $0.takeBack.kind },
    .string("provider_reference") { $0.takeBack.name },
    .enumeration("status") { $0.takeBack.state },
    .money("amount") { $0.takeBack.amount },
    .string("currency") { $0.takeBack.amount.unit.code },
    .optionalID("transaction_id") { $0.takeBack.transferID },
    .optionalMoney("debt") { $0.takeBack.debt },
    .optionalString("reason") { $0.takeBack.reason },
    .instant("created_at") { $0.takeBack.createdAt },
    .optionalInstant("ended_at") { $0.takeBack.endedAt })
}
