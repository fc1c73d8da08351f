internal import CPostgres
internal import Glibc
internal import Storage

/// One connection of libpq, in pipeline mode. Used by one thread at a time: whoever owns it sees to
/// that.
final class ServerLink: @unchecked Sendable {
  // Unchecked: handed from the thread that opened it to its one owner.

  let handle: OpaquePointer
  /// Whether a pooler stands before the server: it gives out process numbers of its own.
  private(set) var isPooled = false
  /// When it was opened, in nanoseconds of the monotonic clock.
  let openedAt = monotonicNanoseconds()
  /// Set, through its address, when the server warns that a commit has not reached its standby.
  private let unreplicated: UnsafeMutablePointer<Int32>
  /// What no message may repeat.
  private let secrets: [String]

  /// Connects and prepares the session. Blocks: looking up names, TLS and SCRAM take milliseconds
  /// of waiting and of computing, which is why the loops do not do it themselves.
  init(_ parameters: ConnectionParameters, _ settings: SessionSettings) throws(StorageUnavailable) {
    guard let handle = Self.connect(parameters) else {
      throw .unreachable("out of memory")
    }
    self.handle = handle
    unreplicated = .allocate(capacity: 1)
    unreplicated.initialize(to: 0)
    secrets = parameters.secrets
    guard PQstatus(handle) == CONNECTION_OK else { throw .unreachable(errorText) }
    atrium_pg_watch_notices(handle, unreplicated)
    try begin(settings.values)
    for (name, value) in settings.optional { _ = set(name, to: value) }
    guard PQenterPipelineMode(handle) == 1 else { throw .unreachable(errorText) }
  }

  deinit {
    PQfinish(handle)
    unreplicated.deallocate()
  }

  /// Whether the server has warned, since this was last reset, that a commit has not reached the
  /// standby that it was to reach.
  var isUnreplicated: Bool { unreplicated.pointee != 0 }

  /// Answers `isUnreplicated`, and resets it.
  func takeUnreplicated() -> Bool {
    defer { unreplicated.pointee = 0 }
    return isUnreplicated
  }

  /// In which encoding the database keeps text, as the server names it; nil where it does not say.
  var encoding: String? { PQparameterStatus(handle, "server_encoding").map(String.init(cString:)) }

  private static func connect(_ parameters: ConnectionParameters) -> OpaquePointer? {
    let keywords = parameters.values.map { strdup($0.keyword) }
    let values = parameters.values.map { strdup($0.value) }
    defer { for text in keywords + values { free(text) } }
    let keywordList = keywords.map { UnsafePointer<CChar>($0) } + [nil]
    let valueList = values.map { UnsafePointer<CChar>($0) } + [nil]
    return PQconnectdbParams(keywordList, valueList, 0)
  }

  /// Sets what must be set and asks who serves, in one round trip.
  private func begin(
    _ values: [(name: String, value: String)]
  ) throws(StorageUnavailable) {
    // In one text, which is one transaction: what is set counts from its end on.
    var statements = values.map { "SET \($0.name) = '\($0.value)'" }
    if !values.isEmpty { statements += SessionSettings.conditions }
    let result = answer(
      to: (statements + ["SELECT pg_backend_pid()"]).joined(separator: ";"))
    defer { PQclear(result) }
    guard PQresultStatus(result) == PGRES_TUPLES_OK, let process = PQgetvalue(result, 0, 0) else {
      throw .unreachable(result == nil ? ServerWatches.silenceText : errorText)
    }
    isPooled = String(cString: process) != String(PQbackendPID(handle))
  }

  private func set(_ name: String, to value: String) -> Bool {
    let result = answer(to: "SET \(name) = '\(value)'")
    defer { PQclear(result) }
    return PQresultStatus(result) == PGRES_COMMAND_OK
  }

  /// The last result of a text of statements; nil where the server says nothing: `connect_timeout`
  /// ends with libpq's own part of opening a connection.
  private func answer(to text: String) -> OpaquePointer? {
    guard PQsendQuery(handle, text) == 1 else { return nil }
    var last: OpaquePointer?
    while true {
      while PQisBusy(handle) != 0 {
        var entry = pollfd(fd: PQsocket(handle), events: Int16(POLLIN), revents: 0)
        let count = poll(&entry, 1, Self.beginLimit)
        let isHeard = count > 0 && PQconsumeInput(handle) == 1 || count < 0 && errno == EINTR
        guard isHeard else {
          PQclear(last)
          return nil
        }
      }
      guard let next = PQgetResult(handle) else { return last }
      PQclear(last)
      last = next
    }
  }

  /// For how many milliseconds the server may say nothing while the session is prepared.
  private static let beginLimit: Int32 = 5_000

  /// Whether libpq has noticed that the server is gone.
  var isBroken: Bool { PQstatus(handle) == CONNECTION_BAD }

  /// libpq's last word on the connection, on one line. It names hosts and users, never passwords,
  /// not even where one was taken for something else.
  var errorText: String {
    guard let text = PQerrorMessage(handle) else { return "" }
    return String(cString: text).split(whereSeparator: \.isWhitespace).joined(separator: " ")
      .hiding(secrets)
  }

  /// Whether an idle connection has been closed or told something: either way it is of no more use.
  var isStale: Bool {
    guard !isBroken else { return true }
    var byte: UInt8 = 0
    let count = recv(PQsocket(handle), &byte, 1, Int32(MSG_PEEK | MSG_DONTWAIT))
    return count >= 0 || (errno != EAGAIN && errno != EINTR)
  }
}
