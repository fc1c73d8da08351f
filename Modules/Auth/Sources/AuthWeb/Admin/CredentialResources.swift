import AdminResources

/// What opens accounts, as administrators look at it.
enum CredentialResources {
  static let sessions = AdminResource(
    "sessions", "Session", plural: "Sessions", table: "auth_sessions",
    fields: [
      AdminField("id", "Id", .uuid), .ref("user_id", "User", to: "auth/users"),
      AdminField("user_agent", "Program", .text).nullable,
      AdminField("ip", "Address", .address, column: "address").personal.nullable,
      // Ids are made one after the other.
      AdminField("created_at", "Signed in", .instant).ordered(by: "id"),
      AdminField("last_seen_at", "Last seen", .instant),
      AdminField("expires_at", "Expires", .instant),
      AdminField("revoked_at", "Ended", .instant).nullable,
      AdminField("current_hash", "Refresh token", .text).secret,
    ],
    columns: ["user_id", "user_agent", "ip", "created_at", "last_seen_at", "revoked_at"],
    filters: [.init("user_id"), .init("expires_at", [.gte, .lte])],
    sort: .init("-created_at", fields: ["created_at", "expires_at"]),
    actions: [
      AdminAction(
        "revoke", "End",
        confirm: .init("End this session?", "Whoever uses it is signed out."), bulk: true)
    ])

  static let keys = AdminResource(
    "api-keys", "API key", plural: "API keys", table: "auth_api_keys",
    fields: [
      AdminField("id", "Id", .uuid), .ref("user_id", "User", to: "auth/users"),
      AdminField("name", "Name", .text), AdminField("scopes", "Scopes", .text),
      .user("created_by", "Made by").nullable,
      // Ids are made one after the other.
      AdminField("created_at", "Made", .instant).ordered(by: "id"),
      AdminField("expires_at", "Expires", .instant).nullable,
      AdminField("revoked_at", "Revoked", .instant).nullable,
      AdminField("last_used_at", "Last used", .instant).nullable,
      AdminField("hash", "Secret", .text).secret,
    ],
    columns: ["name", "user_id", "scopes", "created_at", "last_used_at", "revoked_at"],
    filters: [.init("user_id")], sort: .init("-created_at", fields: ["created_at"]),
    actions: [
      AdminAction(
        "revoke", "Revoke",
        confirm: .init("Revoke this key?", "Programs that use it are refused from then on."),
        bulk: true)
    ])

  static let identities = AdminResource(
    "identities", "Identity", plural: "Identities", table: "auth_identities",
    fields: [
      AdminField("id", "Id", .uuid), .ref("user_id", "User", to: "auth/users"),
      .choice(
        "provider", "Provider",
        [
          AdminValue("google", "Google"), AdminValue("apple", "Apple"),
          AdminValue("telegram", "Telegram"),
        ]),
      AdminField("subject", "Id at the provider", .text).personal,
      AdminField("email", "E-mail", .email).personal.nullable,
      // Ids are made one after the other.
      AdminField("created_at", "Linked", .instant).ordered(by: "id"),
      AdminField("last_used_at", "Last used", .instant),
    ],
    columns: ["provider", "user_id", "email", "created_at", "last_used_at"],
    filters: [.init("user_id"), .init("provider")],
    sort: .init("-created_at", fields: ["created_at"]))
}
