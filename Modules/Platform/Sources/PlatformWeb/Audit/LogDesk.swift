import AdminResources
import ContextKit
import Kernel
import PlatformSQL
import Ports
import Router

/// An audit entry with its place: which database, and its number there.
struct LogRow: Sendable {
  let store: String
  let logged: LoggedEntry

  var entry: AuditEntry { logged.entry }

  /// Its place in the list of all databases: the latest first, and of one time by database and
  /// number.
  var place: CursorPair<Instant, CursorPair<String, Int64>> {
    CursorPair(entry.at, CursorPair(store, logged.sequence))
  }

  /// Whether it comes before another one in the list.
  static func precedes(_ one: LogRow, _ other: LogRow) -> Bool {
    if one.entry.at != other.entry.at { return one.entry.at > other.entry.at }
    if one.store != other.store { return one.store < other.store }
    return one.logged.sequence > other.logged.sequence
  }

  /// The id on the wire: opaque, and of one entry for ever.
  var id: String {
    Cursor(.text(store), .integer(logged.sequence)).encoded(for: Self.ids)
  }

  /// The place that an id tells.
  static func place(of id: String) -> (store: String, sequence: Int64)? {
    guard let cursor = Cursor(decoding: id, for: ids, kinds: [.text, .integer]),
      case .text(let store) = cursor.keys[0], case .integer(let sequence) = cursor.keys[1]
    else { return nil }
    return (store, sequence)
  }

  private static let ids = "platform.logs.id"
}

/// The audit trails of all databases, as one.
struct LogDesk: Sendable {
  private struct Trail: Sendable {
    let name: String
    let log: AuditLog
  }

  private let trails: [Trail]
  private let users: (any UserDirectory)?
  private let resources: [String: AdminResource]
  private var list: MergedList<Trail, LogRow> { MergedList(trails, inOrder: LogRow.precedes) }

  /// - Parameters:
  ///   - users: tells the names of those who acted.
  ///   - resources: tells what is personal in what was changed.
  init(_ stores: [SharedStore], users: (any UserDirectory)?, resources: [DeclaredResource]) {
    trails = stores.map { store in
      Trail(
        name: store.contexts.min() ?? "", log: AuditLog(database: store.store.database))
    }
    self.users = users
    self.resources = Dictionary(
      resources.map { ($0.path, $0.resource) }, uniquingKeysWith: { first, _ in first })
  }

  /// A part of the list, newest first.
  func entries(
    matching filter: AuditFilter, after: CursorPair<Instant, CursorPair<String, Int64>>?,
    limit: Int
  ) async throws -> [LogRow] {
    try await list.first(limit) { trail, limit in
      try await Self.read(trail, filter, after, limit)
    }
  }

  /// Hands over every entry, newest first. A page of each trail is in memory.
  func forEach(matching filter: AuditFilter, _ body: (LogRow) async throws -> Void) async throws {
    try await list.forEach(
      page: 500,
      { trail, last, limit in try await Self.read(trail, filter, last?.place, limit) }, body)
  }

  /// One entry.
  /// - Throws: `NotFound`, or the store's error.
  func entry(_ id: String) async throws -> LogRow {
    guard let (store, sequence) = LogRow.place(of: id),
      let trail = trails.first(where: { $0.name == store }),
      let logged = try await trail.log.entry(sequence)
    else { throw NotFound() }
    return LogRow(store: store, logged: logged)
  }

  /// Entries as somebody sees them.
  func bodies(_ rows: [LogRow], masked: Bool) async throws -> [LogBody] {
    var names: [UserID: String?] = [:]
    var bodies: [LogBody] = []
    bodies.reserveCapacity(rows.count)
    for row in rows {
      bodies.append(try await body(row, masked: masked, names: &names))
    }
    return bodies
  }

  /// An entry as somebody sees it.
  /// - Parameter names: the names that are known already; those that are not are added.
  func body(
    _ row: LogRow, masked: Bool, names: inout [UserID: String?]
  ) async throws -> LogBody {
    let mask = AuditMask(of: resource(row.entry.target), masksPersonal: masked)
    let name = try await name(of: row.entry.actor.userID, &names)
    return LogBody(
      row: row, name: masked ? name.map { Masking.masked($0, as: .text) } : name,
      address: row.entry.actor.address.map { masked ? Masking.network($0) : $0 },
      before: row.entry.before.map(mask.masked), after: row.entry.after.map(mask.masked))
  }

  private func name(
    of user: UserID?, _ names: inout [UserID: String?]
  ) async throws -> String? {
    guard let user, let users else { return nil }
    if let known = names[user] { return known }
    if names.count >= Self.mostNames { names.removeAll() }
    let name = try await users.user(user)?.name
    names[user] = .some(name)
    return name
  }

  /// No more names are kept in the memory of an export.
  private static let mostNames = 10_000

  /// The resource that a target `auth.users:<id>` is a record of.
  private func resource(_ target: String) -> AdminResource? {
    let kind = target.prefix { $0 != ":" }
    guard let dot = kind.firstIndex(of: ".") else { return nil }
    return resources["\(kind[..<dot])/\(kind[kind.index(after: dot)...])"]
  }

  /// Reads of a trail what comes after a place of the whole list.
  private static func read(
    _ trail: Trail, _ filter: AuditFilter,
    _ after: CursorPair<Instant, CursorPair<String, Int64>>?, _ limit: Int
  ) async throws -> [LogRow] {
    let before = after.map { place -> (at: Instant, sequence: Int64) in
      let (store, sequence) = (place.second.first, place.second.second)
      // Of one time, trails come one after the other.
      if trail.name == store { return (place.first, sequence) }
      return (place.first, trail.name > store ? .max : 0)
    }
    return try await trail.log.entries(matching: filter, before: before, limit: limit)
      .map { LogRow(store: trail.name, logged: $0) }
  }
}
