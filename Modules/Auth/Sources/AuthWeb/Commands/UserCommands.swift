import Auth
import Console
import Crypto
import Kernel
import Ports

/// Opens what a command needs when it runs, so that commands can be listed without a database.
typealias Opening<Value> = @Sendable () async throws -> Value

/// `atrium user create|list|doubles|show|block|unblock|grant|revoke|remove-authenticator`
/// - Parameter services: puts Auth together, once a command runs.
func userCommands(_ services: @escaping Opening<AuthServices>) -> [Command] {
  [
    createCommand(services), listCommand(services), doublesCommand(services),
    showCommand(services), blockCommand(services), unblockCommand(services), grantCommand(services),
    revokeCommand(services),
    removeAuthenticatorCommand(services),
  ]
}

private func createCommand(_ services: @escaping Opening<AuthServices>) -> Command {
  Command(
    "user", "create", summary: "Create an account",
    discussion: """
      Without --password, a password is generated and shown this once.

        atrium user create --email ada@example.com --name "Ada Lovelace" --admin
      """,
    options: [
      .value("email", "ADDRESS", help: "The e-mail address", required: true),
      .value("name", "TEXT", help: "The display name; by default the part before the @"),
      .value("password", "PASSWORD", help: "8 to 1,024 characters"),
      .flag("admin", help: "Give the account the role admin"),
    ]
  ) { invocation in
    let typed = try invocation.required("email")
    guard let email = EmailAddress(new: typed) else {
      throw CommandError.usage("\(typed) is not an e-mail address")
    }
    let made = Base64URL.encode(SystemRandomSource().bytes(18))
    let password = invocation["password"] ?? made
    guard Password.length.contains(Password.length(of: password)) else {
      throw CommandError.usage("--password has 8 to 1,024 characters")
    }
    if let fault = SourceText.fault(in: password) {
      throw CommandError.usage("--password must be \(fault)")
    }
    let name = invocation["name"] ?? String(email.canonical.prefix { $0 != "@" })
    let user = try await refusing {
      try await services().accounts.createUser(
        Registration(email: email, password: password, profile: Profile(name: name)),
        roles: invocation.has("admin") ? [.admin, .user] : [.user], isVerified: true,
        by: .operatorConsole)
    }
    var record = record(user)
    if invocation["password"] == nil { record.add("password", .text(made)) }
    return .record(record)
  }
}

private func listCommand(_ services: @escaping Opening<AuthServices>) -> Command {
  Command(
    "user", "list", summary: "List users, newest first",
    options: [
      .value("name", "TEXT", help: "Part of the name"),
      .value("email", "TEXT", help: "Part of the address"),
      .value("role", "ROLE", help: "One of their roles"),
      .value("status", "STATUS", help: "active or blocked"),
      .value("limit", "NUMBER", help: "How many at most; 100 by default"),
    ]
  ) { invocation in
    var filter = UserFilter(
      name: invocation["name"], email: invocation["email"],
      role: invocation["role"].map { Role($0) })
    if let text = invocation["status"] {
      guard let status = User.Status(rawValue: text) else {
        throw CommandError.usage("--status is active or blocked")
      }
      filter.status = status
    }
    guard let limit = Int(invocation["limit"] ?? "100"), (1...10_000).contains(limit) else {
      throw CommandError.usage("--limit is a number from 1 to 10,000")
    }
    let users = try await services().accounts.users(matching: filter, before: nil, limit: limit)
    return .list(users.map(record), columns: ["id", "email", "name", "roles", "status"])
  }
}

private let who: CommandOption = .argument("user", help: "The e-mail address or the id")

private func showCommand(_ services: @escaping Opening<AuthServices>) -> Command {
  Command("user", "show", summary: "Show a user", options: [who]) { invocation in
    .record(record(try await find(invocation, services)))
  }
}

private func blockCommand(_ services: @escaping Opening<AuthServices>) -> Command {
  Command(
    "user", "block", summary: "Block a user from signing in, and end their sessions",
    options: [who, .value("reason", "TEXT", help: "The reason, shown to administrators")]
  ) { invocation in
    let user = try await find(invocation, services)
    return .record(
      record(
        try await refusing {
          try await services().accounts.block(
            user.id, reason: invocation["reason"], by: .operatorConsole)
        }))
  }
}

