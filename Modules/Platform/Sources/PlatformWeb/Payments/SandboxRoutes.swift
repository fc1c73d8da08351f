import ContextKit
import Curl
import HTTP
public import Kernel
import PaymentProviders
public import Payments
import Router

/// The sandbox's page, and its interface for testers.
func sandboxRoutes(_ sandbox: Sandbox) -> [Route] {
  [
    .raw(
      .get, "/sandbox/pay/{reference}", permission: .playSandbox,
      summary: "Open the page of a charge of the sandbox", mediaTypes: ["text/html"],
      refusals: [SandboxRefusal.self]
    ) { context in
      let payment = try await sandbox.charge(context.pathParameter("reference") ?? "")
      let page = SandboxPage(payment)
      return HTTPResponse(
        status: 200,
        headers: [
          "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store",
          "Content-Security-Policy": SandboxPage.contentSecurityPolicy,
        ], body: .bytes(Array(page.html.utf8)))
    },
    .post(
      "/sandbox/pay/{reference}", permission: .playSandbox,
      summary: "Decide a charge of the sandbox", otherStatuses: [303], acceptsForm: true,
      refusals: [SandboxRefusal.self]
    ) { (context, input: SandboxDecision) in
      let payment = try await sandbox.decide(
        input.reference, input.outcome, delay: input.delay)
      let reply = Reply(SandboxPaymentBody(payment: payment))
      return context.isForm
        ? reply.status(303).header("Location", payment.pageAfterwards) : reply
    }
    .described(
      "Amounts that end in .13 fail whatever is said, those in .17 are told of twice, and those in "
        + ".19 stay pending. A browser's form is led to the callback of the charge."),
    .put(
      "/sandbox/banks/{bank_code}/accounts/{account_number}", permission: .playSandbox,
      summary: "Tell the sandbox whose bank account it is", status: 204
    ) { (_, input: SandboxHolder) in
      try await sandbox.setHolder(of: input.account, to: input.name)
      return Reply.noContent
    },
  ]
}

extension SandboxRefusal: Refusing {
  /// How the caller is told.
  public var problem: Problem {
    switch self {
    case .notFound: NotFound().problem
    case .alreadyDecided: Problem(.conflict, detail: "The charge was decided before.")
    }
  }
}

extension RequestContext {
  /// Whether a page's form was sent.
  fileprivate var isForm: Bool {
    request.headers["Content-Type"]?.lowercased()
      .hasPrefix("application/x-www-form-urlencoded") ?? false
  }
}

extension SandboxPayment {
  /// Where a browser goes once it is decided: to the callback, which is told the reference as
  /// providers do, or back to the page.
  fileprivate var pageAfterwards: String {
    guard let callbackURL, WebURL(callbackURL) != nil else { return "/sandbox/pay/\(reference)" }
    let mark = callbackURL.contains("?") ? "&" : "?"
    return "\(callbackURL)\(mark)reference=\(reference)"
  }
}

/// The path and body of `POST /sandbox/pay/{reference}`.
struct SandboxDecision: RequestInput {
  let reference: String
  let outcome: SandboxPayment.State
  let delay: Int64?

  init(from fields: inout RequestFields) {
    reference = fields.path("reference", .string(length: 1...PaymentReference.longest))
    let word = fields.body("outcome", .oneOf(["success", "failed", "abandoned"]))
    outcome = word == "success" ? .succeeded : SandboxPayment.State(rawValue: word) ?? .failed
    delay = fields.optionalBody("delay_seconds", .integer64(0...Sandbox.longestDelay))
  }
}

/// The path and body of `PUT /sandbox/banks/{bank_code}/accounts/{account_number}`.
struct SandboxHolder: RequestInput {
  let account: BankAccount
  let name: String

  init(from fields: inout RequestFields) {
    account = BankAccount(
      bankCode: fields.path("bank_code", .string(length: 1...10)),
      number: fields.path("account_number", .string(length: 1...20)))
    name = fields.body("account_name", .line(length: 1...200))
  }
}

/// A charge of the sandbox on the wire.
struct SandboxPaymentBody: ResponseBody {
  let payment: SandboxPayment

  static let shape = Shape<SandboxPaymentBody>(
    "SandboxPayment",
    .string("reference") { $0.payment.reference.text },
    .enumeration("state") { $0.payment.state },
    .string("amount") { "\($0.payment.amount)" },
    .string("currency") { $0.payment.amount.unit.code })
}
