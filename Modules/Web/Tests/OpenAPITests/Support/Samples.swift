import HTTP
import Kernel
import Router

/// Routes to describe.
enum Samples {
  struct Transfer: RequestInput {
    struct Line: RequestInput {
      let text: String
      init(from fields: inout RequestFields) { text = fields.body("text", .text(length: 2...9)) }
    }

    let to: UserID
    let amount: Money
    let lines: [Line]?
    let kind: String
    let note: Patch<String>
    init(from fields: inout RequestFields) {
      to = fields.body("to_user_id", .id())
      amount = fields.body("amount", .money(.naira), form: "sum")
      lines = fields.optionalBody("lines", .array(of: .object(Line.self), count: 1...3))
      kind = fields.body("kind", .oneOf(["fast", "slow"]), default: "slow")
      note = fields.patchBody("note", .string(length: 1...9))
    }
  }

  struct Wallet: ResponseBody {
    let owner: Owner?
    var number: Int64 { 1 }
    static let shape = Shape<Wallet>(
      "Wallet", .money("balance") { _ in .naira(1) }, .optionalObject("owner") { $0.owner })
  }

  struct Owner: ResponseBody {
    static let shape = Shape<Owner>("Owner", .optionalString("name") { _ in nil })
  }

  struct Things: RequestInput {
    let page: PageRequest<Wallet, Int64>
    let match: IfMatch?
    init(from fields: inout RequestFields) {
      page = fields.page("things", by: \.number)
      match = fields.ifMatch()
    }
  }

  struct One: RequestInput {
    let id: UserID
    init(from fields: inout RequestFields) { id = fields.path("thing_id", .id()) }
  }

  static let transfer: Route = .post(
    "/transfers", permission: .signedIn, summary: "Moves money", status: 201,
    acceptsForm: true, problems: [.conflict],
    answer: { (_: Bool) in Reply.created(Wallet(owner: nil), location: "/") }
  ) { (_, _: Transfer, once) in once.consume() == nil }.tagged("ajo")

  static let list: Route = .get("/things", permission: .anyone, summary: "Lists") {
    (_, input: Things) in Page<Wallet>(items: [])
  }

  static let read: Route = .get("/things/{id}", permission: .anyone, summary: "Reads") { _ in
    Wallet(owner: nil)
  }

  static let delete: Route = .delete(
    "/things/{thing_id}", permission: Permission("t.admin", .anyRole([.admin]), keys: true),
    summary: "X"
  ) { (_, input: One) in NoContent() }

  static let all: [Route] = [transfer, list, read, delete]
}
