public import Kernel
public import Ledger
public import Ports
public import Work

/// Charges wallets for other contexts.
///
/// A charge and its end are transfers whose ids follow from the charge's, so the ledger itself sees
/// to it that each happens once, and keeps no other row.
public struct ChargeService: WalletKeeper {
  /// The currency of every wallet.
  public let currency: Unit

  private let ledger: any Ledger
  private let work: any UnitsOfWork
  private let users: any UserDirectory
  private let money: MoneyOut

  /// Makes the service.
  /// - Parameter money: asks for the PIN.
  public init(
    ledger: any Ledger, work: any UnitsOfWork, users: any UserDirectory, money: MoneyOut,
    currency: Unit
  ) {
    self.ledger = ledger
    self.work = work
    self.users = users
    self.money = money
    self.currency = currency
  }

  /// What a user has.
  public func balance(of user: UserID) async throws -> WalletBalance {
    guard let account = try await ledger.account(Wallet.terms(of: user, in: currency)) else {
      return WalletBalance(balance: .zero(currency), available: .zero(currency))
    }
    return WalletBalance(balance: account.balance, available: account.available)
  }

  /// Takes money from a wallet, or holds it.
  public func charge(_ charge: WalletCharge) async throws {
    guard let account = WalletCharge.terms(of: charge.id, of: charge.context, in: currency),
      charge.amount.unit == currency, Self.isSpeakable(charge.description)
    else { throw WalletRefusal.malformed }
    let order = TransferOrder(
      id: WalletCharge.transferID(charge.id), step: charge.isHeld ? .hold(until: nil) : .post,
      debit: .opening(Wallet.terms(of: charge.userID, in: currency)), credit: .opening(account),
      amount: charge.amount, kind: WalletTransaction.Kind.charge.rawValue,
      note: charge.description)
    // What was decided before is answered without a fresh token.
    if try await ledger.transfer(order.id) != nil { return try await post(order, telling: nil) }
    guard let user = try await users.user(charge.userID) else { throw WalletRefusal.notFound }
    guard user.isActive else { throw WalletRefusal.userBlocked }
    let news = charge.isHeld ? nil : Announcement.charged(charge.details)
    guard case .user(let pinToken) = charge.authority else {
      return try await post(order, telling: news)
    }
    let spending = Spending(
      userID: charge.userID, action: .pay, amount: charge.amount, pinToken: pinToken,
      request: "charge \(charge.id)")
    try await money.perform(
      spending, once: .unkeyed, refusals: WalletRefusal.self, replay: { _ in nil }, check: {},
      move: { try await post(order, telling: news) })
  }

  /// Takes money that is held.
  public func settle(
    _ id: WalletCharge.ID, of context: String, amount: Money?
  ) async throws {
    let hold = try await hold(id, of: context)
    guard let user = hold.debit.owner.userID else { throw WalletRefusal.notFound }
    let amount = amount ?? hold.amount
    let order = TransferOrder(
      id: WalletCharge.settlementID(id, amount), ending: .settle(of: hold.id, amount: amount))
    try await post(
      order,
      telling: .charged(
        ChargeDetails(
          id: order.id, userID: user, context: context, amount: amount,
          description: hold.note ?? "")))
  }

  /// Releases money that is held.
  public func release(_ id: WalletCharge.ID, of context: String) async throws {
    let hold = try await hold(id, of: context)
    try await post(
      TransferOrder(id: WalletCharge.releaseID(id), ending: .void(of: hold.id)), telling: nil)
  }

  /// Gives back what was taken.
  public func refund(_ refund: WalletRefund) async throws {
    guard let account = WalletCharge.terms(of: refund.charge, of: refund.context, in: currency),
      refund.amount.unit == currency, Self.isSpeakable(refund.description)
    else { throw WalletRefusal.malformed }
    let charge = try await first(of: refund.charge, of: refund.context)
    guard let user = charge.debit.owner.userID else { throw WalletRefusal.notFound }
    let order = TransferOrder(
      id: Transfer.ID(rawValue: refund.id.rawValue), debit: .opening(account),
      credit: .existing(charge.debit.account), amount: refund.amount,
      kind: WalletTransaction.Kind.refund.rawValue, note: refund.description)
    let details = ChargeDetails(
      id: order.id, userID: user, context: refund.context, amount: refund.amount,
      description: refund.description)
    do {
      try await post(order, telling: .refunded(details))
    } catch WalletRefusal.insufficientFunds {
      throw WalletRefusal.exceedsCharge
    }
  }

  /// What became of a charge.
  public func charge(
    _ id: WalletCharge.ID, of context: String
  ) async throws -> WalletChargeState? {
    let made: Transfer
    do {
      made = try await first(of: id, of: context)
    } catch WalletRefusal.notFound {
      return nil
    }
    guard let terms = WalletCharge.terms(of: id, of: context, in: currency),
      let account = try await ledger.account(terms)
    else { return nil }
    if case .hold = made.step {
      if try await ledger.transfer(WalletCharge.releaseID(id)) != nil { return .released }
      if account.creditsPosted == 0 { return .held(made.amount) }
    }
    return .taken(
      Money(minorUnits: account.creditsPosted, unit: currency),
      refunded: Money(minorUnits: account.debitsPosted, unit: currency))
  }

  /// The transfer that took or held a charge of a context.
  private func first(of id: WalletCharge.ID, of context: String) async throws -> Transfer {
    guard let terms = WalletCharge.terms(of: id, of: context, in: currency),
      let made = try await ledger.transfer(WalletCharge.transferID(id)),
      made.credit.owner == terms.owner
    else { throw WalletRefusal.notFound }
    return made
  }

  private func hold(_ id: WalletCharge.ID, of context: String) async throws -> Transfer {
    let made = try await first(of: id, of: context)
    guard case .hold = made.step else { throw WalletRefusal.notHeld }
    return made
  }

  private func post(_ order: TransferOrder, telling news: Announcement?) async throws {
    let outcome: PostingOutcome
    if let news {
      outcome = try await work.post(Posting(order), telling: news)
    } else {
      outcome = try await ledger.post(Posting(order))
    }
    guard case .failure(let rejection) = outcome.result else { return }
    throw WalletRefusal(rejection) ?? TransferRefusal.rejected(rejection)
  }

  private static func isSpeakable(_ words: String) -> Bool {
    TransferRequest.noteLength.contains(words.unicodeScalars.count)
  }
}

extension WalletCharge {
  fileprivate var details: ChargeDetails {
    ChargeDetails(
      id: Self.transferID(id), userID: userID, context: context, amount: amount,
      description: description)
  }
}
