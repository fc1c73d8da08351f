public import Kernel
public import Ports

/// The data of a new account.
public struct Registration: Sendable {
  /// The address in its canonical form.
  public var email: EmailAddress
  /// The password, 8–1,024 characters.
  public var password: String
  /// The profile.
  public var profile: Profile
  /// The referral code as the user typed it; nil for none.
  public var referralCode: String?
  /// Data for the context below whose path the user registers; nil for none.
  public var contextProfile: ContextProfile?

  /// Makes a registration.
  public init(
    email: EmailAddress, password: String, profile: Profile, referralCode: String? = nil,
    contextProfile: ContextProfile? = nil
  ) {
    self.email = email
    self.password = password
    self.profile = profile
    self.referralCode = referralCode
    self.contextProfile = contextProfile
  }
}

extension Accounts {
  /// Makes an account and opens a session for its user. The data for another context is kept until
  /// `settleProfile` or `withdraw` is called.
  /// - Throws: `Password.Weakness`, `UnknownReferralCode`, `EmailTaken`.
  public func register(
    _ registration: Registration, from client: Actor
  ) async throws -> OpenSession {
    let account = try await prepare(
      registration, roles: [.user] + (registration.contextProfile?.roles ?? []))
    let now = clock.now()
    let draft = opening.draft()
    return try await insert(account) { user, rows in
      let session = try opening.open(draft, of: user, from: client, at: now, in: rows)
      if let profile = registration.contextProfile {
        try rows.insert(
          PendingProfile(
            userID: user.id, context: profile.context, text: profile.text, createdAt: now))
      }
      return session
    }
  }

  /// Whether a typed referral code belongs to a user.
  public func knows(referralCode typed: String) async throws -> Bool {
    guard let code = ReferralCode(typed) else { return false }
    return try await store.owner(of: code) != nil
  }

  /// Makes an account without opening a session, for administrators and the command line.
  /// - Throws: as `register` does.
  public func createUser(
    _ registration: Registration, roles: [Role], isVerified: Bool = false, by actor: Actor
  ) async throws -> User {
    let account = try await prepare(registration, roles: roles, isVerified: isVerified)
    return try await insert(account) { user, rows in
      try rows.record(
        AuditEntry(
          actor: actor, action: "user.create", target: "user:\(user.id)",
          after: AuditText.roles(user.roles), at: user.createdAt))
      return user
    }
  }

  /// A new account before it is inserted.
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
    // Looked up before the expensive hash; the unique key decides afterwards.
    guard try await store.user(email: registration.email) == nil else {
      throw EmailTaken()
    }
    return Account(
      email: registration.email, profile: registration.profile, roles: roles.unique,
      isVerified: isVerified, referredBy: referrer,
      passwordHash: try await hasher.hash(password.octets))
  }

  private func referrer(_ typed: String?) async throws -> UserID? {
    guard let typed else { return nil }
    guard let code = ReferralCode(typed), let owner = try await store.owner(of: code) else {
      throw UnknownReferralCode()
    }
    return owner
  }

  private func insert<Value: Sendable>(
    _ account: Account,
    _ body: @escaping @Sendable (User, any AccountsTransaction) throws -> Value
  ) async throws -> Value {
    while true {
      do {
        let user = user(account)
        return try await store.atomically { rows in
          try rows.insert(user, passwordHash: account.passwordHash)
          try rows.publish(.registered(user))
          return try body(user, rows)
        }
      } catch AuthConflict.email {
        throw EmailTaken()
      } catch AuthConflict.referralCode {
        continue  // The chance is 1 in 2^40 for each user: the next code will be free.
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
}

extension [Role] {
  /// Without duplicates, sorted by name.
  var unique: [Role] { Set(self).sorted { $0.rawValue < $1.rawValue } }
}
