import Crypto
public import Kernel
public import Payments
import Ports
import Work

/// What a user asks for who wants to pay in.
public struct DepositRequest: Hashable, Sendable {
  /// Whose wallet.
  public let userID: UserID
  /// How much.
  public let amount: Money
  /// By way of whom; nil for the usual provider, or the card's.
  public let provider: PaymentProvider?
  /// The card to charge; nil where the payer chooses on the provider's page.
  public let cardID: Card.ID?

  /// Puts a request together.
  public init(userID: UserID, amount: Money, provider: PaymentProvider?, cardID: Card.ID?) {
    self.userID = userID
    self.amount = amount
    self.provider = provider
    self.cardID = cardID
  }
}

/// Why nothing is paid in, in order of precedence.
public enum DepositRefusal: Error, Hashable, Sendable, CaseIterable {
  /// There is no such deposit.
  case notFound
  /// The user has no such card, or it is another provider's.
  case noSuchCard
  /// The card's last month is over.
  case cardExpired
}

/// Takes money in by way of payment providers.
public struct DepositService: Sendable {
  let parts: PaymentParts

  /// Makes the service.
  public init(_ parts: PaymentParts) { self.parts = parts }

  /// Begins a deposit: at the provider's page, or by a charge of a card.
  ///
  /// The row is committed before the provider hears of it, so that whatever it says finds the row.
  /// - Throws: `DepositRefusal`, `LimitRefusal`, `ProviderUnavailable`, `PaymentRefused`,
  ///   `NotFound`, `Replay`, or the store's error.
  public func begin(
    _ request: DepositRequest, once: Once<Deposit> = .unkeyed
  ) async throws -> Deposit {
    try await parts.store.replay(once)
    let user = try await parts.present(request.userID)
    let card = try await card(of: request)
    let provider = card?.provider ?? request.provider ?? parts.gateways.standard
    guard let gateway = parts.gateways[provider] else {
      throw ProviderUnavailable(isMissing: true)
    }
    let authorization = try card.map { try $0.authorization(parts.seal) }
    let (deposit, isFirst) = try await insert(request, provider, once.key)
    let charge = ChargeRequest(
      reference: deposit.reference, amount: deposit.amount, email: email(user.email, of: deposit))
    let begun: Begun
    do throws(GatewayError) {
      begun =
        if let authorization {
          .charged(try await gateway.charge(authorization, charge))
        } else {
          .page(try await gateway.initialise(charge).url)
        }
    } catch {
      // The card may have been charged: the provider is asked until it is known.
      if authorization != nil, !isFirst || error.isOpen {
        return try await keep(deposit, .charged(.pending), once)
      }
      // An attempt before this one may have been taken: no refusal of the request is known.
      let refusal = isFirst ? error.refusal : ProviderUnavailable()
      return try await end(deposit, because: error, refusal, once)
    }
    return try await keep(deposit, begun, once)
  }

  /// What the provider made of a new deposit.
  private enum Begun: Sendable {
    case page(String)
    case charged(ChargeStatus)
  }

  /// Providers want an address for their receipt; those who told none get one that goes nowhere.
  private func email(_ address: EmailAddress?, of deposit: Deposit) -> String {
    address?.canonical ?? "\(deposit.userID)@users.invalid"
  }

  private func card(of request: DepositRequest) async throws -> Card? {
    guard let id = request.cardID else { return nil }
    guard let card = try await parts.store.card(id, of: request.userID),
      request.provider == nil || request.provider == card.provider
    else { throw DepositRefusal.noSuchCard }
    guard !card.isExpired(on: parts.zone.date(at: parts.clock.now())) else {
      throw DepositRefusal.cardExpired
    }
    return card
  }

  /// Keeps a new deposit, or finds the one that an earlier attempt at the same request began.
  /// - Returns: the deposit, and whether this attempt is its first.
  private func insert(
    _ request: DepositRequest, _ provider: PaymentProvider, _ key: IdempotencyKey?
  ) async throws -> (Deposit, isFirst: Bool) {
    let (now, today, terms) = (parts.clock.now(), parts.startOfToday, parts.terms())
    let requestKey = key.map { Hex.encode(SHA256.hash(Array("\($0.route) \($0.key)".utf8))) }
    let deposit = Deposit(
      id: parts.ids.make(), userID: request.userID, provider: provider, amount: request.amount,
      cardID: request.cardID, requestKey: requestKey, createdAt: now,
      transferID: parts.ids.make())
    return try await parts.store.atomically(.unkeyed) { transaction in
      try transaction.work.requirePresent([request.userID])
      let customer = try transaction.lockCustomer(request.userID)
      if let requestKey,
        let begun = try transaction.pendingDeposit(
          requestKey, of: request.userID, since: now.adding(seconds: -Deposit.patience)),
        begun.amount == deposit.amount, begun.provider == provider, begun.cardID == deposit.cardID
      {
        return (begun, false)
      }
      let before = try transaction.depositedSince(today, by: request.userID)
      try terms.check(deposit: request.amount, after: before, isVerified: customer.isVerified)
      try transaction.insert(deposit)
      try transaction.work.enqueue(
        ExpireDeposit(deposit), at: now.adding(seconds: Deposit.patience), unique: nil)
      if deposit.cardID != nil {
        try transaction.work.enqueue(
          CheckDeposit(deposit), at: now.adding(seconds: 60), unique: .byArguments)
      }
      return (deposit, true)
    }
  }

  private func keep(
    _ deposit: Deposit, _ begun: Begun, _ once: Once<Deposit>
  ) async throws -> Deposit {
    switch begun {
    case .charged(let status):
      return try await hear(status, of: deposit, Hearing(), once) ?? deposit
    case .page(let url):
      return try await parts.store.atomically(once) { transaction in
        guard var found = try transaction.lockDeposit(deposit.id) else { throw NotFound() }
        // Another attempt at the same request has ended it: the next one begins anew.
        guard found.state != .failed else { throw ProviderUnavailable() }
        if found.authorizationURL == nil {
          found.open(at: url)
          try transaction.update(found)
        }
        return found
      }
    }
  }

  /// Ends a deposit that the provider did not take, and tells the user why.
  private func end(
    _ deposit: Deposit, because error: GatewayError, _ refusal: any Error, _ once: Once<Deposit>
  ) async throws -> Deposit {
    let now = parts.clock.now()
    try await parts.store.atomically(.unkeyed) { transaction in
      guard var found = try transaction.lockDeposit(deposit.id), found.state == .pending,
        found.authorizationURL == nil
      else { return }
      found.fail(because: "\(error)", at: now)
      try transaction.update(found)
    }
    return try await parts.store.atomically(once) { _ in throw refusal }
  }
}

extension GatewayError {
  /// Whether nobody knows what became of the call.
  fileprivate var isOpen: Bool {
    if case .outcomeUnknown = self { true } else { false }
  }
}