private func unblockCommand(_ services: @escaping Opening<AuthServices>) -> Command {
  Command("user", "unblock", summary: "Let a user sign in again", options: [who]) { invocation in
    let user = try await find(invocation, services)
    return .record(
      record(
        try await refusing { try await services().accounts.unblock(user.id, by: .operatorConsole) })
    )
  }
}

private func removeAuthenticatorCommand(_ services: @escaping Opening<AuthServices>) -> Command {
  Command(
    "user", "remove-authenticator",
    summary: "Remove a user's authenticator, and end their sessions",
    discussion: """
      For a user who lost both the authenticator and the recovery codes. Make sure that the user is
      the one who asks: from then on the password alone is enough to sign in.

        atrium user remove-authenticator ada@example.com
      """, options: [who]
  ) { invocation in
    let user = try await find(invocation, services)
    return .record(
      record(
        try await refusing {
          try await services().credentials.removeSecondFactor(of: user.id, by: .operatorConsole)
        }))
  }
}

private let roleOption: CommandOption = .value(
  "role", "ROLE", help: "user, support, admin, or a grant such as fleet:driver", required: true)

private func grantCommand(_ services: @escaping Opening<AuthServices>) -> Command {
  Command("user", "grant", summary: "Give a user a role", options: [who, roleOption]) {
    invocation in
    let role = try role(invocation)
    let user = try await find(invocation, services)
    let changed = try await refusing {
      try await services().accounts.grant(role, to: user.id, by: .operatorConsole)
    }
    return .record(record(changed))
  }
}

private func revokeCommand(_ services: @escaping Opening<AuthServices>) -> Command {
  Command("user", "revoke", summary: "Take a role from a user", options: [who, roleOption]) {
    invocation in
    let role = try role(invocation)
    let user = try await find(invocation, services)
    let changed = try await refusing {
      try await services().accounts.revoke(role, from: user.id, by: .operatorConsole)
    }
    return .record(record(changed))
  }
}

/// `atrium auth rotate-keys`
func rotateKeysCommand(_ keyring: @escaping Opening<Keyring>) -> Command {
  Command(
    "auth", "rotate-keys", summary: "Sign access tokens with a new key; sessions stay"
  ) { _ in
    .record(["kid": .text(try await keyring().rotate())])
  }
}

private func record(_ user: User) -> Record {
  [
    "id": .text("\(user.id)"), "email": .optional(user.email?.canonical),
    "name": .text(user.profile.name), "roles": .list(user.roles.map { .text($0.rawValue) }),
    "status": .text(user.status.rawValue), "block_reason": .optional(user.blockReason),
    "is_verified": .bool(user.isVerified), "created_at": .text("\(user.createdAt)"),
  ]
}

func find(
  _ invocation: Invocation, _ services: Opening<AuthServices>
) async throws -> User {
  let text = try invocation.required("user")
  return try await refusing {
    if let id = UserID(text) { return try await services().accounts.user(id) }
    return try await services().accounts.user(email: try email(text))
  }
}

private func email(_ text: String) throws -> EmailAddress {
  guard let email = EmailAddress(text) else {
    throw CommandError.usage("\(text) is not an e-mail address")
  }
  return email
}

private func role(_ invocation: Invocation) throws -> Role {
  let role = Role(try invocation.required("role"))
  guard role.isWellFormed else {
    throw CommandError.usage("--role is user, support, admin, or a grant such as fleet:driver")
  }
  return role
}

/// Tells a refusal as the command line does.
func refusing<Value>(_ work: () async throws -> Value) async throws -> Value {
  do {
    return try await work()
  } catch is EmailTaken {
    throw CommandError.refused("email_taken", "there is a user with this e-mail address")
  } catch Password.Weakness.blank {
    throw CommandError.refused("blank", "a password cannot consist of blanks alone")
  } catch is LastAdministrator {
    throw CommandError.refused(
      "last_admin", "this is the last administrator; give somebody else the role admin first")
  } catch Password.Weakness.common {
    throw CommandError.refused("too_common", "this password is among the most common ones")
  } catch Password.Weakness.control {
    throw CommandError.refused("invalid", "a password cannot have control characters")
  } catch is SecondFactorIsOff {
    throw CommandError.refused("totp_not_enabled", "this user has no authenticator")
  } catch is NotFound {
    throw CommandError.refused("not_found", "there is no such user")
  }
}
