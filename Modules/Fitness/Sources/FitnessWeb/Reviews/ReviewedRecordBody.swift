import Fitness
import Kernel
import Router

/// A record on the wire, as reviewers see it.
struct ReviewedRecordBody: ResponseBody {
  let record: StepRecord

  private var time: Range<Instant>? {
    switch record.span {
    case .day: nil
    case .interval(let time): time
    }
  }

  static let shape = Shape<ReviewedRecordBody>(
    "FitnessReviewedRecord",
    .id("id") { $0.record.id },
    .date("date") { $0.record.date },
    .integer("steps") { $0.record.steps },
    .enumeration("source") { $0.record.reporter.source },
    .optionalString("device_id") { $0.record.reporter.deviceID },
    .enumeration("recording_method") { $0.record.method },
    .bool("is_manual") { $0.record.reporter.isManual },
    .optionalInstant("start_time") { $0.time?.lowerBound },
    .optionalInstant("end_time") { $0.time?.upperBound },
    .string("time_zone") { $0.record.zone.name },
    .optionalString("distance_m") { $0.record.distance.map { "\($0 / 10).\($0 % 10)" } },
    .optionalString("external_id") { $0.record.externalID },
    .integer("version") { $0.record.version },
    .enumeration("verification") { $0.record.verification },
    .bool("is_verified") { $0.record.verification == .verified },
    .strings("flags") { $0.record.flags.map(\.rawValue) },
    .optionalString("reason") { $0.record.reason },
    .optionalID("superseded_by") { $0.record.supersededBy },
    .instant("created_at") { $0.record.createdAt })
}
