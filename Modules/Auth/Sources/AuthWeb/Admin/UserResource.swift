import AdminResources

/// Users, as administrators look at them.
enum UserResource {
  static let users = AdminResource(
    "users", "User", plural: "Users", table: "auth_users", fields: fields,
    columns: ["email", "name", "status", "roles", "is_verified", "created_at"],
    filters: [.init("email"), .init("referral_code")],
    search: .init(in: ["email", "name"]),
    sort: .init("-created_at", fields: ["created_at", "email"]),
    changes: .init(
      update: ["name", "first_name", "last_name", "phone_number", "date_of_birth"],
      revertible: true),
    actions: actions,
    related: [
      .init("sessions", "Sessions", to: "auth/sessions"),
      .init("api-keys", "API keys", to: "auth/api-keys"),
      .init("identities", "Identities", to: "auth/identities"),
    ])

  private static let fields: [AdminField] = [
    AdminField("id", "Id", .uuid),
    AdminField("email", "E-mail", .email).personal.nullable,
    AdminField("name", "Name", .text).personal.required.upTo(200),
    AdminField("first_name", "First name", .text).personal.nullable.upTo(200),
    AdminField("last_name", "Last name", .text).personal.nullable.upTo(200),
    AdminField("phone_number", "Phone number", .phone).personal.nullable.upTo(32),
    AdminField("date_of_birth", "Date of birth", .date).personal.nullable,
    AdminField("avatar_url", "Picture", .image).personal.nullable,
    .computed("status", "Status", .enum).among([
      AdminValue("active", "Active", .good), AdminValue("blocked", "Blocked", .bad),
    ]),
    .computed("roles", "Roles", .json),
    AdminField("is_verified", "E-mail verified", .bool),
    AdminField("referral_code", "Referral code", .text),
    AdminField("block_reason", "Why blocked", .longText).nullable,
    AdminField("version", "Version", .int),
    // Ids are made one after the other.
    AdminField("created_at", "Signed up", .instant).ordered(by: "id"),
    AdminField("updated_at", "Changed", .instant),
    AdminField("password_hash", "Password", .text).secret.nullable,
  ]

  private static let actions: [AdminAction] = [
    AdminAction(
      "block", "Block",
      confirm: .init("Block this user?", "They are signed out and cannot sign in again."),
      reason: .required, when: ["status": ["active"]], bulk: true),
    AdminAction(
      "unblock", "Unblock", reason: .optional, when: ["status": ["blocked"]], bulk: true),
    AdminAction(
      "verify", "Mark the e-mail as verified", reason: .optional,
      when: ["is_verified": ["false"]], bulk: true),
    AdminAction(
      "sign_out", "Sign out everywhere",
      confirm: .init("Sign this user out?", "All their sessions end."), bulk: true),
    AdminAction(
      "set_roles", "Set roles", dangerous: true,
      confirm: .init("Set these roles?", "They replace all that the user has.", typing: "email"),
      reason: .required, input: [AdminField("roles", "Roles", .json).required]),
    AdminAction(
      "remove_authenticator", "Remove the authenticator", dangerous: true,
      confirm: .init(
        "Remove the authenticator?", "The user signs in by password alone from then on.",
        typing: "email"), reason: .required),
    AdminAction("send_password_reset", "Send a password reset", reason: .optional),
  ]
}
