/// Somebody with an account.
struct Person: Sendable {
  let id: String
  let email: String
  let accessToken: String
  let refreshToken: String

  static let password = "correct horse 7 battery"

  /// Registers somebody.
  static func register(_ name: String, at server: AtriumServer) throws -> Person {
    let email = "\(name.lowercased())@example.com"
    let answer = try server.client().post(
      "/api/auth/register",
      """
      {"email": "\(email)", "password": "\(password)", "name": "\(name) Obi"}
      """)
    guard let person = Person(email: email, answer) else {
      throw HarnessError("\(email) was not registered: \(answer.status) \(answer.text)")
    }
    return person
  }

  /// Signs somebody in who has an account.
  static func login(_ email: String, at server: AtriumServer) throws -> Person {
    let answer = try server.client().post(
      "/api/auth/login", #"{"email": "\#(email)", "password": "\#(password)"}"#)
    guard let person = Person(email: email, answer) else {
      throw HarnessError("\(email) was not signed in: \(answer.status) \(answer.text)")
    }
    return person
  }

  /// Out of an answer that carries tokens; nil when it does not.
  init?(email: String, _ answer: Answer) {
    guard let id = answer.string("user.id"), let access = answer.string("access_token"),
      let refresh = answer.string("refresh_token")
    else { return nil }
    (self.id, self.email, accessToken, refreshToken) = (id, email, access, refresh)
  }

  /// A client that is signed in.
  func client(of server: AtriumServer) -> Client { server.client(accessToken) }

  /// What is in the wallet, in minor units.
  func balance(at server: AtriumServer) throws -> Int {
    let answer = try client(of: server).get("/api/ajo/wallet")
    guard answer.status == 200, let text = answer.string("balance") else {
      throw HarnessError("no wallet of \(email): \(answer.status) \(answer.text)")
    }
    return try minorUnits(text)
  }
}

/// `1500.00` as 150000.
func minorUnits(_ text: String) throws -> Int {
  let parts = text.split(separator: ".")
  guard parts.count == 2, parts[1].count == 2, let units = Int(parts.joined()) else {
    throw HarnessError("\(text) is no amount with two digits after the point")
  }
  return units
}

/// 150000 as `1500.00`.
func amountText(_ minorUnits: Int) -> String {
  let cents = minorUnits % 100
  return "\(minorUnits / 100).\(cents < 10 ? "0" : "")\(cents)"
}

extension Deployment {
  /// Makes an administrator as operators do, and signs them in.
  func administrator(_ email: String, at server: AtriumServer) throws -> Person {
    let outcome = try run(
      "atrium", "user", "create", "--email", email, "--admin", "--password", Person.password)
    guard outcome.exitCode == 0 else {
      throw HarnessError("no administrator \(email): \(outcome.errors)")
    }
    return try Person.login(email, at: server)
  }

  /// Puts money into a wallet from the command line, as operators do.
  func credit(_ person: Person, _ amount: String) throws {
    let outcome = try run(
      "atrium", "ajo", "credit", "--email", person.email, "--amount", amount)
    guard outcome.exitCode == 0 else {
      throw HarnessError("no credit for \(person.email): \(outcome.errors)")
    }
  }

  /// What `atrium ledger verify` finds; nil when the books are whole.
  func findings() throws -> String? {
    let outcome = try run("atrium", "ledger", "verify")
    return outcome.exitCode == 0 ? nil : outcome.output + outcome.errors
  }
}
