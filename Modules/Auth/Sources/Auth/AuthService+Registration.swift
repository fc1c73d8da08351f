public import Kernel
public import Ports

/// What somebody tells who signs up.
public struct Registration: Sendable {
  /// The address in its canonical form.
  public var email: EmailAddress
  /// The password, 8–1,024 characters.
  public var password: String
  /// Name and whatever else.
  public var profile: Profile
  /// Who brought them, as they typed it.
  public var referralCode: String?
  /// What they tell the product below which they sign up.
  public var product: ProductProfile?

  /// Puts a registration together.
  public init(
    email: EmailAddress, password: String, profile: Profile, referralCode: String? = nil,
    product: ProductProfile? = nil
  ) {
    self.email = email
    self.password = password
    self.profile = profile
    self.referralCode = referralCode
    self.product = product
  }
}

extension AuthService {
  /// Makes an account and signs its user in. What they tell a product is kept until it is settled
  /// (`settleProfile`) or the registration is taken back (`withdraw`).
  /// - Throws: `AuthRefusal`: `passwordTooCommon`, `unknownReferralCode`, `emailTaken`.
  public func register(_ registration: Registration, from client: Actor) async throws -> SignIn {
    let account = try await prepare(
      registration, roles: [.user] + (registration.product?.roles ?? []))
    let now = clock.now()
    let sessionID: SessionID = ids.make()
    let (family, token) = RefreshFamily.start(sessionID, random: random)
    return try await insert(account) { user, transaction in
      try transaction.insert(
        newSession(sessionID, of: user.id, family: family, from: client, at: now),
        from: client.network)
      if let product = registration.product {
        try transaction.insert(
          PendingProfile(
            userID: user.id, context: product.context, text: product.text, createdAt: now))
      }
      return SignIn(user: user, sessionID: sessionID, refreshToken: token.text)
    }
  }

  /// Whether a code that somebody typed is a user's.
  public func knows(referralCode typed: String) async throws -> Bool {
    guard let code = ReferralCode(typed) else { return false }
    return try await store.owner(of: code) != nil
  }

  /// Makes an account without signing in: for those who run the product.
  /// - Throws: as `register` does.
  public func createUser(
    _ registration: Registration, roles: [Role], isVerified: Bool = false, by actor: Actor
  ) async throws -> User {
    let account = try await prepare(registration, roles: roles, isVerified: isVerified)
    return try await insert(account) { user, transaction in
      try transaction.record(
        AuditEntry(
          actor: actor, action: "user.create", target: "user:\(user.id)",
          after: AuditText.roles(user.roles), at: user.createdAt))
      return user
    }
  }

  /// A new account before it is kept.
  struct Account: Sendable {
    let email: EmailAddress
    let profile: Profile
    let roles: [Role]
    let isVerified: Bool
    let referredBy: UserID?
    let passwordHash: String
  }

  private func prepare(
    _ registration: Registration, roles: [Role], isVerified: Bool = false
  ) async throws -> Account {
    let password = try Password(registration.password)
    let referrer = try await referrer(registration.referralCode)
    // Looked up before the hash is computed, which is what costs; kept by a unique key after.
    guard try await store.user(email: registration.email) == nil else {
      throw AuthRefusal.emailTaken
    }
    return Account(
      email: registration.email, profile: registration.profile, roles: roles.unique,
      isVerified: isVerified, referredBy: referrer,
      passwordHash: try await hasher.hash(password.octets))
  }

  private func referrer(_ typed: String?) async throws -> UserID? {
    guard let typed else { return nil }
    guard let code = ReferralCode(typed), let owner = try await store.owner(of: code) else {
      throw AuthRefusal.unknownReferralCode
    }
    return owner
  }

  private func insert<Value: Sendable>(
    _ account: Account,
    _ body: @escaping @Sendable (User, any AuthTransaction) throws -> Value
  ) async throws -> Value {
    while true {
      do {
        let user = user(account)
        return try await store.atomically { transaction in
          try transaction.insert(user, passwordHash: account.passwordHash)
          return try body(user, transaction)
        }
      } catch AuthConflict.email {
        throw AuthRefusal.emailTaken
      } catch AuthConflict.referralCode {
        continue  // One in 2^40 for each user there is: the next one will be free.
      }
    }
  }

  private func user(_ account: Account) -> User {
    let now = clock.now()
    return User(
      id: ids.make(), email: account.email, profile: account.profile, roles: account.roles,
      isVerified: account.isVerified, referralCode: ReferralCode(from: random),
      referredBy: account.referredBy, createdAt: now, updatedAt: now)
  }

  func newSession(
    _ id: SessionID, of user: UserID, family: RefreshFamily, from client: Actor, at now: Instant
  ) -> Session {
    Session(
      id: id, userID: user, createdAt: now, lastSeenAt: now,
      expiresAt: now.adding(seconds: settings.refreshLifetime),
      userAgent: client.userAgent.map { String($0.prefix(512)) }, address: client.address,
      family: family)
  }
}

extension [Role] {
  /// Without repetitions, in the order of the names.
  var unique: [Role] { Set(self).sorted { $0.rawValue < $1.rawValue } }
}
