import ContextKit
import Fleet
import Kernel
import Ports
import Router

/// What becomes of requests.
func decisionRoutes(_ transactions: TransactionService) -> [Route] {
  [
    decision("approve", "Approve a request") { (caller, input: ApprovalInput, once) in
      try await transactions.approve(
        input.id, input.delivery, by: caller,
        precondition: input.ifMatch.refusing { TransactionBody($0) }, once: once)
    },
    decision("reject", "Reject a request") { (caller, input: RefusalInput, once) in
      try await transactions.reject(
        input.id, because: input.reason, by: caller,
        precondition: input.ifMatch.refusing { TransactionBody($0) }, once: once)
    },
    decision("cancel", "Take a request back") { (caller, input: RefusalInput, once) in
      try await transactions.cancel(
        input.id, because: input.reason, by: caller,
        precondition: input.ifMatch.refusing { TransactionBody($0) }, once: once)
    },
    .post(
      "/transactions/{id}/reverse", permission: .tradeFuel,
      summary: "Take back what was sold", status: 201,
      refusals: [AccessRefusal.self, TransactionRefusal.self],
      answer: { (view: TransactionView) in
        let body = TransactionBody(view)
        return Reply.created(body, at: "/transactions/\(view.sale.id)").etag(ETag(of: body))
      }
    ) { (caller, input: ReversalInput, once) in
      try await transactions.reverse(
        input.id, because: input.reason, by: FleetCaller(caller), once: once)
    },
  ]
}

private func decision<Input: RequestInput>(
  _ word: String, _ summary: String,
  _ act:
    @escaping @Sendable (FleetCaller, Input, Once<TransactionView>) async throws ->
    TransactionView
) -> Route {
  .put(
    "/transactions/{id}/\(word)", permission: .tradeFuel, summary: summary,
    refusals: [AccessRefusal.self, TransactionRefusal.self, UserLeaving.self],
    answer: { (view: TransactionView) in TransactionBody(view).tagged }
  ) { (caller, input: Input, once) in
    try await act(FleetCaller(caller), input, once)
  }
}

/// The path, condition and body of `PUT /transactions/{id}/approve`.
struct ApprovalInput: RequestInput {
  let id: FuelTransaction.ID
  let ifMatch: IfMatch?
  let delivery: Delivery

  init(from fields: inout RequestFields) {
    id = fields.path("id", .id(of: FuelTransaction.self))
    ifMatch = fields.ifMatch()
    delivery = Delivery(
      liters: fields.nullableBody("amount_liters", .money(.litres, in: FuelAmount.literRange)),
      odometer: fields.nullableBody("odometer", .odometer))
  }
}

/// The path, condition and body of `PUT /transactions/{id}/reject` and `…/cancel`.
struct RefusalInput: RequestInput {
  let id: FuelTransaction.ID
  let ifMatch: IfMatch?
  let reason: String?

  init(from fields: inout RequestFields) {
    id = fields.path("id", .id(of: FuelTransaction.self))
    ifMatch = fields.ifMatch()
    reason = fields.nullableBody("reason", .text(length: 1...1_000))
  }
}

/// The path and body of `POST /transactions/{id}/reverse`.
struct ReversalInput: RequestInput {
  let id: FuelTransaction.ID
  let reason: String

  init(from fields: inout RequestFields) {
    id = fields.path("id", .id(of: FuelTransaction.self))
    reason = fields.body("reason", .text(length: 1...1_000))
  }
}
