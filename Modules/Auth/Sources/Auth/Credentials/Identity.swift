public import Kernel
import Ports

/// What an `IdentityID` is the id of.
public enum IdentityTag {}

/// The id of an identity.
public typealias IdentityID = Identifier<IdentityTag>

/// A provider of identities.
public enum IdentityProvider: String, Hashable, Sendable, CaseIterable {
  /// Sign in with Google.
  case google
  /// Sign in with Apple.
  case apple
  /// Mini Apps of Telegram.
  case telegram

  /// Its name as users know it.
  public var title: String {
    switch self {
    case .google: "Google"
    case .apple: "Apple"
    case .telegram: "Telegram"
    }
  }
}

/// An account at an identity provider that signs in to a user's account.
public struct Identity: Hashable, Sendable {
  /// The id.
  public let id: IdentityID
  /// The user it signs in as.
  public let userID: UserID
  /// The provider.
  public let provider: IdentityProvider
  /// The provider's id of the account, which never changes.
  public let subject: String
  /// The address that the provider last told; Apple's may be a relay.
  public var email: EmailAddress?
  /// When it was linked.
  public let createdAt: Instant
  /// When it was last used to sign in.
  public var lastUsedAt: Instant

  /// Makes an identity.
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

/// A proof of identity from a provider, as the client sends it.
public enum IdentityProof: Hashable, Sendable {
  /// An OpenID Connect ID token, and the value its nonce was derived from; nil if it has none.
  case idToken(String, nonce: String?, from: IdentityProvider)
  /// The init data that Telegram passes to a Mini App.
  case telegram(initData: String)
}

/// An identity that a provider vouches for.
public struct ProvenIdentity: Hashable, Sendable {
  /// The provider.
  public let provider: IdentityProvider
  /// The provider's id of the account.
  public let subject: String
  /// The address, if the provider tells one.
  public var email: EmailAddress?
  /// Whether the provider has verified the address.
  public var isEmailVerified: Bool
  /// The name.
  public var name: ToldName
  /// The URL of a picture.
  public var avatarURL: String?

  /// Makes a proven identity.
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

  /// The address, if the provider has verified it.
  var verifiedEmail: EmailAddress? { isEmailVerified ? email : nil }

  /// The profile of a new user. What the client says has precedence over what the provider says:
  /// Apple tells the name to the app only, and only once.
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

/// A name as it was told, in one piece or in two. Surrounding blanks are dropped, and so are names
/// that are too long for a profile or contain control characters.
public struct ToldName: Hashable, Sendable {
  /// The full name.
  public let whole: String?
  /// The given name.
  public let first: String?
  /// The family name.
  public let last: String?

  /// Makes a name from what was told.
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

/// Verifies proofs of identity.
public protocol IdentityVerifier: Sendable {
  /// The identity that the proof shows.
  /// - Throws: `ProviderRefusal`.
  func verify(_ proof: IdentityProof) async throws -> ProvenIdentity
}

/// Reads identities.
public protocol IdentityStore: Sendable {
  /// Up to `limit` identities of a user with ids below `before`, newest first.
  func identities(
    of user: UserID, before: IdentityID?, limit: Int
  ) async throws -> [Identity]

  /// An identity of a user.
  func identity(_ id: IdentityID, of user: UserID) async throws -> Identity?
}

/// Identities within a transaction. Lock the user before changing their identities.
public protocol IdentityRows {
  /// The identity with this provider and subject.
  func identity(_ provider: IdentityProvider, _ subject: String) throws -> Identity?

  /// Every identity of a user, oldest first.
  func identities(of user: UserID) throws -> [Identity]

  /// Inserts a new identity.
  /// - Throws: `AuthConflict.identity`.
  func insert(_ identity: Identity) throws

  /// Updates the address and the last use of an identity.
  func update(_ identity: Identity) throws

  /// Removes an identity.
  func remove(_ identity: IdentityID) throws
}

extension IdentityRows where Self: AuditRows {
  /// Links an identity to its locked user, and appends an audit entry.
  /// - Throws: `AuthConflict.identity`.
  func link(_ identity: Identity, by actor: Actor) throws {
    try insert(identity)
    try record(
      AuditEntry(
        actor: actor, action: "user.link", target: "user:\(identity.userID)",
        after: AuditText.provider(identity), at: identity.createdAt))
  }
}

extension IdentityVerifier where Self == NoProviders {
  /// No provider is configured.
  public static var none: NoProviders { NoProviders() }
}

/// Refuses every proof.
public struct NoProviders: IdentityVerifier {
  /// Refuses.
  /// - Throws: `ProviderRefusal.notConfigured`.
  public func verify(_ proof: IdentityProof) async throws -> ProvenIdentity {
    throw ProviderRefusal.notConfigured
  }
}
