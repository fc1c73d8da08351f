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
  private let details: [any EntryDetailSource]
  private let unposted: [any UnpostedEntries]

  /// Makes the service.
  /// - Parameters:
  ///   - details: where the details of entries are looked up.
  ///   - unposted: where what has no entry is looked up.
  public init(
    ledger: any Ledger, users: any UserDirectory, clock: any WallClock, ids: any IDSource,
    currency: Unit, details: [any EntryDetailSource] = [], unposted: [any UnpostedEntries] = []
  ) {
    self.details = details
    self.unposted = unposted
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

  /// Up to `limit` entries of a user's wallet before a place, newest first, and withdrawals that
  /// have no entry.
  public func transactions(
    of user: UserID, before place: EntryPlace?, limit: Int
  ) async throws -> [WalletTransaction] {
    guard let account = try await ledger.accountID(Wallet.terms(of: user, in: currency)) else {
      return []
    }
    // What has no entry stands after the entry of its number, so that entry is before it.
    let before = place.map { $0.unposted.rawValue == 0 ? $0.sequence : $0.sequence + 1 }
    async let waiting = unposted(of: user, before: place, limit: limit)
    let posted = try await ledger.lines(of: account, before: before, limit: limit)
      .map { WalletTransaction($0, currency: currency) }
    let found = try await detailed(posted, of: user)
    let others = try await waiting
    guard !others.isEmpty else { return found }
    return Array((found + others).sorted { $0.place > $1.place }.prefix(limit))
  }

  private func unposted(
    of user: UserID, before place: EntryPlace?, limit: Int
  ) async throws -> [WalletTransaction] {
    var found: [WalletTransaction] = []
    for source in unposted {
      found += try await source.unposted(of: user, before: place, limit: limit)
    }
    return found
  }

  /// One entry of a user's wallet, or nil when the wallet has none of this id.
  public func transaction(
    _ id: Transfer.ID, of user: UserID
  ) async throws -> WalletTransaction? {
    guard let account = try await ledger.accountID(Wallet.terms(of: user, in: currency)) else {
      return nil
    }
    if let line = try await ledger.line(of: id, in: account) {
      return try await detailed([WalletTransaction(line, currency: currency)], of: user).first
    }
    for source in unposted {
      if let found = try await source.unposted(id, of: user) { return found }
    }
    return nil
  }

  private func detailed(
    _ entries: [WalletTransaction], of user: UserID
  ) async throws -> [WalletTransaction] {
    let found = try await details.details(of: entries, of: user)
    return entries.map { $0.with(found[$0.id]) }
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
    switch outcome.result {
    case .success(let transfer):
      return TransferReceipt(
        movement: WalletTransaction(received: transfer), isReplay: outcome.isReplay)
    case .failure(let rejection): throw TransferRefusal(rejection)
    }
  }
}
