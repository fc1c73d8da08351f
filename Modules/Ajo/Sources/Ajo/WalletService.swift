public import Kernel
public import Ledger
public import Ports

/// What users do with their wallets.
public struct WalletService: Sendable {
  /// The currency of every wallet.
  public let currency: Unit

  private let ledger: any Ledger
  private let users: any UserDirectory
  private let clock: any WallClock
  private let ids: any IDSource

  /// Makes the service.
  public init(
    ledger: any Ledger, users: any UserDirectory, clock: any WallClock, ids: any IDSource,
    currency: Unit = .naira
  ) {
    self.ledger = ledger
    self.users = users
    self.clock = clock
    self.ids = ids
    self.currency = currency
  }

  /// A user's wallet, opened when they first ask for it.
  public func wallet(of user: UserID) async throws -> Wallet {
    let terms = Wallet.terms(of: user, in: currency)
    if let account = try await ledger.account(terms) { return Wallet(account) }
    return Wallet(try await ledger.openAccount(terms))
  }

  /// Up to `limit` movements of a user's wallet with a number below `before`, newest first.
  public func transactions(
    of user: UserID, before: Int64?, limit: Int
  ) async throws -> [WalletTransaction] {
    guard let account = try await ledger.accountID(Wallet.terms(of: user, in: currency)) else {
      return []
    }
    return try await ledger.entries(of: account, before: before, limit: limit)
      .map { WalletTransaction($0, currency: currency) }
  }

  /// One movement of a user's wallet, or nil when the wallet has none of this id.
  public func transaction(
    _ id: Transfer.ID, of user: UserID
  ) async throws -> WalletTransaction? {
    guard let account = try await ledger.accountID(Wallet.terms(of: user, in: currency)) else {
      return nil
    }
    return try await ledger.entry(of: id, in: account)
      .map { WalletTransaction($0, currency: currency) }
  }

  /// What must be known of sender and recipient before the money moves.
  public func parties(to order: TransferRequest) async throws -> PaymentParties {
    try await users.parties(payer: order.sender, payee: order.recipient)
  }

  /// Whether there is somebody to be paid, and somebody else.
  /// - Throws: `TransferRefusal.recipientNotFound` or `.toSelf`.
  public func check(
    _ order: TransferRequest, _ parties: PaymentParties
  ) throws(TransferRefusal) {
    _ = try Self.recipient(of: order, among: parties)
  }

  /// Moves money from one user's wallet to another's.
  ///
  /// With an idempotency key the same request gives the same outcome, also when the recipient is
  /// gone by then.
  /// - Parameter parties: what is known of the two sides, where that was asked for just now.
  /// - Returns: the movement in the sender's wallet, and whether it was made by an earlier
  ///   request under the same key.
  /// - Throws: `TransferRefusal`, `IdempotencyKeyReused`, or the store's error.
  public func transfer(
    _ order: TransferRequest, idempotencyKey: IdempotencyKey? = nil, parties: PaymentParties? = nil
  ) async throws -> TransferReceipt {
    let recipient: PaymentParties.Payee
    do {
      let known =
        if let parties { parties } else { try await self.parties(to: order) }
      recipient = try Self.recipient(of: order, among: known)
    } catch let refusal as TransferRefusal {
      if let idempotencyKey, let earlier = try await ledger.outcome(of: idempotencyKey) {
        return try receipt(earlier)
      }
      throw refusal
    }
    guard recipient.isActive || idempotencyKey != nil else {
      throw TransferRefusal.ledger(.payeeUnavailable, replayOf: nil)
    }
    let posting = Posting(
      TransferOrder(
        id: ids.make(), debit: .opening(Wallet.terms(of: order.sender, in: currency)),
        credit: .opening(Wallet.terms(of: recipient.id, in: currency)), amount: order.amount,
        kind: WalletTransaction.Kind.transfer.rawValue, note: order.note),
      idempotencyKey: idempotencyKey, verdict: recipient.isActive ? nil : .payeeUnavailable)
    return try receipt(await ledger.post(posting))
  }

  /// What an earlier request under the same idempotency key came to; nil if there was none.
  /// - Throws: `TransferRefusal` if it was refused, `IdempotencyKeyReused`, or the store's error.
  public func replay(of idempotencyKey: IdempotencyKey) async throws -> TransferReceipt? {
    try await ledger.outcome(of: idempotencyKey).map(receipt)
  }

  /// Puts money into a user's wallet from the house account; the act is audited in the same
  /// transaction.
  /// - Parameter id: makes the credit safe to repeat, however much later: there is one transfer of
  ///   an id.
  /// - Throws: `TransferRefusal`, with `existsWithDifferentTerms` if the id is another transfer's,
  ///   or the store's error.
  public func credit(
    _ user: UserID, amount: Money, note: String?, by actor: Actor, id: Transfer.ID? = nil
  ) async throws -> TransferReceipt {
    guard try await users.user(user) != nil else { throw TransferRefusal.recipientNotFound }
    let order = TransferOrder(
      id: id ?? ids.make(), debit: .opening(Wallet.house(in: currency)),
      credit: .opening(Wallet.terms(of: user, in: currency)), amount: amount,
      kind: WalletTransaction.Kind.credit.rawValue, note: note)
    let audit = AuditEntry(
      actor: actor, action: "ajo.credit", target: "user:\(user)",
      after: #"{"amount":"\#(amount)","currency":"\#(currency.code)","transfer":"\#(order.id)"}"#,
      at: clock.now())
    let outcome = try await ledger.post(Posting(order, audit: audit))
    return TransferReceipt(
      movement: WalletTransaction(received: try posted(outcome)), isReplay: outcome.isReplay)
  }

  private static func recipient(
    of order: TransferRequest, among parties: PaymentParties
  ) throws(TransferRefusal) -> PaymentParties.Payee {
    guard let payee = parties.payee else { throw .recipientNotFound }
    guard payee.id != order.sender else { throw .toSelf }
    return payee
  }

  private func receipt(_ outcome: PostingOutcome) throws -> TransferReceipt {
    TransferReceipt(
      movement: WalletTransaction(paid: try posted(outcome)), isReplay: outcome.isReplay)
  }

  private func posted(_ outcome: PostingOutcome) throws -> Transfer {
    switch outcome.result {
    case .success(let transfer): return transfer
    case .failure(let refusal):
      throw TransferRefusal.ledger(refusal, replayOf: outcome.replayOf)
    }
  }
}
