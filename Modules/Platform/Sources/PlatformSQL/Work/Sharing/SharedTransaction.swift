import Kernel
import Storage

/// A transaction that units of work share: they run one after the other, and what they leave is
/// written together.
final class SharedTransaction {
  let sql: any SQLExecutor
  let accounts: OpenedAccounts
  let book: SharedBook
  private(set) var remains = UnitRemains()
  /// Business time of the last unit.
  private var now = Instant(milliseconds: 0)

  init(_ sql: any SQLExecutor, _ ledger: SQLLedger, accounts: OpenedAccounts) {
    self.sql = sql
    self.accounts = accounts
    book = ledger.sharedBook(accounts: accounts)
  }

  /// Runs a unit.
  /// - Parameter body: runs it with an executor of its own.
  /// - Throws: `LeftOut` if it was refused and the others can go on, else what it threw.
  func run(_ body: (SharingExecutor) throws -> SQLWork) throws {
    let executor = SharingExecutor(sql)
    let work: SQLWork
    do {
      work = try book.attempt { try body(executor) }
    } catch {
      // After an error of the store there is nothing left to go on with.
      if executor.hasWritten || error is StorageError || error is any Unavailability {
        throw error
      }
      throw LeftOut()
    }
    try executor.flush()
    remains.append(work.remains)
    now = work.now
  }

  /// Writes what all of them left.
  func finish() throws {
    try book.write(in: sql, at: now)
    try remains.write(in: sql, at: now)
  }
}

/// A unit of work was refused before it wrote anything: it is as if it had not been there.
struct LeftOut: Error {}

/// A unit of work took the transaction with it in which others were.
struct SharingBroken: Error {
  /// Which one.
  let place: Int
  let error: any Error
}

extension SQLUnitsOfWork {
  /// How often units of work are run together that one of them took back.
  private static let attempts = 3

  /// Runs units of work in one transaction, each of which is committed or left out.
  /// - Returns: those that were left out, by their places, to be run by themselves.
  /// - Throws: the store's error, where it is that of all.
  static func share(
    _ tickets: [UnitTicket], _ database: any Database, _ ledger: SQLLedger
  ) async throws -> Set<Int> {
    var places = Array(tickets.indices)
    for _ in 1...attempts where places.count > 1 {
      do {
        let left = try await commit(places.map { ($0, tickets[$0]) }, database, ledger)
        return Set(tickets.indices).subtracting(places).union(left)
      } catch let broken as SharingBroken {
        places.removeAll { $0 == broken.place }
      } catch StorageUnavailable.locked {
        // Others have what one of them needs. Those that do not need it shall not wait for it.
        return Set(tickets.indices)
      } catch let error as any Unavailability {
        throw error
      } catch {
        // What they left did not fit: an idempotency key that another server was faster with.
        return Set(tickets.indices)
      }
    }
    return Set(tickets.indices)
  }

  private static func commit(
    _ tickets: [(place: Int, ticket: UnitTicket)], _ database: any Database, _ ledger: SQLLedger
  ) async throws -> [Int] {
    let opened = ledger.openedAccounts()
    let (left, news) = try await database.transaction(waiting: .brief) { sql in
      opened.reset()
      let shared = SharedTransaction(sql, ledger, accounts: opened)
      var left: [Int] = []
      for (place, ticket) in tickets {
        do {
          try ticket.run(shared)
        } catch is LeftOut {
          left.append(place)
        } catch let error as any Unavailability {
          throw error
        } catch {
          throw SharingBroken(place: place, error: error)
        }
      }
      try shared.finish()
      return (left, shared.remains.news)
    }
    opened.remember()
    for channel in news { database.announce(channel) }
    return left
  }
}
