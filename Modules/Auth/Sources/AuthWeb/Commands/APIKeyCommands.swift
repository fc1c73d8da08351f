import Auth
import Console
import ContextKit
import Kernel
import Ports

/// `atrium auth create-key|list-keys|revoke-key`
func apiKeyCommands(
  _ services: @escaping Opening<AuthServices>, _ all: @escaping Opening<AllOffers>
) -> [Command] {
  let who: CommandOption = .argument("user", help: "The e-mail address or the id")
  return [
    Command(
      "auth", "create-key", summary: "Create an API key and show its secret, this once",
      options: [
        who, .value("name", "TEXT", help: "What the key is for", required: true),
        .value(
          "scopes", "NAMES", help: "Permissions, separated by commas: ajo.wallet.read",
          required: true),
        .value("expires", "INSTANT", help: "When it expires, such as 2027-01-31T00:00:00Z"),
      ]
    ) { invocation in
      let user = try await find(invocation, services)
      let wish = NewAPIKey(
        userID: user.id, name: try invocation.required("name"),
        scopes: try invocation.required("scopes").split(separator: ",").map(String.init),
        expiresAt: try invocation["expires"].map(instant))
      let scopes = APIKeyScopes(try await all())
      do throws(ValidationErrors) {
        try scopes.check(wish.scopes, for: user, expiresAt: nil, at: user.createdAt)
      } catch {
        let words = error.errors.map { "\($0.field): \($0.message)" }
        throw CommandError.usage(words.joined(separator: " "))
      }
      let (key, text) = try await refusing {
        try await services().credentials.makeAPIKey(wish, in: nil, by: .operatorConsole)
      }
      var record = record(key)
      record.add("secret", .text(text))
      return .record(record)
    },
    Command("auth", "list-keys", summary: "List a user's API keys", options: [who]) {
      invocation in
      let user = try await find(invocation, services)
      let keys = try await services().credentials.apiKeys(of: user.id, before: nil, limit: 1_000)
      return .list(keys.map(record), columns: ["id", "name", "scopes", "last_used_at"])
    },
    Command(
      "auth", "revoke-key", summary: "Revoke an API key",
      options: [.argument("key", help: "The key's id")]
    ) { invocation in
      guard let id = APIKeyID(try invocation.required("key")) else {
        throw CommandError.usage("a key's id is a UUID; see atrium auth list-keys")
      }
      try await refusing {
        try await services().credentials.revokeAPIKey(id, of: nil, by: .operatorConsole)
      }
      return .record(["id": .text("\(id)"), "status": .text("revoked")])
    },
  ]
}

private func instant(_ text: String) throws -> Instant {
  guard let instant = Instant(text) else {
    throw CommandError.usage("--expires is an instant, such as 2027-01-31T00:00:00Z")
  }
  return instant
}

private func record(_ key: APIKey) -> Record {
  [
    "id": .text("\(key.id)"), "name": .text(key.name), "prefix": .text(key.prefix),
    "scopes": .list(key.scopes.map { .text($0) }), "created_at": .text("\(key.createdAt)"),
    "expires_at": .optional(key.expiresAt.map { "\($0)" }),
    "last_used_at": .optional(key.lastUsedAt.map { "\($0)" }),
  ]
}
