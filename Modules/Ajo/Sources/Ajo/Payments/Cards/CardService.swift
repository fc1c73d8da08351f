public import Kernel
public import Payments
import Ports
import Work

/// The cards of users.
public struct CardService: Sendable {
  private let parts: PaymentParts
  private let deposits: DepositService

  /// Makes the service.
  public init(_ parts: PaymentParts, deposits: DepositService) {
    self.parts = parts
    self.deposits = deposits
  }

  /// The day that it is, for cards that expire.
  public var today: CivilDate { parts.zone.date(at: parts.clock.now()) }

  /// A user's cards, the newest first: up to `limit` with ids below `before`.
  public func cards(of user: UserID, before: Card.ID?, limit: Int) async throws -> [Card] {
    try await parts.store.cards(of: user, before: before, limit: limit)
  }

  /// Links the card of a charge that its user has paid. What is learned of the charge on the way
  /// counts for the deposit, too.
  /// - Throws: `CardRefusal`, `ProviderUnavailable`, `UserLeaving`, `Replay`, or the store's error.
  public func link(
    _ reference: String, of provider: PaymentProvider, by user: UserID,
    once: Once<Card> = .unkeyed
  ) async throws -> Card {
    try await parts.store.replay(once)
    guard let reference = PaymentReference(reference),
      let deposit = try await parts.store.deposit(reference), deposit.userID == user,
      deposit.provider == provider
    else { throw CardRefusal.notFound }
    let status = try await deposits.ask(deposit)
    _ = try await deposits.hear(status, of: deposit, Hearing())
    guard case .succeeded(let charge) = status else {
      return try await refuse(.chargeNotFinished, once)
    }
    guard let authorization = charge.card else { return try await refuse(.notReusable, once) }
    let card = try Card(
      authorization, id: parts.ids.make(), of: user, provider: provider, seal: parts.seal,
      at: parts.clock.now())
    return try await parts.store.atomically(once) { transaction in
      try transaction.work.requirePresent([user])
      // Two requests of one user come one after the other.
      _ = try transaction.lockCustomer(user)
      guard try !transaction.hasCard(like: card) else { throw CardRefusal.alreadyLinked }
      try transaction.insert(card)
      return card
    }
  }

  private func refuse(_ refusal: CardRefusal, _ once: Once<Card>) async throws -> Card {
    try await parts.store.atomically(once) { _ in throw refusal }
  }

  /// Forgets a card.
  /// - Throws: `CardRefusal.notFound`, or the store's error.
  public func remove(_ id: Card.ID, of user: UserID) async throws {
    try await parts.store.atomically(.unkeyed) { transaction in
      guard try transaction.removeCard(id, of: user) else { throw CardRefusal.notFound }
    }
  }
}
