import Fleet
import HTTP
import JSON
import Kernel
import Router

/// Makes the changes that clients push, each by its route, and tells what became of them.
struct ChangePusher: Sendable {
  let store: any FleetStore
  let routes: OwnRoutes
  /// Counts what became of changes, by a word: applied, refused or repeated.
  let count: @Sendable (String) -> Void

  /// Pushes changes in their order.
  /// - Throws: what is no refusal. Whatever was made before it stays so, and is known when the
  ///   changes are pushed again.
  func push(
    _ changes: [PushInput], at clock: SyncClock, for caller: Caller
  ) async throws -> (applied: [AppliedBody], conflicts: [ConflictBody]) {
    var known = try await store.pushed(changes.map(\.id), by: caller.userID)
    var applied: [AppliedBody] = []
    var conflicts: [ConflictBody] = []
    for change in changes {
      let pushed: PushedChange
      var shown: [UInt8]?
      if let before = known[change.id] {
        pushed = before
        count("repeated")
      } else {
        (pushed, shown) = try await make(change, clock, for: caller)
        if case .applied = pushed.outcome { count("applied") } else { count("refused") }
      }
      known[change.id] = pushed
      let json =
        if let shown { shown } else { try await routes.show(pushed.record, to: caller) }
      switch pushed.outcome {
      case .applied(let version):
        applied.append(
          AppliedBody(
            id: change.id, record: pushed.record, version: version ?? json?.recordVersion ?? 1,
            json: json))
      case .refused(let conflict):
        conflicts.append(
          ConflictBody(
            id: change.id, record: pushed.record, conflict: conflict, version: json?.recordVersion,
            json: json))
      }
    }
    return (applied, conflicts)
  }

  /// Makes a change that is not known.
  /// - Returns: what became of it, and the record where the route has shown it.
  private func make(
    _ change: PushInput, _ clock: SyncClock, for caller: Caller
  ) async throws -> (PushedChange, shown: [UInt8]?) {
    guard let request = ChangeRequest(change, clock: clock) else {
      return (try await keep(.unknownChange(change), change, for: caller), nil)
    }
    if change.needsVersion, change.baseVersion == nil {
      return (try await keep(.versionRequired, change, for: caller), nil)
    }
    let claim = ChangeClaim(
      id: change.id, user: caller.userID, record: change.record,
      baseVersion: change.needsVersion ? change.baseVersion : nil)
    let response = try await claim.making {
      try await routes.call(request.method, request.path, request.body, for: caller)
    }
    if response.status < 300 {
      // What changed something kept that it did.
      let made = try await store.pushed([change.id], by: caller.userID)[change.id]
      let shown = response.octets.isEmpty ? nil : response.octets
      if let made { return (made, shown) }
      return (try await keepIdle(change, shown, for: caller), shown)
    }
    let conflict = SyncConflict(response)
    if conflict.code == ProblemKind.changeKnown.code {
      let made = try await store.pushed([change.id], by: caller.userID)[change.id]
      guard let made else { throw Problem(.unavailable) }
      return (made, nil)
    }
    return (try await refuse(change, conflict, for: caller), nil)
  }

  /// Whatever else a route finds, an edit of another version is told to be one, once it is clear
  /// that the caller may make it.
  private func refuse(
    _ change: PushInput, _ conflict: SyncConflict, for caller: Caller
  ) async throws -> PushedChange {
    guard conflict.isKept else { throw Problem(.unavailable) }
    if change.needsVersion, conflict.status == 409 || conflict.status == 422,
      let version = try await routes.show(change.record, to: caller)?.recordVersion,
      version != change.baseVersion
    {
      return try await keep(.versionConflict, change, for: caller)
    }
    return try await keep(conflict, change, for: caller)
  }

  private func keep(
    _ conflict: SyncConflict, _ change: PushInput, for caller: Caller
  ) async throws -> PushedChange {
    try await store.keep(
      PushedChange(record: change.record, outcome: .refused(conflict)), change.id,
      by: caller.userID, at: caller.now)
  }

  /// Nothing had to be changed. An edit of another version is refused all the same.
  private func keepIdle(
    _ change: PushInput, _ shown: [UInt8]?, for caller: Caller
  ) async throws -> PushedChange {
    if change.needsVersion, let version = shown?.recordVersion, version != change.baseVersion {
      return try await keep(.versionConflict, change, for: caller)
    }
    return try await store.keep(
      PushedChange(record: change.record, outcome: .applied(version: shown?.recordVersion)),
      change.id,
      by: caller.userID, at: caller.now)
  }
}

extension [UInt8] {
  /// The version that a record says it has.
  var recordVersion: Int64? { (try? JSONDocument(parsing: self))?.root["version"]?.int64 }
}

extension SyncConflict {
  /// A route's refusal.
  fileprivate init(_ response: HTTPResponse) {
    let problem = (try? JSONDocument(parsing: response.octets))?.root
    self.init(
      status: response.status, code: problem?["code"]?.string ?? "\(response.status)",
      errors: problem?["errors"].map { String(decoding: $0.rawText, as: UTF8.self) })
  }

  /// Whether another attempt would be refused as well: it was judged.
  fileprivate var isKept: Bool { status < 500 && status != 408 && status != 429 }

  fileprivate static let versionConflict = SyncConflict(
    status: ProblemKind.versionConflict.status, code: ProblemKind.versionConflict.code,
    errors: nil)

  fileprivate static let versionRequired = SyncConflict(
    status: 422, code: "version_required",
    field: FieldError(
      field: "base_version", code: "version_required",
      message: "Say which version was changed."))

  fileprivate static func unknownChange(_ change: PushInput) -> SyncConflict {
    SyncConflict(
      status: 422, code: ProblemKind.validation.code,
      field: FieldError(
        field: "op", code: "not_allowed",
        message: "A \(change.entity.rawValue) knows no \(change.op.rawValue)."))
  }

  private init(status: Int, code: String, field: FieldError) {
    var writer = JSONWriter()
    writer.beginArray()
    writer.beginObject()
    writer.key("field")
    writer.value(field.field)
    writer.key("code")
    writer.value(field.code)
    writer.key("message")
    writer.value(field.message)
    writer.endObject()
    writer.endArray()
    self.init(status: status, code: code, errors: String(decoding: writer.bytes, as: UTF8.self))
  }
}
