import Kernel
import Router

let jsonPaths = [
  MeasuredPath(name: "write-10", title: "an object of ten fields as JSON, by its shape") {
    let movement = Movement.example(1)
    return PreparedPath(synchronously: { Movement.shape.encode(movement).count })
  },
  MeasuredPath(name: "write-100", title: "a page of 100 such objects as JSON") {
    let page = Page(items: (1...100).map(Movement.example), nextCursor: "MTIzNDU2Nzg5MA")
    let shape = Page<Movement>.shape
    return PreparedPath(synchronously: { shape.encode(page).count })
  },
]

/// Ten fields of the kinds that lists of money consist of.
struct Movement: ResponseBody {
  let id: Identifier<Movement>
  let kind: String
  let amount: Money
  let counterparty: Counterparty?
  let note: String?
  let createdAt: Instant
  let balance: Money

  static let shape = Shape<Movement>(
    "Movement",
    .id("id") { $0.id },
    .string("type") { $0.kind },
    .oneOf("status", ["completed"]) { _ in "completed" },
    .money("amount") { $0.amount },
    .string("currency") { $0.amount.unit.code },
    .optionalObject("counterparty") { $0.counterparty },
    .optionalString("note") { $0.note },
    .instant("created_at") { $0.createdAt },
    .money("balance_after") { $0.balance },
    .bool("is_credit") { $0.amount.minorUnits > 0 })

  static func example(_ number: Int) -> Movement {
    Movement(
      id: Identifier(rawValue: 0x0190_0000_0000_7000_8000_0000_0000_0000 + UInt128(number)),
      kind: "transfer", amount: .naira(1_500 + Int64(number)),
      counterparty: Counterparty(
        id: Identifier(rawValue: 0x0190_0000_0000_7000_9000_0000_0000_0000 + UInt128(number))),
      note: number.isMultiple(of: 3) ? nil : "rent for January",
      createdAt: Instant(milliseconds: 1_767_268_800_123 + Int64(number)),
      balance: .naira(98_500 - Int64(number)))
  }
}

struct Counterparty: ResponseBody {
  let id: Identifier<Counterparty>
  static let shape = Shape<Counterparty>("Counterparty", .id("user_id") { $0.id })
}
