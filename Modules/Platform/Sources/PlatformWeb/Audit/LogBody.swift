import Kernel
import Ports
import Router

/// Who acted, on the wire.
struct LogActorBody: ResponseBody {
  enum Kind: String, CaseIterable {
    case user
    case apiKey = "api_key"
    case console, system
  }

  let id: UserID?
  let kind: Kind
  let name: String?

  static let shape = Shape<LogActorBody>(
    "LogActor", .optionalID("id") { $0.id }, .enumeration("kind") { $0.kind },
    .optionalString("name") { $0.name })
}

extension LogActorBody.Kind {
  /// The trail does not tell the requests of API keys from those of their owners.
  init(of actor: Actor) {
    if actor.userID != nil {
      self = .user
    } else {
      self = actor == .operatorConsole ? .console : .system
    }
  }
}

/// An audit entry on the wire.
struct LogBody: ResponseBody {
  let row: LogRow
  let name: String?
  let address: String?
  let before: String?
  let after: String?

  var actor: LogActorBody {
    LogActorBody(
      id: row.entry.actor.userID, kind: LogActorBody.Kind(of: row.entry.actor), name: name)
  }

  static let shape = Shape<LogBody>(
    "LogEntry",
    .string("id") { $0.row.id },
    .instant("at") { $0.row.entry.at },
    .object("actor") { $0.actor },
    .string("action") { $0.row.entry.action },
    .string("target") { $0.row.entry.target },
    .json("before") { $0.before.map { Array($0.utf8) } },
    .json("after") { $0.after.map { Array($0.utf8) } },
    .optionalString("ip") { $0.address },
    .optionalString("user_agent") { $0.row.entry.actor.userAgent },
    .optionalString("request_id") { $0.row.entry.actor.requestID },
    .string("context") { $0.row.entry.context })
}
