import AuthTesting
import Crypto
import Foundation
import JSON
import Testing

/// Making keys takes a while.
private let rsa = IssuerKey.rsa(kid: "rsa-1")
private let ec = IssuerKey.ec(kid: "ec-1")
private let botToken = "123456:AAtests"

extension ServerTests {
  /// Signing in by way of Google, Apple and Telegram.
  @Suite struct SocialTests {
    @Test(
      "A provider's token makes an account, opens it, and leads to the one with its address",
      arguments: StorageSet.allCases)
    func signIn(on set: StorageSet) async throws {
      let issuer = try LocalIssuer(rsa, ec)
      defer { issuer.stop() }
      let settings = issuer.settings() + "\n" + issuer.settings("apple")
      try await Deployment.with(set, settings: settings) { deployment in
        try await deployment.serving { server in
          let client = server.client()
          let first = try client.signIn(by: rsa.token(issuer.claims()))
          #expect(first.status == 201, "\(first.text)")
          let id = try #require(first.string("user.id"))
          #expect(first["Location"] == "/api/users/\(id)")
          #expect(first["Cache-Control"] == "no-store")
          #expect(first.string("user.name") == "Chidi Eze")
          #expect(first.json?["user"]?["is_verified"]?.bool == true)
          let second = try client.signIn(by: rsa.token(issuer.claims(["email": "new@example.com"])))
          #expect(second.status == 200)
          #expect(second.string("user.id") == id)
          #expect(second.string("user.email") == "chidi@example.com")

          let digest = Hex.encode(SHA256.hash(Array("n-1".utf8)))
          let apple = try ec.token(
            issuer.claims(["sub": "001.a", "email_verified": "true", "nonce": digest]))
          #expect(try client.signIn(by: apple, at: "apple").code == "invalid_id_token")
          let linked = try client.signIn(by: apple, #", "nonce": "n-1""#, at: "apple")
          #expect(linked.status == 200, "\(linked.text)")
          #expect(linked.string("user.id") == id)

          let own = server.client(linked.string("access_token"))
          let identities = try own.get("/api/auth/identities").json?["items"]?.elements.compactMap {
            $0["provider"]?.string
          }
          #expect(identities == ["apple", "google"])
          #expect(try own.get("/api/ajo/wallet").status == 200)
        }
      }
    }

    @Test(
      "Twenty first sign-ins at once make one account, below a product as anywhere",
      arguments: StorageSet.allCases)
    func race(on set: StorageSet) async throws {
      let issuer = try LocalIssuer(rsa)
      defer { issuer.stop() }
      try await Deployment.with(set, settings: issuer.settings()) { deployment in
        try await deployment.serving { server in
          let body = #"{"id_token": "\#(rsa.token(try issuer.claims()))"}"#
          let answers = try await concurrently(20) { _ in
            try server.client().post("/api/ajo/auth/social/google", body)
          }
          #expect(answers.map(\.status).sorted() == Array(repeating: 200, count: 19) + [201])
          #expect(Set(answers.map { $0.string("user.id") }).count == 1)
          #expect(issuer.asked == ["GET /keys HTTP/1.1"])
        }
      }
    }

    @Test("Keys that the issuer changes are followed, and outlive its absence")
    func rotation() async throws {
      let issuer = try LocalIssuer(rsa)
      defer { issuer.stop() }
      try await Deployment.with(.sqlite, settings: issuer.settings()) { deployment in
        try await deployment.serving { server in
          let client = server.client()
          let (old, new) = (rsa.token(try issuer.claims()), ec.token(try issuer.claims()))
          #expect(try client.signIn(by: old).status == 201)
          #expect(try client.signIn(by: new).code == "invalid_id_token")
          issuer.publish(ec)
          #expect(try client.signIn(by: new).status == 200)
          #expect(try client.signIn(by: old).code == "invalid_id_token")
          issuer.goDown()
          #expect(try client.signIn(by: new).status == 200)
          #expect(try client.signIn(by: old).code == "invalid_id_token")
        }
      }
    }

    @Test("An issuer that was never reached is 503 with a time, one that is not set up 503 too")
    func unavailable() async throws {
      let issuer = try LocalIssuer(rsa)
      defer { issuer.stop() }
      issuer.goDown()
      try await Deployment.with(.sqlite, settings: issuer.settings()) { deployment in
        try await deployment.serving { server in
          let client = server.client()
          let token = rsa.token(try issuer.claims())
          for _ in 0..<2 {
            let answer = try client.signIn(by: token)
            #expect(answer.status == 503)
            #expect(answer.code == "provider_unavailable")
            #expect(answer["Retry-After"].flatMap { Int($0) }.map { (1...5).contains($0) } == true)
            #expect(answer.isWholeProblem)
          }
          #expect(issuer.asked.count == 1)
          let others = [
            try client.signIn(by: token, at: "apple"),
            try client.post("/api/auth/social/telegram", #"{"init_data": "x"}"#),
          ]
          for answer in others {
            #expect(answer.status == 503)
            #expect(answer.code == "provider_not_configured")
            #expect(answer.isWholeProblem)
          }
          // Who is not let in is told so without the issuer.
          #expect(try client.signIn(by: "nonsense").code == "invalid_id_token")
          #expect(try client.get("/api/auth/me").status == 401)
        }
      }
    }

    @Test("Forged, foreign, stale and misdirected tokens let nobody in, and have nothing fetched")
    func attacks() async throws {
      let (issuer, evil) = (try LocalIssuer(rsa, ec), try LocalIssuer(ec))
      defer {
        issuer.stop()
        evil.stop()
      }
      try await Deployment.with(.sqlite, settings: issuer.settings()) { deployment in
        try await deployment.serving { server in
          let client = server.client()
          for (name, token, nonce) in try forgedTokens(issuer, evil) {
            let more = nonce.map { #", "nonce": "\#($0)""# } ?? ""
            let answer = try client.signIn(by: token, more)
            #expect(answer.status == 401, "\(name): \(answer.text)")
            #expect(answer.code == "invalid_id_token", "\(name)")
            #expect(answer.isWholeProblem, "\(name)")
          }
          #expect(evil.asked.isEmpty)
          #expect(issuer.asked.count <= 5)
          // Otherwise they might be refused for the attacker's clumsiness.
          #expect(try client.signIn(by: rsa.token(issuer.claims())).status == 201)
          let users = try deployment.run("atrium", "user", "list", "--json")
          #expect(users.output.components(separatedBy: "\"id\"").count == 2, "\(users.output)")
        }
      }
    }

    @Test(
      "Who opens a Mini App of Telegram signs in, and takes part without an address",
      arguments: StorageSet.allCases)
    func telegram(on set: StorageSet) async throws {
      let secret = try Caretaker.makeFolder("secret") + "/bot"
      try Data("\(botToken)\n".utf8).write(to: URL(filePath: secret))
      let settings = "[auth.social.telegram]\nbot_token_file = \"\(secret)\""
      try await Deployment.with(set, settings: settings) { deployment in
        try await deployment.serving { server in
          let client = server.client()
          func enter(_ text: String) throws -> Answer {
            try client.post("/api/auth/social/telegram", #"{"init_data": "\#(text)"}"#)
          }
          let now = Int64(Date().timeIntervalSince1970)
          let user = #"{"id":279058397,"first_name":"Bola","last_name":"Ade"}"#
          let text = InitData.text(user: user, at: now, botToken: botToken)
          let first = try enter(text)
          #expect(first.status == 201, "\(first.text)")
          #expect(first.json?["user"]?["email"]?.isNull == true)
          #expect(first.string("user.name") == "Bola Ade")
          #expect(try enter(text).status == 200)
          for bad in [
            InitData.text(user: user, at: now, botToken: "123456:others"),
            InitData.text(user: user, at: now - 86_400, botToken: botToken),
            InitData.text(user: user, at: now + 600, botToken: botToken),
            text.replacingOccurrences(of: "279058397", with: "279058398"),
            text + "&auth_date=\(now)",
          ] {
            #expect(try enter(bad).code == "invalid_id_token")
          }
          let ada = try Person.register("Ada", at: server)
          try deployment.credit(ada, "100.00")
          let id = try #require(first.string("user.id"))
          let sent = try ada.client(of: server).post(
            "/api/ajo/wallet/transfer", #"{"to_user_id": "\#(id)", "amount": "40.00"}"#)
          #expect(sent.status == 201, "\(sent.text)")
        }
      }
    }

    @Test("A configuration by which others could choose the keys is refused before the start")
    func configuration() async throws {
      let settings = """
        [auth.social.google]
        jwks_url = "http://keys.example/jwks.json"
        client_ids = [""]
        [auth.social.apple]
        jwks_url = "http://127.0.0.1@keys.example/"
        clientids = ["a"]
        [auth.social.telegram]
        bot_token = "123456:AAtests"
        max_age = "2d"
        """
      try await Deployment.with(.sqlite, settings: settings) { deployment in
        let outcome = try deployment.run("atrium", "config", "check")
        #expect(outcome.exitCode != 0)
        let said = outcome.output + outcome.errors
        for key in [
          "auth.social.google.jwks_url", "auth.social.google.client_ids",
          "auth.social.apple.jwks_url", "auth.social.apple.clientids",
          "auth.social.telegram.bot_token", "auth.social.telegram.max_age",
        ] {
          #expect(said.contains(key), "\(key): \(said)")
        }
        #expect(!said.contains("AAtests"))
      }
    }

    @Test("The documents' sign-in by a local issuer works as it is written")
    func readme() async throws {
      let section = try Walk(socialWalk, in: signInPage)
      try #require(section.settings.count == 2 && section.commands.count == 2)
      try await Deployment.with(.sqlite, settings: section.settings[1]) { deployment in
        let output = try await section.run(
          Array(section.commands[1...]), in: deployment, issuer: section.commands[0])
        #expect(output.contains("201 Created"), "\(output)")
        #expect(output.contains(#""email":"chidi@example.com""#), "\(output)")
        #expect(output.contains(#""provider":"google""#), "\(output)")
      }
    }

    @Test(
      "The documents' account with mail, authenticator, PIN and issuer works as it is written",
      arguments: StorageSet.allCases)
    func wholeAccount(on set: StorageSet) async throws {
      let social = try Walk(socialWalk, in: signInPage)
      let section = try Walk("A whole account", in: signInPage, issuerPort: social.issuerPort)
      try #require(section.settings.count == 1 && section.commands.count == 3)
      let settings = social.settings[1] + "\n" + section.settings[0]
      try await Deployment.with(set, settings: settings) { deployment in
        let output = try await section.run(
          section.commands, in: deployment, issuer: social.commands[0])
        let sessions = try #require(output.components(separatedBy: #"{"items":["#).last)
        // By registration, by the authenticator, by the issuer.
        #expect(sessions.components(separatedBy: #""user_agent":"curl"#).count == 4, "\(output)")
        #expect(sessions.components(separatedBy: #""current":true"#).count == 2, "\(output)")
        #expect(output.contains(#""email":"efe@example.com""#), "\(output)")
        #expect(output.contains(#""is_verified":true"#), "\(output)")
      }
    }
  }
}

private let signInPage = "docs/sign-in.md"
private let socialWalk = "Sign in by Google, Apple or Telegram"

/// Tokens that must let nobody in, each with the nonce that is sent with it.
private func forgedTokens(
  _ issuer: LocalIssuer, _ evil: LocalIssuer
) throws -> [(name: String, token: String, nonce: String?)] {
  let claims = try issuer.claims()
  let now = Int(Date().timeIntervalSince1970)
  let stranger = IssuerKey.rsa(kid: rsa.kid)
  let good = rsa.token(claims).split(separator: ".").map(String.init)
  func unsigned(_ header: String) -> String { "\(IssuerKey.encode(header)).\(good[1])." }
  func with(_ changes: [String: Any]) throws -> String { rsa.token(try issuer.claims(changes)) }
  func brought(_ member: String) -> String {
    stranger.token(claims, header: #"{"alg":"RS256","kid":"\#(rsa.kid)",\#(member)}"#)
  }
  let tokens: [(String, String)] = [
    ("alg none", unsigned(#"{"alg":"none"}"#)),
    ("alg nOnE", unsigned(#"{"alg":"nOnE","kid":"rsa-1"}"#)),
    ("no signature", unsigned(#"{"alg":"RS256","kid":"rsa-1"}"#)),
    (
      "HS256 by the public key",
      IssuerKey.token(claims, header: #"{"alg":"HS256","kid":"rsa-1"}"#, secret: rsa.modulus)
    ),
    (
      "HS256 by the document",
      IssuerKey.token(
        claims, header: #"{"alg":"HS256","kid":"rsa-1"}"#, secret: Array(rsa.published.utf8))
    ),
    ("another's key", stranger.token(claims)), ("a key within", brought(#""jwk":{"kty":"RSA"}"#)),
    ("jku", brought(#""jku":"\#(evil.url)/keys""#)), ("x5u", brought(#""x5u":"\#(evil.url)""#)),
    (
      "jku by a key of there",
      IssuerKey.ec(kid: "evil").token(
        claims, header: #"{"alg":"ES256","kid":"evil","jku":"\#(evil.url)/keys"}"#)
    ),
    ("RS256 with the other key", rsa.token(claims, header: #"{"alg":"RS256","kid":"ec-1"}"#)),
    ("unknown kid", rsa.token(claims, header: #"{"alg":"RS256","kid":"rsa-9"}"#)),
    ("no kid", rsa.token(claims, header: #"{"alg":"RS256"}"#)),
    ("crit", rsa.token(claims, header: #"{"alg":"RS256","kid":"rsa-1","crit":["exp"]}"#)),
    ("tampered", "\(good[0]).\(IssuerKey.encode(try issuer.claims(["sub": "1"]))).\(good[2])"),
    ("wrong issuer", try with(["iss": evil.url])), ("no issuer", try with(["iss": NSNull()])),
    ("wrong audience", try with(["aud": "their app"])), ("no audience", try with(["aud": []])),
    ("another's azp", try with(["aud": ["the app", "their app"], "azp": "their app"])),
    ("expired", try with(["exp": now - 1])), ("no expiry", try with(["exp": NSNull()])),
    ("from the future", try with(["iat": now + 600])),
    ("not yet", try with(["nbf": now + 600])), ("nobody", try with(["sub": ""])),
    ("begun elsewhere", try with(["nonce": "theirs"])), ("empty parts", ".."), ("text", "x"),
    ("long", String(repeating: "x", count: 9_000)),
  ]
  return tokens.map { ($0.0, $0.1, nil) }
    + [("no nonce in it", rsa.token(claims), "n"), ("other nonce", try with(["nonce": "a"]), "b")]
}
