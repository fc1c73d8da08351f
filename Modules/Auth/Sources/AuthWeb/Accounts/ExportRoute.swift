import Auth
import ContextKit
import HTTP
import Kernel
import Ports
import Router

/// Everything that is kept about a person, for them to take away.
/// - Parameter all: what the contexts offer that keep something about users.
func exportRoute(_ accounts: Accounts, _ all: AllOffers) -> Route {
  .raw(
    .get, "/me/export", permission: .ownAccount, summary: "Export all data that is kept about you",
    mediaTypes: ["application/json"], refusals: [SignInTooOld.self]
  ) { (caller, _: NoInput) in
    try await accounts.beginExport(of: caller.userID, in: caller.sessionID, by: caller.actor)
    return export(of: caller.userID, at: caller.now, from: all)
  }
  .ofOwnAccount
  .described(
    "One JSON object with a member for each context, `auth` among them. Asks for a sign-in within "
      + "the last hour, or what `auth.recent_login` says.")
}

private func export(of user: UserID, at now: Instant, from all: AllOffers) -> HTTPResponse {
  let day = CivilDate(daysSinceEpoch: Int(now.seconds / 86_400))
  var headers = HTTPHeaders()
  headers.add("Content-Type", "application/json")
  headers.add("Content-Disposition", "attachment; filename=\"atrium-\(day).json\"")
  headers.add("Cache-Control", "no-store")
  let parts = all.contexts.filter { !$0.offers.personalData.isEmpty }.map { context in
    (context.context, context.offers.personalData.flatMap { $0.sections(of: user) })
  }
  return HTTPResponse(
    headers: headers,
    body: .stream { writer in
      let stream = ExportStream(writer)
      try await stream.append(#"{"exported_at":"\#(now)""#)
      for (name, sections) in parts { try await stream.append(part: name, sections) }
      try await stream.append("}\n")
      try await stream.flush()
    })
}

/// Writes an export in pieces that are worth sending.
private actor ExportStream {
  private static let piece = 16_384
  private let writer: HTTPBodyWriter
  private var buffer: [UInt8] = []

  init(_ writer: HTTPBodyWriter) {
    self.writer = writer
  }

  func append(part name: String, _ sections: [PersonalDataSection]) async throws {
    try await append(#","\#(name)":{"#)
    for (index, section) in sections.enumerated() {
      try await append(#"\#(index > 0 ? "," : "")"\#(section.name)":\#(section.isList ? "[" : "")"#)
      isFirst = true
      try await section.write { try await self.element($0) }
      if section.isList { try await append("]") }
    }
    try await append("}")
  }

  private var isFirst = true

  private func element(_ json: [UInt8]) async throws {
    if !isFirst { buffer.append(UInt8(ascii: ",")) }
    isFirst = false
    buffer += json
    if buffer.count >= Self.piece { try await flush() }
  }

  func append(_ text: String) async throws {
    buffer += Array(text.utf8)
    if buffer.count >= Self.piece { try await flush() }
  }

  func flush() async throws {
    let bytes = buffer
    buffer.removeAll(keepingCapacity: true)
    try await writer.write(bytes)
  }
}
