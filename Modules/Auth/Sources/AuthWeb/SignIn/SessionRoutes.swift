import Auth
import Kernel
import Router

/// The sessions of a user, in one of which they ask.
func sessionRoutes(_ signIn: SignIn, _ cookie: SessionCookie) -> [Route] {
  [
    .get(
      "/sessions", permission: .ownSessions, summary: "List your sessions, newest first"
    ) { (caller, query: SessionsQuery) in
      let found = try await signIn.sessions(
        of: caller.userID, before: query.page.after, limit: query.page.rowsToRead)
      return query.page.of(found) { SessionBody($0, for: caller) }
    },
    .get(
      "/sessions/{id}", permission: .ownSessions, summary: "Show one of your sessions"
    ) { (caller, path: RecordPath<SessionTag>) in
      let body = SessionBody(try await signIn.session(path.id, of: caller.userID), for: caller)
      return Reply.ok(body).etag(ETag(of: body))
    },
    .delete(
      "/sessions", permission: .ownSessions, summary: "End all your other sessions"
    ) { caller in
      try await signIn.endOtherSessions(of: caller.userID, except: caller.sessionID)
      return Reply.noContent
    },
    .delete(
      "/sessions/{id}", permission: .ownSessions, summary: "End one of your sessions"
    ) { (caller, input: SessionEnding) in
      try await signIn.endSession(input.id, of: caller.userID) { session in
        try input.ifMatch.check(ETag(of: SessionBody(session, for: caller)))
      }
      guard input.id == caller.sessionID else { return Reply.noContent }
      return Reply.noContent.forgetting(cookie, of: caller.context)
    },
  ]
}

/// The query of `GET /sessions`.
struct SessionsQuery: RequestInput {
  let page: PageRequest<SessionSummary, SessionID>

  init(from fields: inout RequestFields) {
    page = fields.page("auth.sessions", by: \.id)
  }
}

/// `DELETE /sessions/{id}`.
struct SessionEnding: RequestInput {
  let id: SessionID
  let ifMatch: IfMatch?

  init(from fields: inout RequestFields) {
    id = fields.path("id", .id(of: SessionTag.self))
    ifMatch = fields.ifMatch()
  }
}

/// A session on the wire.
struct SessionBody: ResponseBody {
  let session: SessionSummary
  let isCurrent: Bool

  /// - Parameter caller: who asks, in this session or another.
  init(_ session: SessionSummary, for caller: Caller) {
    self.session = session
    isCurrent = session.id == caller.sessionID
  }

  static let shape = Shape<SessionBody>(
    "Session",
    .id("id") { $0.session.id },
    .bool("current") { $0.isCurrent },
    .instant("created_at") { $0.session.createdAt },
    .instant("last_seen_at") { $0.session.lastSeenAt },
    .optionalString("user_agent") { $0.session.userAgent },
    .optionalString("ip") { $0.session.address })
}
