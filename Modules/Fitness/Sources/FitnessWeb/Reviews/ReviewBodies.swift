import ContextKit
import Fitness
import Kernel
import Router

/// A validation on the wire.
struct ValidationBody: ResponseBody {
  let view: ValidationView

  init(_ view: ValidationView) {
    self.view = view
  }

  private var validation: StepValidation { view.validation }

  static let shape = Shape<ValidationBody>(
    "FitnessValidation",
    .id("id") { $0.validation.id },
    .id("step_record_id") { $0.validation.recordID },
    .id("user_id") { $0.validation.userID },
    .date("date") { $0.validation.date },
    .integer("steps") { $0.validation.steps },
    .enumeration("source") { $0.validation.source },
    .enumeration("status") { $0.validation.state },
    .integer("anomaly_score") { $0.validation.score },
    .strings("rules") { $0.validation.rules.map(\.rawValue) },
    .optionalString("reason") { $0.validation.reason },
    .optionalID("reviewer_id") { $0.validation.reviewerID },
    .optionalInstant("reviewed_at") { $0.validation.reviewedAt },
    .instant("created_at") { $0.validation.createdAt },
    .optionalObject("record") { $0.view.record.map { StepRecordBody(record: $0) } })

  /// The body with its tag.
  var tagged: Reply<ValidationBody> {
    Reply.ok(self).etag(ETag(version: validation.version))
  }
}
