import Auth
import AuthTesting
import Kernel
import KernelTesting
import Ports
import Storage
import StorageTesting
import Testing

/// Secrets that the database does not give away, on every engine.
@Suite struct EncryptionContractTests {
  private static func key(_ octet: UInt8) throws -> SecretSeal.Key {
    try #require(SecretSeal.Key([UInt8](repeating: octet, count: 32)))
  }

  private static func seal(
    _ key: SecretSeal.Key?, _ others: [SecretSeal.Key] = []
  ) -> SecretSeal {
    SecretSeal(key: key, others: others, random: SystemRandomSource())
  }

  private static func encryption(_ auth: AuthFixture) -> EncryptionAtRest {
    EncryptionAtRest(store: auth.store, seal: auth.seal)
  }

  /// Keeps authenticators of this many new users.
  @discardableResult
  private func authenticators(_ count: Int, _ auth: AuthFixture) async throws -> [TOTP] {
    var made: [TOTP] = []
    for number in 0..<count {
      let user = try await auth.register("user\(number)@example.com").user.id
      let totp = TOTP(
        userID: user, secret: SystemRandomSource().bytes(20), enabledAt: auth.clock.now(),
        lastStep: 0)
      try await auth.atomically { transaction in
        _ = try transaction.lockUser(user)
        try transaction.save(totp)
      }
      made.append(totp)
    }
    return made
  }

  private func read(_ user: UserID, _ auth: AuthFixture) async throws -> TOTP? {
    try await auth.atomically { try $0.totp(of: user) }
  }

  @Test("No row holds a secret, and everything works as without", arguments: Engine.allCases)
  func sealed(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine, key: try Self.key(1))
    try await auth.keyring.load()
    let totp = try #require(try await authenticators(1, auth).first)
    let seed = try #require(try await auth.store.signingKeys().first?.seed)
    let kept: [[UInt8]] =
      try await auth.database.all("SELECT secret FROM auth_totp") { try $0["secret"] }
      + (try await auth.database.all("SELECT seed FROM auth_signing_keys") { try $0["seed"] })
    #expect(kept.map(\.count) == [48, 60])
    for octets in kept {
      #expect(octets.firstRange(of: totp.secret) == nil && octets.firstRange(of: seed) == nil)
    }
    let code = TOTP.code(secret: totp.secret, step: TOTP.step(at: auth.clock.now()))
    let challenge = try await auth.challenge("user0@example.com")
    let signIn = try await auth.signIn.login(
      challenge: challenge, code: code, from: AuthFixture.client())
    #expect(signIn.user.id == totp.userID)
    try await auth.keyring.rotate()
    let other = auth.anotherServer()
    try await other.keyring.load()
    #expect(other.keyring.entries.map(\.kid) == auth.keyring.entries.map(\.kid))
  }

  @Test(
    "A server without the key is told so, before it serves and after", arguments: Engine.allCases)
  func missing(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine, key: try Self.key(1))
    try await auth.keyring.load()
    try await authenticators(1, auth)
    for seal in [Self.seal(nil), Self.seal(try Self.key(2))] {
      let stranger = auth.anotherServer(seal: seal)
      let error = await #expect(throws: EncryptionKeyMissing.self) {
        try await Self.encryption(stranger).check()
      }
      #expect(error?.description.contains(try Self.key(1).id) == true)
      await #expect(throws: UnknownEncryptionKey.self) { try await stranger.keyring.load() }
      // Unavailable, not broken: another server may have begun with a key that is to come here.
      await #expect(throws: UnknownEncryptionKey.self) {
        try await stranger.challenge("user0@example.com")
      }
    }
    let reader = auth.anotherServer(seal: Self.seal(nil, [try Self.key(1)]))
    try await Self.encryption(reader).check()
    try await reader.keyring.load()
    #expect(try await !reader.challenge("user0@example.com").isEmpty)
  }

  @Test(
    "A key is put in, changed and taken away without losing a secret", arguments: Engine.allCases)
  func rotation(on engine: Engine) async throws {
    let plain = try await AuthFixture(on: engine)
    try await plain.keyring.load()
    let totps = try await authenticators(120, plain)
    let keys = try [Self.key(1), Self.key(2)]
    let seals = [
      Self.seal(keys[0]), Self.seal(keys[1], [keys[0]]), Self.seal(nil, [keys[1]]),
    ]
    for seal in seals {
      let auth = plain.anotherServer(seal: seal)
      let encryption = Self.encryption(auth)
      try await encryption.check()
      #expect(try await encryption.isOutdated())
      let done = try await encryption.rotate()
      #expect(done.signingKeys == 1 && done.authenticators == 120)
      #expect(try await auth.store.encryptionKeys() == [seal.key?.id])
      #expect(try await !encryption.isOutdated())
      let again = try await encryption.rotate()
      #expect(again.signingKeys == 0 && again.authenticators == 0)
      for totp in [totps[0], totps[99], totps[100], totps[119]] {
        #expect(try await read(totp.userID, auth) == totp)
      }
      try await auth.keyring.load()
      #expect(auth.keyring.entries.map(\.kid) == plain.keyring.entries.map(\.kid))
    }
  }

  @Test("Secrets that change places open nothing", arguments: Engine.allCases)
  func moved(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine, key: try Self.key(1))
    let totps = try await authenticators(2, auth)
    try await auth.database.execute(
      """
      UPDATE auth_totp SET secret = (
        SELECT o.secret FROM auth_totp o WHERE o.user_id = \(totps[0].userID))
      WHERE user_id = \(totps[1].userID)
      """)
    await #expect(throws: DamagedSecret.self) { try await read(totps[1].userID, auth) }
    #expect(try await read(totps[0].userID, auth) == totps[0])
  }

  @Test("Codes that are spent while the key changes are spent", arguments: Engine.allCases)
  func concurrently(on engine: Engine) async throws {
    let auth = try await AuthFixture(on: engine, key: try Self.key(1))
    let totps = try await authenticators(8, auth)
    let next = auth.anotherServer(seal: Self.seal(try Self.key(2), [try Self.key(1)]))
    let code = { (totp: TOTP) in
      TOTP.code(secret: totp.secret, step: TOTP.step(at: auth.clock.now()))
    }
    async let done = Self.encryption(next).rotate()
    for (number, totp) in totps.enumerated() {
      _ = try await next.signIn.login(
        challenge: try await next.challenge("user\(number)@example.com"), code: code(totp),
        from: AuthFixture.client())
    }
    _ = try await done
    for (number, totp) in totps.enumerated() {
      let challenge = try await next.challenge("user\(number)@example.com")
      await #expect(throws: WrongCode()) {
        try await next.signIn.login(
          challenge: challenge, code: code(totp), from: AuthFixture.client())
      }
    }
  }
}
