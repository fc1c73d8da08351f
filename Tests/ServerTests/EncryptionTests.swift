import Auth
import Crypto
import Foundation
import JSON
import Kernel
import Migrations
import Ports
import Storage
import Testing

extension ServerTests {
  /// What a thief of the database finds.
  @Suite struct EncryptionTests {
    private static let keys = (1...3).map { [UInt8](repeating: $0, count: 32) }

    @Test(
      "A database that was encrypted from the first start holds nothing that opens an account",
      arguments: StorageSet.allCases)
    func stolen(on set: StorageSet) async throws {
      try await Deployment.with(set) { deployment in
        let base = try Self.configuration(of: deployment)
        try Self.configure(deployment, base, key: Hex.encode(Self.keys[0]))
        let (ada, device) = try await deployment.serving { server in
          let ada = try Person.register("Ada", at: server)
          let device = try Device(of: ada, at: server)
          try Self.signIn(ada, device.code(ahead: 1), at: server)
          return (ada, device)
        }
        let connection = try deployment.connect(to: "auth")
        defer { connection.close() }
        let seed = try Self.seed(connection)
        // As everybody can read it, so that it is the right one that is looked for.
        try await deployment.serving { server in
          let published = try server.client().get("/.well-known/jwks.json").json?["keys"]
          let key = published?.elements.compactMap { $0["x"]?.string }.first
          #expect(key == Base64URL.encode(try Ed25519.PrivateKey(seed: seed).publicKey))
          #expect(try ada.client(of: server).get("/api/auth/me").status == 200)
        }
        for hidden in [seed, device.secret] {
          #expect(try !Self.rows(connection).contains(Hex.encode(hidden)))
          for file in try Self.files(deployment) {
            #expect(file.firstRange(of: hidden) == nil)
          }
        }
      }
    }

    @Test(
      "A key is put in and changed while people sign in, and a wrong one stops the start",
      arguments: StorageSet.allCases)
    func rotation(on set: StorageSet) async throws {
      try await Deployment.with(set) { deployment in
        let base = try Self.configuration(of: deployment)
        let (ada, device) = try await deployment.serving { server in
          #expect(
            server.process.errors.line(containing: "set auth.encryption_key", within: 30) != nil)
          let ada = try Person.register("Ada", at: server)
          return (ada, try Device(of: ada, at: server))
        }
        let texts = [
          Hex.encode(Self.keys[0]), Base64.encode(Self.keys[1]), Base64URL.encode(Self.keys[2]),
        ]
        for number in 0..<2 {
          let others = number == 0 ? "" : texts[number - 1]
          try Self.configure(deployment, base, key: texts[number], others: others)
          try await deployment.serving { server in
            let hint = server.process.errors.line(containing: "rotate-encryption", within: 30)
            #expect(hint != nil)
            let done = try deployment.run("atrium", "auth", "rotate-encryption", "--json")
            #expect(done.exitCode == 0, "\(done.errors)")
            #expect(
              done.output.contains(#""signing_keys":1,"authenticators":1"#), "\(done.output)")
            try Self.signIn(ada, device.code(ahead: number), at: server)
            #expect(try ada.client(of: server).get("/api/auth/me").status == 200)
          }
        }
        for wrong in [nil, texts[0], texts[2]] {
          try Self.configure(deployment, base, key: wrong)
          for (program, words) in [("atrium-server", []), ("atrium", ["user", "list"])] {
            let outcome = try Programs.run(program, words, in: deployment.folder)
            #expect(outcome.exitCode != 0, "\(program)")
            #expect(outcome.errors.contains("auth.encryption_key"), "\(outcome.errors)")
            #expect(!texts.contains { outcome.errors.contains($0) })
          }
        }
        try Self.configure(deployment, base, key: nil, others: texts[1])
        try Self.expectNoWayBack(deployment)
        let off = try deployment.run("atrium", "auth", "rotate-encryption", "--decrypt")
        #expect(off.exitCode == 0, "\(off.errors)")
        try Self.configure(deployment, base, key: nil)
        try await deployment.serving { server in
          try Self.signIn(ada, device.recoveryCode, at: server)
        }
      }
    }

    @Test("A key that is none is named before the start, and not shown")
    func malformed() async throws {
      try await Deployment.with(.sqlite) { deployment in
        let base = try Self.configuration(of: deployment)
        for text in ["", "c2hvcnQ=", Hex.encode(Self.keys[0]) + "00", "secret-but-no-key"] {
          try Self.configure(deployment, base, key: text)
          let outcome = try deployment.run("atrium-server")
          #expect(outcome.exitCode == 78, "\(text)")
          #expect(outcome.errors.contains("auth.encryption_key"), "\(outcome.errors)")
          #expect(text.isEmpty || !outcome.errors.contains(text))
        }
        try deployment.write("atrium.toml", "[auth]\nencryption_key = \"x\"\n")
        let outcome = try deployment.run("atrium-server")
        #expect(outcome.exitCode == 78 && outcome.errors.contains("is a secret"))
      }
    }

