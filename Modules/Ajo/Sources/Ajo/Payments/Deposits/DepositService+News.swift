public import Kernel
import Ledger
import Payments
import Ports
import Work

/// How somebody came to know what became of a payment, as far as it matters to the unit of work
/// that acts on it.
struct Hearing: Sendable {
  /// What a webhook brought; nil for others.
  var news: PaymentNews?
  /// The job that asked; nil for others. It ends with the unit of work.
  var run: JobRun?
}

extension DepositService {
  /// Asks the provider what became of a deposit, and acts on it.
  /// - Throws: `DepositRefusal.notFound`, `ProviderUnavailable`, or the store's error.
  public func check(_ id: Deposit.ID, of user: UserID) async throws -> Deposit {
    guard let deposit = try await parts.store.deposit(id, of: user) else {
      throw DepositRefusal.notFound
    }
    guard deposit.state != .succeeded, deposit.state != .mismatch else { return deposit }
    return try await hear(try await ask(deposit), of: deposit, Hearing()) ?? deposit
  }

  /// What the provider says of a deposit.
  /// - Throws: `ProviderUnavailable`.
  func ask(_ deposit: Deposit) async throws -> ChargeStatus {
    do throws(GatewayError) {
      return try await parts.gateways.gateway(deposit.provider).verifyCharge(deposit.reference)
    } catch {
      throw ProviderUnavailable(isMissing: error == .notConfigured)
    }
  }

  /// Acts on what a webhook says of a charge.
  /// - Returns: false where there is no such deposit.
  /// - Throws: the store's error.
  func receive(_ status: ChargeStatus, _ news: PaymentNews) async throws -> Bool {
    guard let deposit = try await parts.store.deposit(news.event.reference) else { return false }
    guard deposit.provider == news.event.provider else { return false }
    _ = try await hear(status, of: deposit, Hearing(news: news))
    return true
  }

  /// Acts on what became of a deposit: the row, the credit, what is told of it and the job that
  /// asked are one unit of work. It may be heard any number of times.
  /// - Returns: the deposit as it is now; nil where the webhook was acted on before.
  func hear(
    _ status: ChargeStatus, of deposit: Deposit, _ hearing: Hearing,
    _ once: Once<Deposit> = .unkeyed
  ) async throws -> Deposit? {
    // One sends money where there may be something else than was asked for: a person is told.
    let administrators = status.isPaid ? try await parts.administrators() : []
    let (now, nextID): (Instant, Transfer.ID) = (parts.clock.now(), parts.ids.make())
    let seen = Reached<Deposit>()
    let heard: Deposit
    do {
      heard = try await parts.store.atomically(once) { transaction in
        seen.value = nil
        if let news = hearing.news, try !news.begin(in: transaction.work) { throw HeardBefore() }
        guard var found = try transaction.lockDeposit(deposit.id) else { throw NotFound() }
        let effect = found.hear(status, at: now)
        if effect != .none {
          try transaction.carryOut(
            effect, &found, next: nextID, administrators: administrators, at: now)
          seen.value = found
        }
        if let run = hearing.run { try transaction.work.complete(run) }
        return found
      }
    } catch is HeardBefore {
      return nil
    }
    if let ended = seen.value { parts.count("deposit", ended.state.rawValue) }
    return heard
  }
}

/// A webhook was acted on before.
private struct HeardBefore: Error {}

extension ChargeStatus {
  /// Whether it says that money was paid.
  fileprivate var isPaid: Bool {
    if case .succeeded = self { true } else { false }
  }
}

extension PaymentTransaction {
  /// Does what follows from news of a deposit, and keeps it.
  /// - Parameter next: the id of the transfer that may credit it later, should this one be refused.
  func carryOut(
    _ effect: Deposit.Effect, _ deposit: inout Deposit, next: Transfer.ID,
    administrators: [UserID], at now: Instant
  ) throws {
    if effect.isPayment { try leavePaymentToOthers(&deposit, next: next) }
    if case .credit(let amount) = effect, deposit.state == .succeeded {
      try credit(amount, to: &deposit, next: next, at: now)
    }
    try update(deposit)
    switch deposit.state {
    case .succeeded:
      try work.publish(.depositSucceeded(deposit))
      try work.notify(.depositSucceeded(deposit), deposit.userID)
    case .failed:
      try work.publish(.depositFailed(deposit))
      try work.notify(.depositFailed(deposit), deposit.userID)
    case .mismatch:
      try work.publish(.depositMismatch(deposit))
      try work.notify(.depositMismatch(deposit), deposit.userID)
      for administrator in administrators {
        try work.notify(.depositToSettle(deposit), administrator)
      }
    case .pending, .abandoned: break
    }
  }

  /// A payment is one deposit's, by what the provider calls it: of another one it is no payment.
  private func leavePaymentToOthers(_ deposit: inout Deposit, next: Transfer.ID) throws {
    guard let name = deposit.providerReference,
      try isPaid(name, by: deposit.provider, otherThan: deposit.id)
    else { return }
    deposit.leavePayment(next: next)
  }

  /// Credits a deposit. What cannot be credited is left for a person: the money is with the
  /// provider.
  private func credit(
    _ amount: Money, to deposit: inout Deposit, next: Transfer.ID, at now: Instant
  ) throws {
    do {
      try post(
        [deposit.credit(of: amount)], bringing: amount, to: deposit.userID,
        beside: [PaymentAccounts.provider(deposit.provider, in: amount.unit)], repaying: next,
        at: now)
    } catch TransferRejection.accountClosed {
      deposit.refuseCredit(because: "the wallet is closed", next: next)
    }
  }
}
