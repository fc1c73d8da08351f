import Kernel
public import Payments
import Work

/// Acts on what providers tell of Ajo's charges, payouts and refunds.
public struct PaymentNewsDesk: Sendable {
  private let parts: PaymentParts
  private let deposits: DepositService
  private let withdrawals: WithdrawalService

  /// Makes it.
  public init(
    _ parts: PaymentParts, deposits: DepositService, withdrawals: WithdrawalService
  ) {
    self.parts = parts
    self.deposits = deposits
    self.withdrawals = withdrawals
  }

  /// Acts on news, once however often it comes. What is not known here yet is asked for again until
  /// it is, and in the end becomes a difference.
  /// - Throws: `UnknownPayment`, or the store's error: it is to be tried again.
  public func receive(_ news: PaymentNews) async throws {
    let isKnown =
      switch news.event.outcome {
      case .charge(let status): try await deposits.receive(status, news)
      case .payout(let status): try await withdrawals.receive(status, news)
      case .takenBack(let taken): try await deposits.receive(taken, news)
      // The job of one that was asked for here asks for itself.
      case .refund: try await receive(refund: news)
      }
    guard !isKnown else { return }
    guard news.run.attempt >= news.run.maxAttempts else { throw UnknownPayment() }
    try await keepUnknown(news)
  }

  private func receive(refund news: PaymentNews) async throws -> Bool {
    guard let taken = news.event.refunded else { return true }
    return try await deposits.receive(taken, news)
  }

  private func keepUnknown(_ news: PaymentNews) async throws {
    let administrators = try await parts.administrators()
    let (now, id) = (parts.clock.now(), parts.ids.make(Difference.self))
    let difference = Difference(
      of: news.event, id: id, day: parts.zone.date(at: now), at: now)
    try await parts.store.atomically(.unkeyed) { transaction in
      guard try news.begin(in: transaction.work), let difference else { return }
      try transaction.keep(difference, telling: administrators)
    }
  }
}

/// A provider tells of a payment that is not there, or not yet.
public struct UnknownPayment: Error, Hashable, Sendable, CustomStringConvertible {
  /// Makes the error.
  public init() {}

  /// For the log and the job.
  public var description: String { "there is no payment of this reference" }
}
