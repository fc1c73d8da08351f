import Auth
import AuthTesting
import Kernel
import KernelTesting
import Ports
import Storage
import StorageTesting
import Testing

/// What mails let their readers do, on every engine.
@Suite struct MailContractTests {
  private let new = "a quite other password"

  private func forget(_ auth: AuthFixture, _ email: String, from address: String = "192.0.2.1")
    async throws
  {
    try await auth.credentials.forgotPassword(
      email: AuthFixture.email(email), from: AuthFixture.client(address))
  }

  @Test("A mailed token sets a password once, and ends every session", arguments: Engine.allCases)
  func reset(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let ada = try await auth.register("ada@example.com")
    try await forget(auth, "Ada@example.com")
    let token = try await auth.mailbox.token()
    try await auth.resetPassword(token: token, to: new)
    #expect(auth.revocations.roles(of: auth.claims(ada)) == nil)
    await #expect(throws: RefreshRefusal.invalid) {
      try await auth.signIn.refresh(ada.refreshToken)
    }
    await #expect(throws: InvalidCredentials()) {
      try await auth.login("ada@example.com")
    }
    #expect(try await auth.login("ada@example.com", password: new).user.isVerified)
    await #expect(throws: InvalidMailToken()) {
      try await auth.resetPassword(token: token, to: new)
    }
    #expect(
      try await auth.mailbox.open().map(\.subject) == ["Your password was changed"])
  }

  @Test(
    "A new password by mail leaves no way in to whoever registered another's address",
    arguments: Engine.allCases)
  func reclaimed(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let thief = try await auth.register("ada@example.com")
    let id = thief.user.id
    let key = try await auth.credentials.makeAPIKey(
      NewAPIKey(userID: id, name: "trap", scopes: ["a.read"], expiresAt: nil),
      in: thief.sessionID, by: Actor(userID: id))
    _ = try await auth.mailbox.open()
    try await forget(auth, "ada@example.com")
    try await auth.resetPassword(token: try await auth.mailbox.token(), to: new)

    let owner = try await auth.login("ada@example.com", password: new)
    #expect(owner.user.id == id && owner.user.isVerified)
    #expect(try await auth.credentials.apiKeys(of: id, before: nil, limit: 5).isEmpty)
    #expect(try await auth.apiKeys.holder(of: key.text, from: "192.0.2.1") == nil)
    #expect(auth.revocations.roles(of: auth.claims(thief)) == nil)
    let letters = try await auth.mailbox.open()
    #expect(letters.map(\.subject) == ["Your password was changed"])
    #expect(letters[0].text.contains("had never been confirmed"))
    let trail = try await auth.store.auditEntries(about: id, after: 0, limit: 9).map(\.entry)
    #expect(trail.last?.action == "user.reclaim")
    #expect(trail.last?.actor.userID == id && trail.last?.actor.address == "192.0.2.1")
  }

  @Test(
    "A mail alone undoes neither an authenticator nor a PIN; an operator removes the former",
    arguments: Engine.allCases)
  func secondFactorStays(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let ada = try await auth.register("ada@example.com")
    let (id, proof) = (ada.user.id, AuthFixture.password)
    try await auth.credentials.setPin(
      "1234", of: id, in: ada.sessionID, provenBy: .password(proof), from: AuthFixture.client())
    _ = try await auth.credentials.setUpTOTP(
      of: id, password: proof, issuer: "T", from: AuthFixture.client())
    let secret = try #require(try await auth.atomically { try $0.totp(of: id) }).secret
    _ = try await auth.credentials.enableTOTP(
      of: id, in: ada.sessionID,
      code: TOTP.code(secret: secret, step: TOTP.step(at: auth.clock.now())))
    _ = try await auth.mailbox.open()
    try await forget(auth, "ada@example.com")
    try await auth.resetPassword(token: try await auth.mailbox.token(), to: new)
    #expect(try await auth.credentials.pin(of: id) != nil)
    _ = try await auth.challenge("ada@example.com", password: new)

    _ = try await auth.credentials.removeSecondFactor(of: id, by: .operatorConsole)
    let signIn = try await auth.login("ada@example.com", password: new)
    #expect(try await auth.auditedActions().last == "user.authenticator_remove")
    await #expect(throws: SecondFactorIsOff()) {
      _ = try await auth.credentials.removeSecondFactor(of: id, by: .operatorConsole)
    }
    #expect(auth.revocations.roles(of: auth.claims(signIn)) != nil)
  }

  @Test(
    "Who was shut out by a new password keeps nothing that was asked for a moment before",
    arguments: Engine.allCases)
  func underWay(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let thief = try await auth.register("ada@example.com")
    try await forget(auth, "ada@example.com")
    let token = try await auth.mailbox.token()
    let new = new
    auth.hasher.interrupt { try await auth.resetPassword(token: token, to: new) }
    await #expect(throws: WrongPassword()) {
      try await auth.credentials.setUpTOTP(
        of: thief.user.id, password: AuthFixture.password, issuer: "T",
        from: AuthFixture.client())
    }
    #expect(try await auth.store.secondFactor(of: thief.user.id) == nil)
    await #expect(throws: SignInTooOld()) {
      try await auth.credentials.makeAPIKey(
        NewAPIKey(userID: thief.user.id, name: "trap", scopes: [], expiresAt: nil),
        in: thief.sessionID, by: Actor(userID: thief.user.id))
    }
    await #expect(throws: SignInTooOld()) {
      try await auth.link(ProvenIdentity(provider: .telegram, subject: "666"), to: thief)
    }
    await #expect(throws: SignInTooOld()) {
      try await auth.accounts.beginExport(
        of: thief.user.id, in: thief.sessionID, by: Actor(userID: thief.user.id))
    }
    _ = try await auth.login("ada@example.com", password: new)
  }

  @Test(
    "A new password by mail takes nothing but sessions from who confirmed the address",
    arguments: Engine.allCases)
  func kept(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let ada = try await auth.register("ada@example.com")
    _ = try await auth.accounts.verify(ada.user.id, by: .operatorConsole)
    let key = try await auth.credentials.makeAPIKey(
      NewAPIKey(userID: ada.user.id, name: "mine", scopes: ["a.read"], expiresAt: nil),
      in: ada.sessionID, by: Actor(userID: ada.user.id))
    try await auth.credentials.setPin(
      "1234", of: ada.user.id, in: ada.sessionID, provenBy: .password(AuthFixture.password),
      from: AuthFixture.client())
    _ = try await auth.mailbox.open()
    try await forget(auth, "ada@example.com")
    try await auth.resetPassword(token: try await auth.mailbox.token(), to: new)
    #expect(try await auth.credentials.pin(of: ada.user.id) != nil)
    #expect(try await auth.apiKeys.holder(of: key.text, from: "192.0.2.1") != nil)
    #expect(try await !auth.auditedActions().contains("user.reclaim"))
  }

  @Test(
    "A changed password ends links for a new one, and those that confirm an address stay",
    arguments: Engine.allCases)
  func changed(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let ada = try await auth.register("ada@example.com")
    try await forget(auth, "ada@example.com")
    let link = try await auth.mailbox.token()
    try await auth.requestVerification(of: ada)
    let verification = try await auth.mailbox.token()
    try await auth.credentials.changePassword(
      of: ada.user.id, in: ada.sessionID, from: AuthFixture.password, to: new,
      by: AuthFixture.client())
    await #expect(throws: InvalidMailToken()) {
      try await auth.resetPassword(token: link, to: "what a thief would like")
    }
    _ = try await auth.login("ada@example.com", password: new)
    try await auth.credentials.verifyEmail(token: verification)
  }

  @Test("Of many uses of one token at once one sets the password", arguments: Engine.allCases)
  func race(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    try await auth.register("ada@example.com")
    try await forget(auth, "ada@example.com")
    let token = try await auth.mailbox.token()
    let successes = await withTaskGroup(of: Bool.self) { group in
      for number in 0..<8 {
        group.addTask {
          (try? await auth.resetPassword(token: token, to: "\(new) \(number)")) != nil
        }
      }
      return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
    }
    #expect(successes == 1)
  }

  @Test(
    "A token runs out, serves its purpose only, and ends with another's use",
    arguments: Engine.allCases)
  func limits(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let ada = try await auth.register("ada@example.com")
    try await forget(auth, "ada@example.com")
    let first = try await auth.mailbox.token()
    await #expect(throws: InvalidMailToken()) {
      try await auth.credentials.verifyEmail(token: first)
    }
    try await auth.requestVerification(of: ada)
    let verification = try await auth.mailbox.token()
    await #expect(throws: InvalidMailToken()) {
      try await auth.resetPassword(token: verification, to: new)
    }
    try await forget(auth, "ada@example.com")
    let second = try await auth.mailbox.token()
    try await auth.resetPassword(token: first, to: new)
    await #expect(throws: InvalidMailToken()) {
      try await auth.resetPassword(token: second, to: new)
    }
    _ = try await auth.mailbox.open()
    try await forget(auth, "ada@example.com")
    let late = try await auth.mailbox.token()
    auth.clock.advance(seconds: 3600)
    await #expect(throws: InvalidMailToken()) {
      try await auth.resetPassword(token: late, to: new)
    }
  }

  @Test("A common password leaves the token to be used", arguments: Engine.allCases)
  func common(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    try await auth.register("ada@example.com")
    try await forget(auth, "ada@example.com")
    let token = try await auth.mailbox.token()
    await #expect(throws: Password.Weakness.common) {
      try await auth.resetPassword(token: token, to: "qwerty123")
    }
    try await auth.resetPassword(token: token, to: new)
  }

  @Test(
    "Strangers, the blocked and the deleted get no mail, and the store never has a token",
    arguments: Engine.allCases)
  func silence(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let ada = try await auth.register("ada@example.com")
    let bola = try await auth.register("bola@example.com")
    try await forget(auth, "bola@example.com")
    let token = try await auth.mailbox.token()
    _ = try await auth.accounts.block(ada.user.id, reason: nil, by: .operatorConsole)
    try await auth.accounts.delete(bola.user.id, by: .operatorConsole)
    for email in ["nobody@example.com", "ada@example.com", "bola@example.com"] {
      try await forget(auth, email)
    }
    #expect(try await auth.mailbox.open().isEmpty)
    await #expect(throws: InvalidMailToken()) {
      try await auth.resetPassword(token: token, to: new)
    }
    let rows = try await auth.database.query("SELECT hash FROM auth_mail_tokens")
    #expect(rows.isEmpty)
  }

  @Test("Nobody's mailbox is filled by asking again and again", arguments: Engine.allCases)
  func flood(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    try await auth.register("ada@example.com")
    for number in 0..<20 { try await forget(auth, "ada@example.com", from: "198.51.100.\(number)") }
    #expect(try await auth.mailbox.open().count == 5)
  }

  @Test(
    "A letter that is sent twice, as after a crash, leaves the first one's link as it is",
    arguments: Engine.allCases)
  func twice(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let ada = try await auth.register("ada@example.com").user
    let letter = SendLetter(
      .passwordReset, to: ada.id, until: auth.clock.now().adding(seconds: 3600))
    try await auth.credentials.send(letter, as: MailID(rawValue: 7))
    let first = try await auth.mailbox.token()
    try await auth.credentials.send(letter, as: MailID(rawValue: 7))
    let second = try await auth.mailbox.token()
    #expect(first != second)
    try await auth.resetPassword(token: first, to: new)
  }

  @Test("A letter that comes too late to be of use is not sent", arguments: Engine.allCases)
  func outdated(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    try await auth.register("ada@example.com")
    try await forget(auth, "ada@example.com")
    auth.clock.advance(seconds: auth.settings.mails.resetLifetime)
    await #expect(throws: LetterOutdated()) { try await auth.mailbox.open() }
    #expect(auth.mailbox.sent.take().isEmpty)
    #expect(try await auth.database.query("SELECT hash FROM auth_mail_tokens").isEmpty)
  }

  @Test("What waits to be sent holds no token, and no address", arguments: Engine.allCases)
  func waiting(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let ada = try await auth.register("ada@example.com")
    try await forget(auth, "ada@example.com")
    try await auth.requestVerification(of: ada)
    #expect(try await auth.database.query("SELECT hash FROM auth_mail_tokens").isEmpty)
    let waiting = try await auth.waitingLetters()
    #expect(waiting.count == 2)
    #expect(waiting.allSatisfy { $0.contains("\(ada.user.id)") && !$0.contains("@") })
  }

  @Test(
    "Nobody is written to who may not act or is unknown, and nothing waits where no mail is sent",
    arguments: Engine.allCases)
  func nothingWaits(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let ada = try await auth.register("ada@example.com")
    let bola = try await auth.register("bola@example.com")
    _ = try await auth.accounts.block(bola.user.id, reason: nil, by: .operatorConsole)
    for email in ["bola@example.com", "nobody@example.com"] { try await forget(auth, email) }
    #expect(try await auth.mailbox.open().isEmpty)
    let silent = auth.anotherServer(sendsMails: false)
    try await forget(silent, "ada@example.com")
    try await silent.requestVerification(of: ada)
    try await silent.credentials.changePassword(
      of: ada.user.id, in: ada.sessionID, from: AuthFixture.password, to: new,
      by: AuthFixture.client())
    #expect(try await auth.waitingLetters().isEmpty)
  }

  @Test("A change that is undone tells nobody", arguments: Engine.allCases)
  func undone(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let ada = try await auth.register("ada@example.com")
    await #expect(throws: WrongPassword()) {
      try await auth.credentials.changePassword(
        of: ada.user.id, in: ada.sessionID, from: "a wrong guess", to: new,
        by: AuthFixture.client())
    }
    #expect(try await auth.waitingLetters().isEmpty)
  }

  @Test(
    "Requests for unknown addresses count like those for known ones, and commit like them",
    arguments: Engine.allCases)
  func alike(on engine: Engine) async throws {
    var settings = AuthSettings()
    settings.mails.perAccount = 2
    let auth = try await AuthFixture(on: engine, settings: settings)
    try await auth.register("ada@example.com")
    var steps: [String: [Int]] = [:]
    for email in ["ada@example.com", "nobody@example.com"] {
      for number in 1...3 {
        let database = MortalDatabase(auth.database, dyingAt: 0)
        try await forget(
          auth.anotherServer(through: database), email, from: "198.51.100.\(number)")
        steps[email, default: []].append(database.steps)
      }
    }
    // A letter to nobody is enqueued as one to a user is.
    let known = try #require(steps["ada@example.com"])
    #expect(steps["nobody@example.com"] == known && known.count == 3)
    #expect(try await auth.waitingLetters().count == 4)
    #expect(try await auth.mailbox.open().count == 2)
  }

  @Test("An address is confirmed once, by its own mail", arguments: Engine.allCases)
  func verification(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine)
    let ada = try await auth.register("ada@example.com")
    try await auth.requestVerification(of: ada)
    let token = try await auth.mailbox.token()
    try await auth.credentials.verifyEmail(token: token)
    #expect(try await auth.accounts.user(ada.user.id).isVerified)
    await #expect(throws: InvalidMailToken()) {
      try await auth.credentials.verifyEmail(token: token)
    }
    try await auth.requestVerification(of: ada)
    #expect(try await auth.mailbox.open().isEmpty)
  }
}

extension AuthFixture {
  /// The arguments of letters that are not sent yet.
  func waitingLetters() async throws -> [String] {
    try await database.all(
      "SELECT args FROM platform_jobs WHERE kind = \(SendLetter.kind) AND finalized_at IS NULL"
    ) { try $0.get(0, as: String.self) }
  }

  /// Sets a password with what a mail brought.
  func resetPassword(token: String, to new: String) async throws {
    try await credentials.resetPassword(token: token, to: new, from: Self.client())
  }

  /// Asks for a mail that confirms the address of somebody who is signed in.
  func requestVerification(of signIn: OpenSession, adding email: String? = nil) async throws {
    try await credentials.requestVerification(
      of: signIn.user.id, in: signIn.sessionID, adding: email.map(Self.email), from: Self.client())
  }
}
