public import Kernel
import Payments
public import Work

extension JobQueue {
  /// A line of its own for whatever asks payment providers.
  static let ajoPayments = JobQueue("ajo.payments", concurrency: 4)
}

/// Gives a deposit up that nobody has paid, once the provider was asked once more.
public struct ExpireDeposit: Job {
  /// `ajo.deposit.expire`.
  public static let kind = "ajo.deposit.expire"
  /// Beside whatever asks payment providers.
  public static var queue: JobQueue { .ajoPayments }
  private let deposit_id: String

  /// The job of a deposit.
  public init(_ deposit: Deposit) { deposit_id = "\(deposit.id)" }

  /// The deposit; nil where the arguments name none.
  public var deposit: Deposit.ID? { Deposit.ID(deposit_id) }
}

/// Asks what became of a card's charge until it is known.
public struct CheckDeposit: Job {
  /// `ajo.deposit.check`.
  public static let kind = "ajo.deposit.check"
  /// Beside whatever asks payment providers.
  public static var queue: JobQueue { .ajoPayments }
  private let deposit_id: String

  /// The job of a deposit.
  public init(_ deposit: Deposit) { deposit_id = "\(deposit.id)" }

  /// The deposit; nil where the arguments name none.
  public var deposit: Deposit.ID? { Deposit.ID(deposit_id) }
}

/// Has the provider give back what was paid.
public struct RefundDeposit: Job {
  /// `ajo.deposit.refund`.
  public static let kind = "ajo.deposit.refund"
  /// Beside whatever asks payment providers.
  public static var queue: JobQueue { .ajoPayments }
  private let deposit_id: String

  /// The job of a deposit.
  public init(_ deposit: Deposit) { deposit_id = "\(deposit.id)" }

  /// The deposit; nil where the arguments name none.
  public var deposit: Deposit.ID? { Deposit.ID(deposit_id) }
}

extension DepositService {
  /// Gives a deposit up that is still pending, once the provider was asked once more.
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
    case .unknown, .pending: _ = try await hear(.abandoned, of: deposit, Hearing(run: run))
    case .abandoned, .failed, .succeeded:
      _ = try await hear(status, of: deposit, Hearing(run: run))
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
