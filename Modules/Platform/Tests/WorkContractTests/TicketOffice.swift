import Kernel
import KernelTesting
import Ledger
import LedgerTesting
import Ports
import Storage
import Work
import WorkTesting

@testable import PlatformSQL

/// A context in small: it sells tickets for money, in one unit of work each.
struct TicketOffice {
  let fixture: WorkFixture
  let buyer: UserID
  let work: SQLUnitsOfWork

  struct Sold: Encodable, Sendable { let ticket: String }
  struct SoldOut: Error, Equatable {}

  struct Print: Job {
    static let kind = "test.print"
    let ticket: String
  }

  init(_ fixture: WorkFixture, holding amount: Money, over database: (any Database)? = nil)
    async throws
  {
    self.fixture = fixture
    buyer = try await fixture.ledger.user(holding: amount)
    work = database.map { fixture.work(over: $0) } ?? fixture.work
  }

  init(_ fixture: WorkFixture, _ buyer: UserID, _ work: SQLUnitsOfWork) {
    (self.fixture, self.buyer, self.work) = (fixture, buyer, work)
  }

  /// The same office with units over another database value.
  func over(_ database: any Database) -> TicketOffice {
    TicketOffice(fixture, buyer, fixture.work(over: database))
  }

  func key(_ key: String, body: UInt8 = 1) -> IdempotencyKey {
    fixture.ledger.key(key, of: buyer, body: body)
  }

  /// Sells a ticket for one naira.
  /// - Parameters:
  ///   - isSoldOut: refuse after everything was written.
  ///   - claims: what the sale claims where it may share its transaction.
  func sell(
    under key: IdempotencyKey? = nil, isSoldOut: Bool = false, claiming claims: UnitClaims? = nil
  ) async throws -> Identifier<Sold> {
    let id: Identifier<Sold> = fixture.ledger.ids.make()
    let order = TransferOrder(
      id: fixture.ledger.ids.make(), debit: .opening(fixture.ledger.wallet(buyer)),
      credit: .opening(fixture.ledger.house()), amount: .naira(1), kind: "ticket")
    let (buyer, now) = (buyer, fixture.ledger.clock.now())
    return try await work.transaction(.describing(under: key), claiming: claims) { work in
      try work.sql.execute(
        "INSERT INTO test_tickets (id, state) VALUES (\(id), \("sold"))")
      try work.post([order])
      try work.publish(
        Event(
          "test.ticket.sold", of: "user:\(buyer)", topics: ["user:\(buyer)"],
          data: Sold(ticket: "\(id)")))
      try work.enqueue(Print(ticket: "\(id)"))
      try work.record(
        AuditEntry(
          actor: .operatorConsole, action: "test.sell", target: "ticket:\(id)", at: now))
      if isSoldOut { throw SoldOut() }
      return id
    }
  }

  /// How many rows each table has that a sale writes to.
  func traces() async throws -> [Int] {
    [
      try await fixture.count("test_tickets"),
      try await fixture.count("ledger_transfers WHERE kind = 'ticket'"),
      try await fixture.count("platform_outbox"), try await fixture.count("platform_jobs"),
      try await fixture.count("platform_audit"), try await fixture.count("platform_idempotency"),
    ]
  }
}
