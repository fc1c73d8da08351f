public import Kernel
import Payments
public import Work

/// Has the provider send a withdrawal out. The withdrawal's reference is the provider's key: what
/// is sent again under it is sent once.
public struct SubmitWithdrawal: Job {
  /// `ajo.withdrawal.submit`.
  public static let kind = "ajo.withdrawal.submit"
  /// Beside whatever asks payment providers.
  public static var queue: JobQueue { .ajoPayments }
  /// The withdrawal.
  public let withdrawal: Withdrawal.ID

  /// The job of a withdrawal.
  public init(_ withdrawal: Withdrawal) { self.withdrawal = withdrawal.id }

  private enum CodingKeys: String, CodingKey {
    case withdrawal = "withdrawal_id"
  }
}

/// Asks what became of a withdrawal until it is known.
public struct VerifyWithdrawal: Job {
  /// `ajo.withdrawal.verify`.
  public static let kind = "ajo.withdrawal.verify"
  /// Beside whatever asks payment providers.
  public static var queue: JobQueue { .ajoPayments }
  /// The withdrawal.
  public let withdrawal: Withdrawal.ID

  /// The job of a withdrawal.
  public init(_ withdrawal: Withdrawal) { self.withdrawal = withdrawal.id }

  private enum CodingKeys: String, CodingKey {
    case withdrawal = "withdrawal_id"
  }
}

extension WithdrawalService {
  /// Has the provider send a withdrawal out, and acts on its answer. That the provider is asked is
  /// committed before it is, so nobody can cancel what may be on its way.
  /// - Returns: when to try again where nothing could be sent; nil once the provider was asked.
  /// - Throws: `JobTaken`, or the store's error.
  public func submit(_ id: Withdrawal.ID, in run: JobRun) async throws -> Instant? {
    guard let (withdrawal, bank, before) = try await submitting(id) else { return nil }
    let request = PayoutRequest(
      reference: withdrawal.reference, amount: withdrawal.amount, account: bank.account,
      accountName: bank.accountName ?? "", reason: "Withdrawal")
    let status: PayoutStatus
    do throws(GatewayError) {
      status = try await parts.gateways.gateway(withdrawal.provider).transferOut(request)
    } catch {
      switch error {
      case .refused(_, let message):
        // An attempt before this one may have been taken: what became of that counts.
        status = await outcome(of: withdrawal, attemptedBefore: before, refused: message)
      case .outcomeUnknown: status = .pending
      case .notConfigured, .unavailable:
        return PaymentPause.until(from: withdrawal.createdAt, at: parts.clock.now())
      }
    }
    switch status {
    // The job that asks is enqueued already.
    case .pending, .unknown: return nil
    case .paid, .failed, .reversed: _ = try await hear(status, of: id, Hearing(run: run))
    }
    return nil
  }

  /// Commits that a withdrawal is being sent out.
  /// - Returns: the withdrawal, its bank, and when it was attempted before this time; nil where
  ///   there is nothing to send any more.
  private func submitting(
    _ id: Withdrawal.ID
  ) async throws -> (Withdrawal, LinkedBank, before: Instant?)? {
    let (now, machine) = (parts.clock.now(), parts.machineClock.now())
    return try await parts.store.atomically(.unkeyed) { transaction in
      guard var withdrawal = try transaction.lockWithdrawal(id), withdrawal.isUnderWay else {
        return nil
      }
      let before = withdrawal.attemptedAt
      withdrawal.submit(at: now, machine: machine)
      try transaction.update(withdrawal)
      guard let bank = try transaction.bank(withdrawal.bankID) else { return nil }
      // Should this process die now, or the answer be lost, somebody goes on asking.
      try transaction.work.enqueue(
        VerifyWithdrawal(withdrawal), at: now.adding(seconds: 10), unique: .byArguments)
      return (withdrawal, bank, before)
    }
  }

  /// What became of a withdrawal of which an attempt is refused. A provider that may not know of an
  /// attempt before it yet decides nothing: the job that asks goes on.
  private func outcome(
    of withdrawal: Withdrawal, attemptedBefore before: Instant?, refused message: String
  ) async -> PayoutStatus {
    guard before != nil else { return .failed(message) }
    do throws(GatewayError) {
      let status = try await parts.gateways.gateway(withdrawal.provider)
        .verifyPayout(withdrawal.reference)
      guard status == .unknown else { return status }
      return parts.isSilent(since: before) ? .failed(message) : .pending
    } catch {
      return .pending
    }
  }

  /// Asks what became of a withdrawal that was sent out, and acts on the answer.
  /// - Returns: when to ask again; nil once it is known.
  /// - Throws: `JobTaken`, or the store's error.
  public func verify(_ id: Withdrawal.ID, in run: JobRun) async throws -> Instant? {
    guard let withdrawal = try await parts.store.withdrawal(id), withdrawal.state == .submitted
    else { return nil }
    let again = PaymentPause.until(
      from: withdrawal.submittedAt ?? withdrawal.createdAt, at: parts.clock.now())
    let status: PayoutStatus
    do throws(GatewayError) {
      status = try await parts.gateways.gateway(withdrawal.provider)
        .verifyPayout(withdrawal.reference)
    } catch {
      return again
    }
    switch status {
    case .pending: return again
    case .unknown:
      // A request may still be on its way. After that it is sent again under the same key, and
      // looked after by this job.
      if isSilent(withdrawal) { _ = try await hear(.unknown, of: id, Hearing()) }
      return again
    case .paid, .failed, .reversed:
      _ = try await hear(status, of: id, Hearing(run: run))
      return nil
    }
  }
}
