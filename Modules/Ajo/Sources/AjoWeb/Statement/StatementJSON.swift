import Ajo
import HTTP
import Kernel
import Ledger
import Router

/// A statement as one JSON object, whose `items` are written as they are read.
enum StatementJSON {
  static func write(
    _ statement: Statement, _ statements: StatementService, to writer: HTTPBodyWriter
  ) async throws {
    var buffer = StatementBody.shape.encode(StatementBody(statement: statement))
    // The object goes on where its head ends.
    buffer.removeLast()
    buffer += Array(#","items":["#.utf8)
    var isFirst = true
    try await statements.forEachBatch(of: statement) { lines in
      for line in lines {
        if !isFirst { buffer.append(UInt8(ascii: ",")) }
        isFirst = false
        buffer += StatementItemBody.shape.encode(StatementItemBody(line: line))
        if buffer.count >= Piece.octets {
          try await writer.write(buffer)
          buffer.removeAll(keepingCapacity: true)
        }
      }
    }
    buffer += Array("]}".utf8)
    try await writer.write(buffer)
  }
}

/// What is worth sending.
enum Piece {
  static let octets = 16_384
}

/// A statement on the wire, without its items.
struct StatementBody: ResponseBody {
  let statement: Statement

  static let shape = Shape<StatementBody>(
    "WalletStatement",
    .optionalID("wallet_id") { $0.statement.wallet },
    .id("user_id") { $0.statement.holder },
    .date("from") { $0.statement.period.from },
    .date("to") { $0.statement.period.to },
    .string("time_zone") { $0.statement.zone },
    .unit("currency") { $0.statement.currency },
    .money("opening_balance") { $0.statement.opening },
    .money("closing_balance") { $0.statement.closing },
    .money("money_in") { $0.statement.moneyIn },
    .money("money_out") { $0.statement.moneyOut },
    .integer("count") { $0.statement.count },
    .instant("created_at") { $0.statement.madeAt })
}

/// An entry of a statement on the wire: a transaction, whose counterparty has a name.
struct StatementItemBody: ResponseBody {
  let line: StatementLine

  static let shape = Shape<StatementItemBody>(
    "WalletStatementItem",
    .id("id") { $0.line.transaction.id },
    .string("type") { $0.line.transaction.kind },
    .enumeration("direction") { $0.line.transaction.direction },
    .money("amount") { $0.line.transaction.amount },
    .unit("currency") { $0.line.transaction.amount.unit },
    .oneOf("status", ["completed"]) { _ in "completed" },
    .string("reference") { $0.line.transaction.reference },
    .optionalID("circle_id") { $0.line.transaction.circleID }
      .when { $0.line.transaction.circleID != nil },
    .optionalInteger("cycle_number") { $0.line.transaction.cycle }
      .when { $0.line.transaction.circleID != nil },
    .optionalObject("counterparty") { StatementPartyBody($0.line) },
    .optionalString("note") { $0.line.transaction.note },
    .instant("created_at") { $0.line.transaction.createdAt },
    .money("balance_after") { $0.line.transaction.balanceAfter })
}

/// The other side of an entry, with its name; the house has none.
struct StatementPartyBody: ResponseBody {
  let owner: Owner
  let name: String?

  init?(_ line: StatementLine) {
    guard line.counterparty.kind != .house else { return nil }
    owner = line.counterparty
    name = line.counterpartyName
  }

  static let shape = Shape<StatementPartyBody>(
    "StatementCounterparty",
    .string("kind") { "\($0.owner.kind)" },
    .optionalID("user_id") { $0.owner.userID },
    .optionalID("id") { Identifier<Owner>(rawValue: $0.owner.id) }
      .when { $0.owner.userID == nil },
    .optionalString("name") { $0.name })
}
