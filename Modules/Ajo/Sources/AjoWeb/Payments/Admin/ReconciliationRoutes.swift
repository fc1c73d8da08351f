public import Ajo
import ContextKit
public import Kernel
import Payments
import Router

/// Where our books and providers' differ: who may call what.
func reconciliationRoutes(_ reconciliation: ReconciliationService) -> [Route] {
  [
    .get(
      "/admin/reconciliation", permission: .readPayments,
      summary: "List where our books and providers' differ, newest first"
    ) { (_, query: DifferenceQuery) in
      let found = try await reconciliation.differences(
        isOpen: query.isOpen, before: query.page.after, limit: query.page.rowsToRead)
      return query.page.of(found) { DifferenceBody($0) }
    },
    .post(
      "/admin/reconciliation/{id}/close", permission: .changePayments,
      summary: "Close a difference", refusals: [DifferenceRefusal.self]
    ) { (caller, input: ReasonInput<Difference>) in
      DifferenceBody(
        try await reconciliation.close(input.id, because: input.reason, by: caller.actor))
    },
  ]
}

extension ProblemKind {
  /// 409: somebody has closed it.
  static let differenceClosed = ProblemKind(
    status: 409, code: "already_closed", title: "The difference is closed")
}

extension DifferenceRefusal: Refusing {
  /// How the administrator is told.
  public var problem: Problem {
    switch self {
    case .notFound: NotFound().problem
    case .alreadyClosed: Problem(.differenceClosed, detail: "Somebody has closed it.")
    }
  }
}

/// The query of `GET /admin/reconciliation`.
struct DifferenceQuery: RequestInput {
  let isOpen: Bool?
  let page: PageRequest<Difference, Difference.ID>

  init(from fields: inout RequestFields) {
    let state = fields.query("status", .oneOf(["open", "closed"]))
    isOpen = state.map { $0 == "open" }
    page = fields.page("ajo.admin.differences", by: \.id)
  }
}

/// A difference on the wire.
struct DifferenceBody: ResponseBody {
  let difference: Difference

  init(_ difference: Difference) { self.difference = difference }

  static let shape = Shape<DifferenceBody>(
    "Difference",
    .id("id") { $0.difference.id },
    .enumeration("provider") { $0.difference.provider },
    .date("date") { $0.difference.day },
    .enumeration("kind") { $0.difference.kind },
    .enumeration("subject") { $0.difference.subject },
    .optionalString("reference") { $0.difference.reference },
    .optionalString("provider_reference") { $0.difference.providerReference },
    .optionalMoney("our_amount") { $0.difference.ours },
    .optionalString("our_currency") { $0.difference.ours?.unit.code },
    .optionalMoney("their_amount") { $0.difference.theirs },
    .optionalString("their_currency") { $0.difference.theirs?.unit.code },
    .optionalString("our_status") { $0.difference.ourState },
    .optionalString("their_status") { $0.difference.theirState },
    .oneOf("status", ["open", "closed"]) { $0.difference.closing == nil ? "open" : "closed" },
    .instant("found_at") { $0.difference.foundAt },
    .optionalInstant("closed_at") { $0.difference.closing?.at },
    .optionalID("closed_by") { $0.difference.closing?.by },
    .optionalString("close_reason") { $0.difference.closing?.reason })
}
