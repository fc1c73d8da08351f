public import Kernel
public import Payments
public import Ports

/// A card that a user allowed to be charged again.
public struct Card: Hashable, Sendable {
  /// A card's id.
  public typealias ID = Identifier<Card>

  /// The card's id.
  public let id: ID
  /// Whose it is.
  public let userID: UserID
  /// Who charges it.
  public let provider: PaymentProvider
  /// Tells it from others, whatever its tokens; nil if the provider does not say.
  public let signature: String?
  /// `visa`, `mastercard`, `verve` …
  public let brand: String
  /// The last four digits.
  public let lastFour: String
  /// The month in which it expires, 1–12.
  public let expiryMonth: Int
  /// The year in which it expires.
  public let expiryYear: Int
  /// The address that the provider ties it to.
  public let email: String
  /// What the provider takes for it, sealed.
  public let token: KeptSecret
  /// When it was linked.
  public let createdAt: Instant

  /// A card as a store keeps it.
  public init(
    id: ID, userID: UserID, provider: PaymentProvider, signature: String?, brand: String,
    lastFour: String, expiryMonth: Int, expiryYear: Int, email: String, token: KeptSecret,
    createdAt: Instant
  ) {
    self.id = id
    self.userID = userID
    self.provider = provider
    self.signature = signature
    self.brand = brand
    self.lastFour = lastFour
    self.expiryMonth = expiryMonth
    self.expiryYear = expiryYear
    self.email = email
    self.token = token
    self.createdAt = createdAt
  }

  /// A card as the provider tells it, its token sealed.
  init(
    _ card: CardAuthorization, id: ID, of user: UserID, provider: PaymentProvider,
    seal: any SecretKeeper, at now: Instant
  ) throws {
    self.init(
      id: id, userID: user, provider: provider, signature: card.signature, brand: card.brand,
      lastFour: card.lastFour, expiryMonth: card.expiryMonth, expiryYear: card.expiryYear,
      email: card.email, token: try seal.keep(Array(card.token.utf8), at: Self.place(id)),
      createdAt: now)
  }

  /// What the provider takes for it.
  func authorization(_ seal: any SecretKeeper) throws -> CardAuthorization {
    CardAuthorization(
      token: String(decoding: try seal.read(token, at: Self.place(id)), as: UTF8.self),
      signature: signature, brand: brand, lastFour: lastFour, expiryMonth: expiryMonth,
      expiryYear: expiryYear, email: email)
  }

  /// What names the place of its token to whoever seals it.
  public static func place(_ id: ID) -> String { "ajo_cards.token\0\(id)" }

  /// Whether its last month is over.
  public func isExpired(on date: CivilDate) -> Bool {
    (expiryYear, expiryMonth) < (date.year, date.month)
  }
}

/// Why a card is not linked or removed, in order of precedence.
public enum CardRefusal: Error, Hashable, Sendable, CaseIterable {
  /// There is no such card, or no such charge of the user's.
  case notFound
  /// The charge has not succeeded.
  case chargeNotFinished
  /// The provider lets the card of this charge not be charged again.
  case notReusable
  /// The user has linked the card.
  case alreadyLinked
}
