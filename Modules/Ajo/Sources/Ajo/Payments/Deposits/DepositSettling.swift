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
    guard let reference = deposit.refundReference else { return nil }
    let request = RefundRequest(
      reference: reference, charge: deposit.reference, providerReference: name, amount: paid,
      reason: deposit.reason ?? "")
    let status: RefundStatus
    do {
      status = try await outcome(of: request, deposit)
    } catch let error as GatewayError {
      guard case .refused(_, let message) = error else { return again }
      return try await finish(deposit, .failed(message), run)
    }
    guard status != .pending, status != .unknown else { return again }
    return try await finish(deposit, status, run)
  }

  /// What became of a refund, which is asked for if it was not yet. Providers take no key for it:
  /// that one is asked for is committed before, and one of which the provider knows nothing is
  /// asked for again only when the last attempt is surely over.
  private func outcome(
    of request: RefundRequest, _ deposit: Deposit
  ) async throws -> RefundStatus {
    let gateway = try parts.gateways.gateway(deposit.provider)
    let status = try await gateway.verifyRefund(request)
    guard status == .unknown, parts.isSilent(since: deposit.refunds.attemptedAt),
      try await noteAttempt(at: deposit)
    else { return status }
    return try await gateway.refund(request)
  }

  /// Commits that a refund is about to be asked for.
  /// - Returns: false where somebody else has asked since.
  private func noteAttempt(at deposit: Deposit) async throws -> Bool {
    let machine = parts.machineClock.now()
    return try await parts.store.atomically(.unkeyed) { transaction in
      guard var found = try transaction.lockDeposit(deposit.id), found.settlement == .refund,
        found.refunds == deposit.refunds
      else { return false }
      found.refund(machine: machine)
      try transaction.update(found)
      return true
    }
  }

  /// Ends a refund, and the job with it. One that does not work out is for a person to decide on
  /// again; the administrators are told.
  private func finish(
    _ deposit: Deposit, _ status: RefundStatus, _ run: JobRun
  ) async throws -> Instant? {
    let administrators = try await parts.administrators()
    try await parts.store.atomically(.unkeyed) { transaction in
      if case .failed(let message) = status {
        guard var found = try transaction.lockDeposit(deposit.id), found.settlement == .refund
        else { return }
        found.reopen(because: "the refund failed: \(message)")
        try transaction.update(found)
        for administrator in administrators {
          try transaction.work.notify(.refundFailed(found, message), administrator)
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
