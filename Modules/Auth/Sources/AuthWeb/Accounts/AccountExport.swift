import Auth
import ContextKit
import Kernel
import Ports
import Router

/// What Auth keeps about a person, for them to take away. No secret and no digest of one is in it.
struct AccountExport: PersonalDataSource {
  let services: AuthServices
  private static let page = 200

  func sections(of user: UserID) -> [PersonalDataSection] {
    [
      .value("profile") { ProfileDataBody.shape.encode(try await profile(user)) },
      .list("sessions") { try await sessions(user, $0) },
      .list("identities") { try await identities(user, $0) },
      .list("audit") { try await audit(user, $0) },
      .list("api_keys") { try await keys(user, $0) },
      .list("mail_tokens") { append in
        for token in try await services.accounts.mailTokens(of: user) {
          try await append(MailTokenExport.shape.encode(MailTokenExport(token: token)))
        }
      },
    ]
  }

  private func profile(_ user: UserID) async throws -> ProfileDataBody {
    ProfileDataBody(
      user: try await services.accounts.user(user),
      pin: try await services.credentials.pin(of: user),
      secondFactor: try await services.accounts.personalData.secondFactor(of: user))
  }

  private func identities(
    _ user: UserID, _ append: PersonalDataSection.Append
  ) async throws {
    var before: IdentityID?
    while true {
      let found = try await services.credentials.identities(
        of: user, before: before, limit: Self.page)
      for identity in found {
        try await append(IdentityBody.shape.encode(IdentityBody(identity: identity)))
      }
      guard found.count == Self.page else { return }
      before = found.last?.id
    }
  }

  private func sessions(
    _ user: UserID, _ append: PersonalDataSection.Append
  ) async throws {
    var before: SessionID?
    while true {
      let found = try await services.accounts.personalData.pastSessions(
        of: user, before: before, limit: Self.page)
      for session in found {
        try await append(SessionExport.shape.encode(SessionExport(session: session)))
      }
      guard found.count == Self.page, let last = found.last else { return }
      before = last.summary.id
    }
  }

  private func keys(_ user: UserID, _ append: PersonalDataSection.Append) async throws {
    // No user has more than a page of them that count.
    for key in try await services.credentials.apiKeys(of: user, before: nil, limit: 1_000) {
      try await append(APIKeyBody.shape.encode(APIKeyBody(key: key)))
    }
  }

  private func audit(_ user: UserID, _ append: PersonalDataSection.Append) async throws {
    var last: Int64 = 0
    while true {
      let found = try await services.accounts.personalData.auditEntries(
        about: user, after: last, limit: Self.page)
      for numbered in found {
        try await append(
          AuditExport.shape.encode(AuditExport(entry: numbered.entry, user: user)))
      }
      guard found.count == Self.page, let end = found.last else { return }
      last = end.sequence
    }
  }
}

/// An account with what its user sees nowhere else.
private struct ProfileDataBody: ResponseBody {
  let user: User
  let pin: Pin?
  let secondFactor: SecondFactorSummary?

  static let shape = Shape<ProfileDataBody>(
    "ProfileExport",
    fields: AccountBody.shape.pulled { AccountBody($0.user) } + [
      .instant("updated_at") { $0.user.updatedAt },
      .optionalID("referred_by") { $0.user.referredBy },
      .optionalInstant("totp_enabled_since") { $0.secondFactor?.enabledAt },
      .integer("recovery_codes_left") { $0.secondFactor?.recoveryCodes ?? 0 },
      .optionalInstant("pin_set_at") { $0.pin?.changedAt },
      .optionalInstant("pin_locked_until") { $0.pin?.lockedUntil },
    ])
}

private struct SessionExport: ResponseBody {
  let session: PastSession

  static let shape = Shape<SessionExport>(
    "SessionExport",
    .id("id") { $0.session.summary.id },
    .instant("created_at") { $0.session.summary.createdAt },
    .instant("last_seen_at") { $0.session.summary.lastSeenAt },
    .instant("expires_at") { $0.session.expiresAt },
    .optionalInstant("ended_at") { $0.session.revokedAt },
    .optionalString("user_agent") { $0.session.summary.userAgent },
    .optionalString("ip") { $0.session.summary.address })
}

private struct MailTokenExport: ResponseBody {
  let token: MailToken

  static let shape = Shape<MailTokenExport>(
    "MailTokenExport",
    .enumeration("purpose") { $0.token.purpose },
    .string("email") { $0.token.email.canonical },
    .instant("expires_at") { $0.token.expiresAt })
}

/// What was done to an account. Where somebody else did it, who they are and where they were is
/// their own affair.
private struct AuditExport: ResponseBody {
  let entry: AuditEntry
  let user: UserID

  private var isTheirs: Bool { entry.actor.userID == user }

  static let shape = Shape<AuditExport>(
    "AuditExport",
    .instant("at") { $0.entry.at },
    .string("action") { $0.entry.action },
    .bool("by_yourself") { $0.isTheirs },
    .json("before") { $0.entry.before.map { Array($0.utf8) } },
    .json("after") { $0.entry.after.map { Array($0.utf8) } },
    .optionalString("ip") { $0.isTheirs ? $0.entry.actor.address : nil },
    .optionalString("user_agent") { $0.isTheirs ? $0.entry.actor.userAgent : nil })
}