    // MARK: Configuration

    private static func configuration(of deployment: Deployment) throws -> String {
      try String(contentsOfFile: "\(deployment.folder)/atrium.toml", encoding: .utf8)
    }

    private static func configure(
      _ deployment: Deployment, _ base: String, key: String?, others: String = ""
    ) throws {
      var lines = [base, "[auth]"]
      if let key {
        try deployment.write("key", key + "\n")
        lines.append("encryption_key_file = \"key\"")
      }
      try deployment.write("others", others + "\n")
      lines.append("other_encryption_keys_file = \"others\"")
      try deployment.write("atrium.toml", lines.joined(separator: "\n") + "\n")
    }

    /// Going back to a release that knows no encryption is refused while there is some.
    private static func expectNoWayBack(_ deployment: Deployment) throws {
      let connection = try deployment.connect(to: "auth")
      defer { connection.close() }
      let stream = try MigrationStream(directory: "\(Programs.root)/Schemas/Auth")
      let migrator = Migrator(connection: connection, streams: [stream])
      try migrator.revert(stream: "auth", to: 10)
      #expect(throws: MigrationError.self) { try migrator.revert(stream: "auth", to: 9) }
      try migrator.apply()
    }

    /// Signs in by a password and a code.
    private static func signIn(
      _ person: Person, _ code: String, at server: AtriumServer
    ) throws {
      let asked = try server.client().post(
        "/api/auth/login", #"{"email": "\#(person.email)", "password": "\#(Person.password)"}"#)
      let token = try #require(asked.string("mfa_token"), "\(asked.text)")
      let answer = try server.client().post(
        "/api/auth/login/mfa", #"{"mfa_token": "\#(token)", "code": "\#(code)"}"#)
      #expect(answer.status == 200, "\(answer.text)")
    }

    // MARK: The database

    /// The seed of the key that signs, as who has the encryption's key reads it.
    private static func seed(_ connection: any SQLConnection) throws -> [UInt8] {
      let kept = try connection.first(
        "SELECT kid, seed, sealed_by FROM auth_signing_keys WHERE signs = 1"
      ) { row in
        (
          try row.get("kid", as: String.self),
          KeptSecret(octets: try row["seed"], keyID: try row.get("sealed_by", as: String.self))
        )
      }
      let (kid, secret) = try #require(kept)
      let seal = SecretSeal(key: SecretSeal.Key(keys[0]), random: SystemRandomSource())
      return try seal.open(secret, of: .signingKey(kid: kid))
    }

    /// Every row of every table, with octets in hexadecimal digits.
    private static func rows(_ connection: any SQLConnection) throws -> String {
      try TableContents.all(connection).values
        .flatMap { $0.rows(of: $0.columns).joined() }.joined(separator: "\n").lowercased()
    }

    /// The files of an embedded database as they lie there, with whatever is left over in them.
    private static func files(_ deployment: Deployment) throws -> [Data] {
      guard deployment.set.place(of: "auth") == .file else { return [] }
      let names = try FileManager.default.contentsOfDirectory(atPath: deployment.folder)
        .filter { $0.hasPrefix("atrium.db") }
      #expect(names.contains("atrium.db"))
      return try names.map { try Data(contentsOf: URL(filePath: "\(deployment.folder)/\($0)")) }
    }
  }
}

/// An authenticator.
private struct Device: Sendable {
  let secret: [UInt8]
  let recoveryCode: String

  /// Sets one up, by the code of half a minute ago.
  init(of person: Person, at server: AtriumServer) throws {
    let client = person.client(of: server)
    let setup = try client.post(
      "/api/auth/totp/setup", #"{"password": "\#(Person.password)"}"#)
    secret = try #require(setup.string("secret").flatMap { Base32.decode($0) }, "\(setup.text)")
    let code = Self.code(secret, ahead: -1)
    let enabled = try client.post("/api/auth/totp/enable", #"{"code": "\#(code)"}"#)
    let codes = enabled.json?["recovery_codes"]?.elements.compactMap(\.string)
    recoveryCode = try #require(codes?.first, "\(enabled.text)")
  }

  /// The code of now, or of so many half minutes later: each counts once, and none before it.
  func code(ahead: Int) -> String { Self.code(secret, ahead: ahead) }

  private static func code(_ secret: [UInt8], ahead: Int) -> String {
    TOTP.code(secret: secret, step: TOTP.step(at: SystemClock().now()) + Int64(ahead))
  }
}

/// Octets from text that people may type (RFC 4648, 6).
private enum Base32 {
  static func decode(_ text: String) -> [UInt8]? {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)
    var (octets, bits, count) = ([UInt8](), UInt32(0), 0)
    for sign in text.utf8 {
      guard let value = alphabet.firstIndex(of: sign) else { return nil }
      bits = bits << 5 | UInt32(value)
      count += 5
      guard count >= 8 else { continue }
      count -= 8
      octets.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
    }
    return octets
  }
}
