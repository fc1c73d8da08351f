import Fleet
import JSON
import Kernel
import Router

/// The body of `POST /sync`.
struct SyncInput: RequestInput {
  let since: String?
  let clientTime: Instant?
  let limit: Int
  let changes: [PushInput]

  /// The most changes of a request, and the most records of an answer.
  static let (mostChanges, mostRecords) = (200, 1_000)

  init(from fields: inout RequestFields) {
    since = fields.nullableBody("since", .string(length: 0...SyncCursor.longestText))
    clientTime = fields.nullableBody("client_time", .instant)
    limit = fields.body("limit", .integer(1...Self.mostRecords), default: 500)
    // Their number is a refusal of its own.
    changes = fields.body("changes", .array(of: .object(), count: 0...10_000), default: [])
  }
}

/// A change that a client made while it was offline.
struct PushInput: RequestInput {
  let id: PushedChange.ID
  let entity: SyncEntity
  let op: Op
  let recordID: SyncRecordID
  let baseVersion: Int64?
  let at: Instant?
  let data: JSONValue?

  /// What is done to a record.
  enum Op: String, CaseIterable, Sendable {
    case create, update, delete, activate, deactivate, approve, reject, cancel
  }

  private static let entities: [SyncEntity] = [.company, .driver, .transaction]

  init(from fields: inout RequestFields) {
    id = fields.body("change_id", .id(of: PushedChange.Tag.self))
    let name = fields.body("entity", .oneOf(Self.entities.map(\.rawValue)))
    entity = SyncEntity(rawValue: name) ?? .company
    op =
      Op(rawValue: fields.body("op", .oneOf(Op.allCases.map(\.rawValue)))) ?? .create
    recordID = fields.body("record_id", .id(of: SyncRecordTag.self))
    baseVersion = fields.nullableBody("base_version", .integer64(0...Int64.max))
    at = fields.nullableBody("at", .instant)
    data = fields.nullableBody("data", .json)
  }

  var record: SyncRecord { SyncRecord(entity, recordID) }

  /// Whether the client is to say which version it changed.
  var needsVersion: Bool { op == .update || op == .delete }
}
