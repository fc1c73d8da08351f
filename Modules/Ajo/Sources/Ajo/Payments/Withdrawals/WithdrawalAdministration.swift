public import Kernel
import Ledger
import Payments
public import Ports
import Work

extension WithdrawalService {
  /// Whether a provider that knows nothing of a withdrawal can be believed.
  func isSilent(_ withdrawal: Withdrawal) -> Bool { parts.isSilent(since: withdrawal.attemptedAt) }

  /// Has a withdrawal sent out, or asked for, again.
  /// - Throws: `WithdrawalChangeRefusal`, or the store's error.
  public func retry(
    _ id: Withdrawal.ID, because reason: String, by actor: Actor,
    once: Once<Withdrawal> = .unkeyed
  ) async throws -> Withdrawal {
    let now = parts.clock.now()
    return try await parts.store.atomically(once) { transaction in
      guard let withdrawal = try transaction.lockWithdrawal(id) else {
        throw WithdrawalChangeRefusal.notFound
      }
      guard withdrawal.isUnderWay else { throw WithdrawalChangeRefusal.notUnderWay }
      try transaction.work.enqueue(SubmitWithdrawal(withdrawal), unique: .byArguments)
      try transaction.work.record(
        AuditEntry(
          actor: actor, action: "ajo.withdrawal.retry", target: "withdrawal:\(id)",
          before: withdrawal.audited,
          after: AuditText([("state", withdrawal.state.rawValue), ("reason", reason)]).text,
          at: now))
      return withdrawal
    }
  }

  /// Returns a withdrawal to its wallet. The provider is asked first: what it has, or may have, is
  /// not returned.
  /// - Throws: `WithdrawalChangeRefusal`, `ProviderUnavailable`, or the store's error.
  public func giveBack(
    _ id: Withdrawal.ID, because reason: String, by actor: Actor,
    once: Once<Withdrawal> = .unkeyed
  ) async throws -> Withdrawal {
    try await parts.store.replay(once)
    guard let seen = try await parts.store.withdrawal(id) else {
      throw WithdrawalChangeRefusal.notFound
    }
    if seen.state == .submitted { try await settleWithProvider(seen) }
    let (now, ids) = (parts.clock.now(), transferIDs())
    let returned = try await parts.store.atomically(once) { transaction in
      guard var withdrawal = try transaction.lockWithdrawal(id) else {
        throw WithdrawalChangeRefusal.notFound
      }
      guard withdrawal.isUnderWay else { throw WithdrawalChangeRefusal.notUnderWay }
      // Sent out meanwhile, or again.
      guard withdrawal.attemptedAt == seen.attemptedAt else {
        throw WithdrawalChangeRefusal.withProvider
      }
      let before = withdrawal.audited
      withdrawal.end(as: .administrator, because: reason, at: now)
      try transaction.carryOut(.release, withdrawal, ids, administrators: [], at: now)
      try transaction.work.record(
        AuditEntry(
          actor: actor, action: "ajo.withdrawal.return", target: "withdrawal:\(id)",
          before: before, after: withdrawal.audited, at: now))
      return withdrawal
    }
    parts.count("withdrawal", returned.state.rawValue)
    return returned
  }

  /// Returns if the provider has nothing of a withdrawal and will have nothing.
  private func settleWithProvider(_ withdrawal: Withdrawal) async throws {
    let status: PayoutStatus
    do throws(GatewayError) {
      status = try await parts.gateways.gateway(withdrawal.provider)
        .verifyPayout(withdrawal.reference)
    } catch {
      throw ProviderUnavailable(isMissing: error == .notConfigured)
    }
    switch status {
    case .unknown where isSilent(withdrawal): return
    case .unknown, .pending: throw WithdrawalChangeRefusal.withProvider
    case .paid, .failed, .reversed:
      // It has come to an end with the provider: that is what counts.
      _ = try await hear(status, of: withdrawal.id, Hearing())
      throw WithdrawalChangeRefusal.notUnderWay
    }
  }
}
