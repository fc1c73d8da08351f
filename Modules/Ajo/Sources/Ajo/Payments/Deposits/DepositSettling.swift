public import Kernel
import Ledger
import Payments
public import Ports
public import Work

/// What an administrator decides about a mismatch.
public struct DepositDecision: Hashable, Sendable {
  /// Which deposit.
  public let deposit: Deposit.ID
  /// What is done.
  public let settlement: Deposit.Settlement
  /// Why.
  public let reason: String

  /// Puts a decision together.
  public init(deposit: Deposit.ID, settlement: Deposit.Settlement, reason: String) {
    self.deposit = deposit
    self.settlement = settlement
    self.reason = reason
  }
}

extension DepositService {
  /// Settles a mismatch: the row, the credit and the audit entry are one unit of work. A refund is
  /// asked of the provider afterwards, until it is known.
  /// - Throws: `SettlementRefusal`, `Replay`, or the store's error.
  public func settle(
    _ decision: DepositDecision, by actor: Actor, once: Once<Deposit> = .unkeyed
  ) async throws -> Deposit {
    let (now, currency, nextID) = (parts.clock.now(), parts.currency, parts.ids.make(Transfer.self))
    return try await parts.store.atomically(once) { transaction in
      guard var deposit = try transaction.lockDeposit(decision.deposit) else {
        throw SettlementRefusal.notFound
      }
      let before = deposit.audited
      let effect = try deposit.settle(
        decision.settlement, because: decision.reason, in: currency, at: now)
      try transaction.carryOut(effect, settled: &deposit, next: nextID)
      if decision.settlement == .refund {
        try transaction.work.enqueue(RefundDeposit(deposit), unique: .byArguments)
      }
      try transaction.work.record(
        AuditEntry(
          actor: actor, action: "ajo.deposit.settle", target: "deposit:\(deposit.id)",
          before: before, after: deposit.audited, at: now))
      return deposit
    }
  }

  /// Has the provider give back what was paid with a deposit.
  /// - Returns: when it is to be asked again; nil once it is known.
  /// - Throws: `JobTaken`, or the store's error.
  public func refund(_ id: Deposit.ID, in run: JobRun) async throws -> Instant? {
    guard let deposit = try await parts.store.deposit(id), deposit.settlement == .refund,
      let paid = deposit.paid, let name = deposit.providerReference
    else { return nil }
    let again = PaymentPause.until(
      from: deposit.endedAt ?? deposit.createdAt, at: parts.clock.now())
    // The deposit's id is the transfer's that never came about: one refund for each deposit.
    guard let reference = PaymentReference("ajo-refund-\(deposit.id.description.prefix(36))") else {
      return nil
    }
    let request = RefundRequest(
      reference: reference, charge: deposit.reference, providerReference: name, amount: paid,
      reason: deposit.reason ?? "")
    let status: RefundStatus
    do throws(GatewayError) {
      status = try await outcome(of: request, with: deposit.provider)
    } catch {
      guard case .refused(_, let message) = error else { return again }
      return try await finish(deposit, .failed(message), run)
    }
    guard status != .pending, status != .unknown else { return again }
    return try await finish(deposit, status, run)
  }

  /// What became of a refund, which is asked for if it was not yet.
  private func outcome(
    of request: RefundRequest, with provider: PaymentProvider
  ) async throws(GatewayError) -> RefundStatus {
    let gateway = try parts.gateways.gateway(provider)
    let status = try await gateway.verifyRefund(request)
    return status == .unknown ? try await gateway.refund(request) : status
  }

  /// Tells the administrators of a refund that does not work out; the job ends with it.
  private func finish(
    _ deposit: Deposit, _ status: RefundStatus, _ run: JobRun
  ) async throws -> Instant? {
    let administrators = try await parts.administrators()
    try await parts.store.atomically(.unkeyed) { transaction in
      if case .failed(let message) = status {
        for administrator in administrators {
          try transaction.work.notify(.refundFailed(deposit, message), administrator)
        }
      }
      try transaction.work.complete(run)
    }
    return nil
  }
}

extension PaymentTransaction {
  /// Keeps a mismatch that was settled, with the credit if there is one.
  fileprivate func carryOut(
    _ effect: Deposit.Effect, settled deposit: inout Deposit, next: Transfer.ID
  ) throws {
    guard effect != .none else { return try update(deposit) }
    try carryOut(
      effect, &deposit, next: next, administrators: [], at: deposit.endedAt ?? deposit.createdAt)
    guard deposit.state == .succeeded else { throw SettlementRefusal.walletClosed }
  }
}
