import Auth
import AuthTesting
import Kernel
import KernelTesting
import Ports
import Storage
import StorageTesting
import Testing

/// Signing in by way of a provider, on every engine.
@Suite struct SocialContractTests {
  private func ada(
    _ provider: IdentityProvider = .google, subject: String = "g-1", isVerified: Bool = true
  ) -> ProvenIdentity {
    ProvenIdentity(
      provider: provider, subject: subject, email: AuthFixture.email("ada@example.com"),
      isEmailVerified: isVerified, name: ToldName("Ada Obi", first: "Ada", last: "Obi"),
      avatarURL: "https://pictures.example/ada")
  }

  private func verifiedAda(_ auth: AuthFixture) async throws -> OpenSession {
    let signIn = try await auth.register("ada@example.com")
    _ = try await auth.accounts.verify(signIn.user.id, by: .operatorConsole)
    return signIn
  }

  @Test("The first sign-in makes an account, later ones open it", arguments: Engine.allCases)
  func signUp(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let first = try await auth.login(by: ada())
    #expect(first.isNew)
    let user = first.session.user
    #expect(user.email?.canonical == "ada@example.com")
    #expect(user.isVerified)
    #expect(user.roles == [.user])
    #expect(
      user.profile
        == Profile(
          name: "Ada Obi", firstName: "Ada", lastName: "Obi",
          avatarURL: "https://pictures.example/ada"))
    #expect(try await auth.accounts.user(user.id) == user)
    auth.clock.advance(seconds: 100)
    // The subject decides, whatever the address is by now.
    var renamed = ada()
    renamed.email = AuthFixture.email("obi@example.com")
    let second = try await auth.login(by: renamed)
    #expect(!second.isNew)
    #expect(second.session.user == user)
    #expect(second.session.sessionID != first.session.sessionID)
    let identity = try #require(
      try await auth.credentials.identities(of: user.id, before: nil, limit: 9).first)
    #expect(identity.email?.canonical == "obi@example.com")
    #expect(identity.lastUsedAt == auth.clock.now())
    #expect(identity.createdAt < identity.lastUsedAt)
    await #expect(throws: InvalidCredentials()) {
      try await auth.login("ada@example.com")
    }
  }

  @Test("Many first sign-ins of one subject at once make one account", arguments: Engine.allCases)
  func race(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let telegram = ProvenIdentity(provider: .telegram, subject: "5")
    for proven in [ada(), telegram] {
      let entries = try await withThrowingTaskGroup(of: ProviderSignIn.self) { group in
        for _ in 0..<20 { group.addTask { try await auth.login(by: proven) } }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(Set(entries.map(\.session.user.id)).count == 1)
      #expect(entries.count(where: \.isNew) == 1)
      #expect(Set(entries.map(\.session.sessionID)).count == 20)
    }
    let users = try await auth.accounts.users(matching: UserFilter(), before: nil, limit: 9)
    #expect(users.count == 2)
  }

  @Test(
    "Several providers with one verified address at once lead to one account",
    arguments: Engine.allCases)
  func providersRace(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let all = (0..<6).flatMap { [ada(subject: "g-\($0)"), ada(.apple, subject: "a-\($0)")] }
    let owners = try await withThrowingTaskGroup(of: UserID.self) { group in
      for proven in all {
        group.addTask { try await auth.login(by: proven).session.user.id }
      }
      return try await group.reduce(into: Set()) { $0.insert($1) }
    }
    #expect(owners.count == 1)
    let owner = try #require(owners.first)
    #expect(
      try await auth.credentials.identities(of: owner, before: nil, limit: 99).count == all.count)
  }

  @Test(
    "An identity is linked to the account whose address both sides confirmed",
    arguments: Engine.allCases)
  func linked(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let owner = try await verifiedAda(auth)
    let entry = try await auth.login(by: ada())
    #expect(!entry.isNew)
    #expect(entry.session.user.id == owner.user.id)
    #expect(entry.session.user.profile.name == "Ada Lovelace")
    #expect(try await auth.auditedActions().suffix(1) == ["user.link"])
    #expect(try await auth.mailbox.open().map(\.subject) == ["Signing in was changed"])
    // Nothing else changes: password and sessions stay.
    _ = try await auth.login("ada@example.com")
    #expect(auth.revocations.roles(of: auth.claims(owner)) != nil)
  }

  @Test(
    "Whoever registered another's address gets nothing of it once its owner comes",
    arguments: Engine.allCases)
  func reclaimed(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let thief = try await auth.register("ada@example.com")
    let own = ProvenIdentity(provider: .telegram, subject: "666")
    _ = try await auth.link(own, to: thief)
    try await auth.credentials.setPin(
      "1234", of: thief.user.id, in: thief.sessionID,
      provenBy: .password(AuthFixture.password), from: AuthFixture.client())
    _ = try await auth.mailbox.open()
    try await auth.credentials.forgotPassword(
      email: AuthFixture.email("ada@example.com"), from: AuthFixture.client())
    let token = try await auth.mailbox.token()

    let entry = try await auth.login(by: ada())
    #expect(entry.session.user.id == thief.user.id)
    #expect(entry.session.user.isVerified)
    #expect(auth.revocations.roles(of: auth.claims(thief)) == nil)
    await #expect(throws: RefreshRefusal.invalid) {
      try await auth.signIn.refresh(thief.refreshToken)
    }
    await #expect(throws: InvalidCredentials()) {
      try await auth.login("ada@example.com")
    }
    await #expect(throws: InvalidMailToken()) {
      try await auth.resetPassword(token: token, to: "a quite other one")
    }
    #expect(try await auth.login(by: own).session.user.id != entry.session.user.id)
    #expect(try await auth.credentials.pin(of: thief.user.id) == nil)
    let letters = try await auth.mailbox.open()
    #expect(letters.count == 1)
    #expect(letters[0].text.contains("had never been confirmed"))
    #expect(try await auth.auditedActions().contains("user.reclaim"))
  }

  @Test(
    "An address that the provider does not answer for opens no account and takes none",
    arguments: Engine.allCases)
  func unverified(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let fresh = try await auth.login(by: ada(isVerified: false))
    #expect(fresh.isNew)
    #expect(!fresh.session.user.isVerified)
    await #expect(throws: EmailTaken()) {
      try await auth.login(by: ada(.apple, subject: "a-1", isVerified: false))
    }
    _ = try await auth.accounts.verify(fresh.session.user.id, by: .operatorConsole)
    await #expect(throws: EmailTaken()) {
      try await auth.login(by: ada(.apple, subject: "a-1", isVerified: false))
    }
  }

  @Test(
    "A new password by mail shuts out whoever linked an identity before the address was confirmed",
    arguments: Engine.allCases)
  func resetShutsOut(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let thief = try await auth.login(by: ada(isVerified: false))
    try await auth.credentials.forgotPassword(
      email: AuthFixture.email("ada@example.com"), from: AuthFixture.client())
    try await auth.resetPassword(
      token: try await auth.mailbox.token(), to: "a quite other one")
    let owner = try await auth.login("ada@example.com", password: "a quite other one")
    #expect(owner.user.id == thief.session.user.id)
    await #expect(throws: EmailTaken()) {
      try await auth.login(by: ada(isVerified: false))
    }
    // A confirmed address keeps its identities.
    let apple = ada(.apple, subject: "a-1")
    _ = try await auth.login(by: apple)
    _ = try await auth.mailbox.open()
    try await auth.credentials.forgotPassword(
      email: AuthFixture.email("ada@example.com"), from: AuthFixture.client())
    try await auth.resetPassword(
      token: try await auth.mailbox.token(), to: AuthFixture.password)
    let later = try await auth.login(by: apple)
    #expect(!later.isNew)
    #expect(later.session.user.id == owner.user.id)
  }

  @Test("The blocked are refused, and the deleted begin anew", arguments: Engine.allCases)
  func barred(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let first = try await auth.login(by: ada()).session.user.id
    _ = try await auth.accounts.block(first, reason: nil, by: .operatorConsole)
    await #expect(throws: SignInRefusal.blocked) { try await auth.login(by: ada()) }
    await #expect(throws: SignInRefusal.blocked) {
      try await auth.login(by: ada(.apple, subject: "a-1"))
    }
    try await auth.accounts.delete(first, by: .operatorConsole)
    #expect(try await auth.credentials.identities(of: first, before: nil, limit: 9).isEmpty)
    let again = try await auth.login(by: ada())
    #expect(again.isNew)
    #expect(again.session.user.id != first)
  }

  @Test("Where a code is wanted a provider alone does not sign in", arguments: Engine.allCases)
  func secondFactor(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let owner = try await verifiedAda(auth)
    _ = try await auth.credentials.setUpTOTP(
      of: owner.user.id, password: AuthFixture.password, issuer: "T",
      from: AuthFixture.client())
    let totp = try #require(try await auth.atomically { try $0.totp(of: owner.user.id) })
    func code() -> String {
      TOTP.code(secret: totp.secret, step: TOTP.step(at: auth.clock.now()))
    }
    _ = try await auth.credentials.enableTOTP(
      of: owner.user.id, in: owner.sessionID, code: code())
    auth.clock.advance(seconds: 30)
    for _ in 0..<2 {
      do {
        _ = try await auth.login(by: ada())
        Issue.record("no code was asked for")
      } catch SignInRefusal.mfaRequired(let token) {
        let signIn = try await auth.signIn.login(
          challenge: token, code: code(), from: AuthFixture.client())
        #expect(signIn.user.id == owner.user.id)
      }
      auth.clock.advance(seconds: 30)
    }
  }

  @Test(
    "Who has no address can sign in, be found, add one by mail and set a password",
    arguments: Engine.allCases)
  func withoutAddress(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let proven = ProvenIdentity(
      provider: .telegram, subject: "279058397", name: ToldName(first: "Bola", last: "Ade"))
    let signIn = try await auth.login(by: proven).session
    #expect(signIn.user.email == nil)
    #expect(!signIn.user.isVerified)
    #expect(signIn.user.profile.name == "Bola Ade")
    #expect(try await auth.login(by: ProvenIdentity(provider: .telegram, subject: "2")).isNew)
    let directory = StoredUserDirectory(store: auth.store)
    #expect(try await directory.user(signIn.user.id)?.name == "Bola Ade")
    try await auth.register("taken@example.com")

    func ask(_ email: String?) async throws {
      try await auth.requestVerification(of: signIn, adding: email)
    }
    await #expect(throws: VerificationRefusal.emailRequired) { try await ask(nil) }
    try await ask("taken@example.com")
    let taken = try await auth.mailbox.token()
    await #expect(throws: EmailTaken()) {
      try await auth.credentials.verifyEmail(token: taken)
    }
    try await ask("bola@example.com")
    try await auth.credentials.verifyEmail(token: try await auth.mailbox.token())
    let user = try await auth.accounts.user(signIn.user.id)
    #expect(user.email?.canonical == "bola@example.com")
    #expect(user.isVerified)
    await #expect(throws: VerificationRefusal.emailIsSet) { try await ask("other@example.com") }
    try await auth.credentials.forgotPassword(
      email: AuthFixture.email("bola@example.com"), from: AuthFixture.client())
    try await auth.resetPassword(
      token: try await auth.mailbox.token(), to: AuthFixture.password)
    #expect(try await auth.login("bola@example.com").user.id == signIn.user.id)
    #expect(try await !auth.login(by: proven).isNew)
  }

  @Test(
    "Who has no address adds one after a recent sign-in alone", arguments: Engine.allCases)
  func freshAddress(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let proven = ProvenIdentity(provider: .telegram, subject: "279058397")
    let first = try await auth.login(by: proven).session
    auth.clock.advance(seconds: 3600)
    // A refreshed session is no fresher.
    let refreshed = try await auth.signIn.refresh(first.refreshToken)
    let ended = try await auth.login(by: proven).session
    try await auth.signIn.endSession(ended.sessionID, of: ended.user.id)
    for signIn in [first, refreshed, ended] {
      await #expect(throws: SignInTooOld()) {
        try await auth.requestVerification(of: signIn, adding: "thief@example.com")
      }
    }
    #expect(try await auth.mailbox.open().isEmpty)
    let again = try await auth.login(by: proven).session
    try await auth.requestVerification(of: again, adding: "bola@example.com")
    try await auth.credentials.verifyEmail(token: try await auth.mailbox.token())
    // An address that was there before is mailed whenever somebody asks.
    let ada = try await auth.register("ada@example.com")
    auth.clock.advance(seconds: 3600)
    try await auth.requestVerification(of: ada)
    #expect(try await auth.mailbox.open().count == 1)
  }
}

extension AuthFixture {
  /// Signs in by way of a provider.
  func login(by proven: ProvenIdentity) async throws -> ProviderSignIn {
    try await signIn.login(with: providers.vouch(for: proven), from: Self.client())
  }

  /// Links an identity to somebody who is signed in.
  func link(
    _ proven: ProvenIdentity, to signIn: OpenSession, password: String? = nil
  ) async throws -> (identity: Identity, isNew: Bool) {
    try await credentials.link(
      providers.vouch(for: proven), to: signIn.user.id, in: signIn.sessionID,
      password: password, by: Self.client())
  }

  /// Takes an identity from somebody who is signed in.
  func unlink(_ id: IdentityID, of signIn: OpenSession, password: String? = nil) async throws {
    try await credentials.unlink(
      id, of: signIn.user.id, in: signIn.sessionID, password: password, by: Self.client())
  }
}
