public import Kernel
public import Ledger
public import Ports
public import Work

/// Sends money from one user's wallet to another's.
public struct TransferService: Sendable {
  /// The currency of every wallet.
  public let currency: Unit

  private let ledger: any Ledger
  private let work: any UnitsOfWork
  private let users: any UserDirectory
  private let money: MoneyOut
  private let ids: any IDSource
  private let notices: @Sendable () -> TransferNotices

  /// Makes the service.
  /// - Parameters:
  ///   - work: where postings are told of, and answers are kept that no posting goes with.
  ///   - money: asks for the PIN.
  ///   - notices: who is notified, as administrators have set it.
  public init(
    ledger: any Ledger, work: any UnitsOfWork, users: any UserDirectory, money: MoneyOut,
    ids: any IDSource, currency: Unit,
    notices: @escaping @Sendable () -> TransferNotices = { TransferNotices() }
  ) {
    self.notices = notices
    self.ledger = ledger
    self.work = work
    self.users = users
    self.money = money
    self.ids = ids
    self.currency = currency
  }

  /// Sends money.
  ///
  /// With an idempotency key the same request gives the same outcome, also when the recipient is
  /// gone by then.
  /// - Throws: `TransferRefusal`, `PinRequired`, `IdempotencyKeyReused`, `Replay`, or the store's
  ///   error.
  public func send(
    _ request: TransferRequest, pinToken: String? = nil,
    once: Once<TransferReceipt> = .unkeyed
  ) async throws -> TransferReceipt {
    let parties = try await users.parties(payer: request.sender, payee: request.recipient)
    return try await money.perform(
      Spending(
        userID: request.sender, action: .transfer, amount: request.amount, pinToken: pinToken),
      hasPin: parties.payerHasPin, once: once, refusals: TransferRefusal.self,
      replay: { try await replay(of: $0) },
      check: { _ = try request.payee(among: parties) },
      move: { try await move(request, parties, once) })
  }

  private func move(
    _ request: TransferRequest, _ parties: PaymentParties, _ once: Once<TransferReceipt>
  ) async throws -> TransferReceipt {
    let payee: PaymentParties.Payee
    do throws(TransferRefusal) {
      payee = try request.payee(among: parties)
      guard payee.isActive else { throw .recipientUnavailable }
    } catch {
      return try await refuse(error, once)
    }
    let order = TransferOrder(
      id: ids.make(), debit: .opening(Wallet.terms(of: request.sender, in: currency)),
      credit: .opening(Wallet.terms(of: payee.id, in: currency)), amount: request.amount,
      kind: WalletTransaction.Kind.transfer.rawValue, note: request.note)
    let outcome = try await work.post(
      Posting(order, idempotencyKey: once.consume()),
      telling: .transfer(
        order, request.amount, from: request.sender, to: payee.id,
        telling: notices()))
    return try receipt(outcome)
  }

  /// Refuses a request that the ledger has not seen, unless it was carried out before.
  private func refuse(
    _ refusal: TransferRefusal, _ once: Once<TransferReceipt>
  ) async throws -> TransferReceipt {
    guard let key = once.key else { throw refusal }
    if let earlier = try await replay(of: key) {
      _ = once.consume()
      return earlier
    }
    return try await work.run(once) { _ in throw refusal }
  }

  /// What an earlier request under the same key came to; nil if there was none.
  private func replay(of key: IdempotencyKey) async throws -> TransferReceipt? {
    try await ledger.outcome(of: key).map(receipt)
  }

  private func receipt(_ outcome: PostingOutcome) throws -> TransferReceipt {
    switch outcome.result {
    case .success(let transfer):
      return TransferReceipt(
        movement: WalletTransaction(paid: transfer), isReplay: outcome.isReplay)
    case .failure(let rejection):
      let refusal = TransferRefusal(rejection)
      guard let first = outcome.replayOf else { throw refusal }
      throw Replay.refusal(refusal, requestID: first)
    }
  }
}

extension TransferRequest {
  /// Who is paid.
  /// - Throws: `recipientNotFound` or `toSelf`.
  fileprivate func payee(
    among parties: PaymentParties
  ) throws(TransferRefusal) -> PaymentParties.Payee {
    guard let payee = parties.payee else { throw .recipientNotFound }
    guard payee.id != sender else { throw .toSelf(recipient) }
    return payee
  }
}
