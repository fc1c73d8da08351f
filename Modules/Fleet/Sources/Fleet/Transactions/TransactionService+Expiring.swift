import Kernel
import Ports
import Work

extension TransactionService {
  /// How long a request is left alone that could not expire, in seconds.
  static let holdSeconds: Int64 = 3_600

  /// Has all requests expire whose time is over. One that cannot is held for an hour, of which
  /// administrators are told as it begins; the others go on.
  /// - Throws: `CancellationError`, or the first error of those that could neither expire nor be
  ///   held, when all have had their turn.
  public func expireOverdue() async throws {
    var failure: (any Error)?
    var place: OverduePlace?
    repeat {
      try Task.checkCancellation()
      let page = try await store.overdue(by: parts.clock.now(), after: place, limit: 100)
      for request in page {
        try Task.checkCancellation()
        do {
          try await expireOrHold(request.id)
        } catch {
          // One request's trouble is not another's.
          failure = failure ?? error
        }
      }
      // Also where some of them were passed over.
      place = page.count == 100 ? page.last : nil
    } while place != nil
    if let failure { throw failure }
  }

  private func expireOrHold(_ id: FuelTransaction.ID) async throws {
    do {
      try await expire(id)
    } catch {
      try Task.checkCancellation()
      do {
        // What passes at once is no reason to hold it for an hour.
        try await expire(id)
      } catch let failure {
        try Task.checkCancellation()
        do {
          try await hold(id)
        } catch {
          // It is not this request alone that fails.
          throw failure
        }
        parts.report(id, failure)
      }
    }
  }

  /// Has a request tried no more for an hour. Administrators are told when it begins.
  private func hold(_ id: FuelTransaction.ID) async throws {
    let now = parts.clock.now()
    let administrators = try await parts.users.users(having: .admin)
    let until = now.adding(seconds: Self.holdSeconds)
    try await store.atomically(.unkeyed) { transaction in
      guard let sale = try transaction.hold(id, until: until) else { return }
      for administrator in administrators {
        try transaction.work.notify(sale.heldNote, administrator)
      }
    }
  }
}
