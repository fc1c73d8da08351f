public import Kernel

/// What an `IdentityID` is the id of.
public enum IdentityTag {}

/// The id of an identity.
public typealias IdentityID = Identifier<IdentityTag>

/// Who vouches for somebody.
public enum IdentityProvider: String, Hashable, Sendable, CaseIterable {
  /// Sign in with Google.
  case google
  /// Sign in with Apple.
  case apple
  /// Mini Apps of Telegram.
  case telegram

  /// As people know it.
  public var title: String {
    switch self {
    case .google: "Google"
    case .apple: "Apple"
    case .telegram: "Telegram"
    }
  }
}

/// One way to sign in to an account without its password: somebody of a provider.
public struct Identity: Hashable, Sendable {
  /// The id.
  public let id: IdentityID
  /// Whose account it opens.
  public let userID: UserID
  /// Who vouches.
  public let provider: IdentityProvider
  /// Who it is to the provider: never another, and the same for good.
  public let subject: String
  /// The address that the provider told last; Apple's may be a relay.
  public var email: EmailAddress?
  /// When it was linked.
  public let createdAt: Instant
  /// When it last opened the account.
  public var lastUsedAt: Instant

  /// Puts an identity together from what a store keeps.
  public init(
    id: IdentityID, userID: UserID, provider: IdentityProvider, subject: String,
    email: EmailAddress?, createdAt: Instant, lastUsedAt: Instant
  ) {
    self.id = id
    self.userID = userID
    self.provider = provider
    self.subject = subject
    self.email = email
    self.createdAt = createdAt
    self.lastUsedAt = lastUsedAt
  }
}

/// What somebody brings from a provider to show who they are.
public enum IdentityProof: Hashable, Sendable {
  /// An id token of OpenID Connect, with what its nonce was made of, if anything.
  case idToken(String, nonce: String?, from: IdentityProvider)
  /// What Telegram hands to a Mini App.
  case telegram(initData: String)
}

/// Who a provider says that somebody is.
public struct ProvenIdentity: Hashable, Sendable {
  /// Who vouches.
  public let provider: IdentityProvider
  /// Who it is to the provider.
  public let subject: String
  /// The address that the provider knows, if it tells one.
  public var email: EmailAddress?
  /// Whether the provider found the address to be theirs.
  public var isEmailVerified: Bool
  /// What they are called.
  public var name: ToldName
  /// Where a picture of them is.
  public var avatarURL: String?

  /// Puts together what a provider says.
  public init(
    provider: IdentityProvider, subject: String, email: EmailAddress? = nil,
    isEmailVerified: Bool = false, name: ToldName = ToldName(), avatarURL: String? = nil
  ) {
    self.provider = provider
    self.subject = subject
    self.email = email
    self.isEmailVerified = isEmailVerified
    self.name = name
    self.avatarURL = avatarURL
  }

  /// The address, if the provider answers for it.
  var verifiedEmail: EmailAddress? { isEmailVerified ? email : nil }

  /// What is known of a new user. What they say themselves goes before what the provider says:
  /// Apple tells a name to the app alone, and only once.
  func profile(calling told: ToldName) -> Profile {
    let parts = told.hasParts ? told : (told.whole == nil ? name : told)
    let whole = told.whole ?? told.joined ?? name.whole ?? name.joined ?? nameless
    return Profile(
      name: whole, firstName: parts.first, lastName: parts.last, avatarURL: avatarURL)
  }

  private var nameless: String {
    guard let email else { return "\(provider.title) user" }
    let relay = "@privaterelay.appleid.com"
    return email.canonical.hasSuffix(relay)
      ? "\(provider.title) user" : String(email.canonical.prefix { $0 != "@" })
  }
}

/// What somebody is called, as far as it was told. Blanks around a name do not count, and neither
/// do names that are too long for a profile or hold signs that do not print.
public struct ToldName: Hashable, Sendable {
  /// All of it.
  public let whole: String?
  /// The given name.
  public let first: String?
  /// The family name.
  public let last: String?

  /// Takes what was told.
  public init(_ whole: String? = nil, first: String? = nil, last: String? = nil) {
    self.whole = Self.clean(whole)
    self.first = Self.clean(first)
    self.last = Self.clean(last)
  }

  var hasParts: Bool { first != nil || last != nil }

  var joined: String? {
    switch (first, last) {
    case (let first?, let last?): Self.clean(Profile.name(first: first, last: last))
    case (let part?, nil), (nil, let part?): part
    case (nil, nil): nil
    }
  }

  private static func clean(_ text: String?) -> String? {
    guard let scalars = text?.unicodeScalars,
      let start = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
      let end = scalars.lastIndex(where: { !$0.properties.isWhitespace })
    else { return nil }
    let rest = scalars[start...end]
    guard rest.count <= 200, !rest.contains(where: { $0.properties.generalCategory == .control })
    else { return nil }
    return String(rest)
  }
}

/// Finds out from providers who somebody is.
public protocol IdentityVerifier: Sendable {
  /// Who the proof shows somebody to be.
  /// - Throws: `AuthRefusal`: `invalidIdentityToken`, `providerNotConfigured`,
  ///   `providerUnavailable`.
  func verify(_ proof: IdentityProof) async throws -> ProvenIdentity
}

/// Where identities are kept.
public protocol IdentityStore: Sendable {
  /// Up to `limit` identities of a user with ids below `before`, newest first.
  func identities(
    of user: UserID, before: IdentityID?, limit: Int
  ) async throws -> [Identity]

  /// An identity of a user.
  func identity(_ id: IdentityID, of user: UserID) async throws -> Identity?
}

/// What a transaction can do with identities. Their user is locked before they are changed.
public protocol IdentityTransaction {
  /// The identity of this provider's subject.
  func identity(_ provider: IdentityProvider, _ subject: String) throws -> Identity?

  /// Every identity of a user, the oldest first.
  func identities(of user: UserID) throws -> [Identity]

  /// Keeps a new identity.
  /// - Throws: `AuthConflict.identity`.
  func insert(_ identity: Identity) throws

  /// Keeps the address and the last use of an identity.
  func update(_ identity: Identity) throws

  /// Forgets an identity.
  func remove(_ identity: IdentityID) throws

  /// Who has an address, without a lock.
  func owner(of email: EmailAddress) throws -> UserID?
}

extension IdentityVerifier where Self == NoProviders {
  /// Nobody is vouched for.
  public static var none: NoProviders { NoProviders() }
}

/// Vouches for nobody.
public struct NoProviders: IdentityVerifier {
  /// Refuses.
  /// - Throws: `AuthRefusal.providerNotConfigured`.
  public func verify(_ proof: IdentityProof) async throws -> ProvenIdentity {
    throw AuthRefusal.providerNotConfigured
  }
}
