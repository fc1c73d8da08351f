public import Kernel
import Payments
public import Work

extension JobQueue {
  /// A line of its own for whatever asks payment providers.
  static let ajoPayments = JobQueue("ajo.payments", concurrency: 4)
}

/// Looks at a deposit that is pending after a day: it is given up where nobody has paid on the
/// provider's page. A card may have been charged, so it goes on being asked for.
public struct ExpireDeposit: Job {
  /// `ajo.deposit.expire`.
  public static let kind = "ajo.deposit.expire"
  /// Beside whatever asks payment providers.
  public static var queue: JobQueue { .ajoPayments }
  /// The deposit.
  public let deposit: Deposit.ID

  /// The job of a deposit.
  public init(_ deposit: Deposit) { self.deposit = deposit.id }

  private enum CodingKeys: String, CodingKey {
    case deposit = "deposit_id"
  }
}

/// Asks what became of a card's charge until it is known.
public struct CheckDeposit: Job {
  /// `ajo.deposit.check`.
  public static let kind = "ajo.deposit.check"
  /// Beside whatever asks payment providers.
  public static var queue: JobQueue { .ajoPayments }
  /// The deposit.
  public let deposit: Deposit.ID

  /// The job of a deposit.
  public init(_ deposit: Deposit) { self.deposit = deposit.id }

  private enum CodingKeys: String, CodingKey {
    case deposit = "deposit_id"
  }
}

/// Has the provider give back what was paid.
public struct RefundDeposit: Job {
  /// `ajo.deposit.refund`.
  public static let kind = "ajo.deposit.refund"
  /// Beside whatever asks payment providers.
  public static var queue: JobQueue { .ajoPayments }
  /// The deposit.
  public let deposit: Deposit.ID

  /// The job of a deposit.
  public init(_ deposit: Deposit) { self.deposit = deposit.id }

  private enum CodingKeys: String, CodingKey {
    case deposit = "deposit_id"
  }
}

extension DepositService {
  /// Gives a deposit up that is still pending, once the provider was asked once more. One by a
  /// card stays pending, and the administrators are told: money may be with the provider.
  /// - Returns: when it is to be asked again, where it cannot be asked now; nil once it is done.
  /// - Throws: `JobTaken`, or the store's error.
  public func expire(_ id: Deposit.ID, in run: JobRun) async throws -> Instant? {
    guard let deposit = try await parts.store.deposit(id), deposit.state == .pending else {
      return nil
    }
    let now = parts.clock.now()
    let status: ChargeStatus
    do {
      status = try await ask(deposit)
    } catch is ProviderUnavailable {
      return now.adding(seconds: 3_600)
    }
    switch status {
    case .unknown, .pending:
      if deposit.cardID != nil { return try await tellOpen(deposit, run) }
      _ = try await hear(.abandoned, of: deposit, Hearing(run: run))
    case .abandoned, .failed, .succeeded:
      _ = try await hear(status, of: deposit, Hearing(run: run))
    }
    return nil
  }

  /// Tells the administrators of a card's charge that is still open; the job ends with it.
  private func tellOpen(_ deposit: Deposit, _ run: JobRun) async throws -> Instant? {
    let administrators = try await parts.administrators()
    try await parts.store.atomically(.unkeyed) { transaction in
      // Whoever knows more by now has told of it.
      if let found = try transaction.lockDeposit(deposit.id), found.state == .pending {
        for administrator in administrators {
          try transaction.work.notify(.depositOpen(found), administrator)
        }
        // The job that asks may have been lost with one that gave it up before.
        try transaction.work.enqueue(CheckDeposit(found), unique: .byArguments)
      }
      try transaction.work.complete(run)
    }
    return nil
  }

  /// Asks what became of a pending deposit.
  /// - Returns: when it is to be asked again; nil once it is known.
  /// - Throws: `JobTaken`, or the store's error.
  public func check(_ id: Deposit.ID, in run: JobRun) async throws -> Instant? {
    guard let deposit = try await parts.store.deposit(id), deposit.state == .pending else {
      return nil
    }
    let again = PaymentPause.until(from: deposit.createdAt, at: parts.clock.now())
    do {
      let status = try await ask(deposit)
      if status == .pending || status == .unknown { return again }
      _ = try await hear(status, of: deposit, Hearing(run: run))
      return nil
    } catch is ProviderUnavailable {
      return again
    }
  }
}
