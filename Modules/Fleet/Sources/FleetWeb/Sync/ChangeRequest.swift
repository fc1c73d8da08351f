import Fleet
import HTTP
import JSON
import Kernel

/// A pushed change as a request to the route that makes such a change.
struct ChangeRequest {
  let method: HTTPMethod
  let path: String
  let body: [UInt8]?

  /// The request; nil where no route does such a thing.
  init?(_ change: PushInput, clock: SyncClock) {
    let list = Self.list(of: change.entity)
    let place = "\(list)/\(change.recordID)"
    var members: [(String, [UInt8])] = []
    switch (change.entity, change.op) {
    case (_, .create):
      (method, path) = (.post, list)
      members.append(("id", Self.text("\(change.recordID)")))
      if change.entity == .transaction, let time = Self.occurrence(of: change, clock) {
        members.append(("occurred_at", Self.text("\(time)")))
      }
    case (.company, .update), (.driver, .update): (method, path) = (.patch, place)
    case (.company, .delete), (.driver, .delete): (method, path) = (.delete, place)
    case (.company, .activate), (.company, .deactivate):
      (method, path) = (.patch, place)
      members.append(("is_active", Array((change.op == .activate ? "true" : "false").utf8)))
    case (.driver, .activate), (.driver, .deactivate), (.transaction, .approve),
      (.transaction, .reject), (.transaction, .cancel):
      (method, path) = (.put, "\(place)/\(change.op.rawValue)")
    default: return nil
    }
    body = method == .delete ? nil : Self.body(change.data, members)
  }

  /// Where the records of an entity are.
  static func list(of entity: SyncEntity) -> String {
    switch entity {
    case .company: "/companies"
    case .driver: "/drivers"
    case .account: "/accounts"
    case .transaction: "/transactions"
    }
  }

  /// When it happened, by our clock: by what the device noted with the change, or in it.
  private static func occurrence(of change: PushInput, _ clock: SyncClock) -> Instant? {
    let noted = change.data?["occurred_at"]?.string.flatMap { Instant($0) }
    return (change.at ?? noted).map(clock.time)
  }

  /// The data with some members in the place of its own.
  private static func body(_ data: JSONValue?, _ members: [(String, [UInt8])]) -> [UInt8] {
    // What is no object is the route's to refuse.
    if let data, data.kind != .object { return data.rawText }
    var writer = JSONWriter()
    writer.beginObject()
    if let data {
      for (key, value) in data.members where !members.contains(where: { $0.0 == key }) {
        writer.key(key)
        writer.raw(value.rawText)
      }
    }
    for (key, value) in members {
      writer.key(key)
      writer.raw(value)
    }
    writer.endObject()
    return writer.bytes
  }

  private static func text(_ text: String) -> [UInt8] {
    var writer = JSONWriter()
    writer.value(text)
    return writer.bytes
  }
}
