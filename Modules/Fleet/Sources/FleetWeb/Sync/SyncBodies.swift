import Fleet
import Kernel
import Router

/// The answer of `POST /sync`.
struct SyncBody: ResponseBody {
  var applied: [AppliedBody] = []
  var conflicts: [ConflictBody] = []
  let changes: [ChangedBody]
  let cursor: String
  let hasMore: Bool
  let serverTime: Instant
  let skewSeconds: Int64?

  static let shape = Shape<SyncBody>(
    "FleetSync",
    .array("applied") { $0.applied },
    .array("conflicts") { $0.conflicts },
    .array("changes") { $0.changes },
    .string("cursor") { $0.cursor },
    .bool("has_more") { $0.hasMore },
    .instant("server_time") { $0.serverTime },
    .optionalInteger("clock_skew_seconds") { $0.skewSeconds }
      .described("By how much the device's clock is ahead; null where it told no time."))
}

/// A change that was made.
struct AppliedBody: ResponseBody {
  let id: PushedChange.ID
  let record: SyncRecord
  let version: Int64
  let json: [UInt8]?

  static let shape = Shape<AppliedBody>(
    "FleetAppliedChange",
    .id("change_id") { $0.id },
    .enumeration("entity") { $0.record.entity },
    .id("record_id") { $0.record.id },
    .integer("version") { $0.version }.described("The version that the change made."),
    .json("record") { $0.json }.described("The record as it is now; null where it is gone."))
}

/// A change that was refused.
struct ConflictBody: ResponseBody {
  let id: PushedChange.ID
  let record: SyncRecord
  let conflict: SyncConflict
  let version: Int64?
  let json: [UInt8]?

  static let shape = Shape<ConflictBody>(
    "FleetRefusedChange",
    .id("change_id") { $0.id },
    .enumeration("entity") { $0.record.entity },
    .id("record_id") { $0.record.id },
    .integer("status") { $0.conflict.status },
    .string("code") { $0.conflict.code },
    .json("errors") { $0.conflict.errors.map { Array($0.utf8) } }
      .described("The fields at fault, as the record's own route names them."),
    .optionalInteger("version") { $0.version },
    .json("record") { $0.json }.described("The record as it is, where the caller may see it."))
}

/// A record that is another one than the client has.
struct ChangedBody: ResponseBody {
  let record: SyncRecord
  let version: Int64
  let json: [UInt8]?

  static let shape = Shape<ChangedBody>(
    "FleetChangedRecord",
    .enumeration("entity") { $0.record.entity },
    .id("record_id") { $0.record.id },
    .integer("version") { $0.version },
    .bool("deleted") { $0.json == nil },
    .json("record") { $0.json })
}
