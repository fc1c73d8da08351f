import ContextKit
import Fitness
import Kernel
import Router

/// The query of `GET /validations`.
struct ValidationQuery: RequestInput {
  let filter: ValidationFilter
  let order: ValidationOrder
  /// Page by page in either order; each is a list of its own to cursors.
  let page: PageRequest<ValidationView, ValidationKey>

  init(from fields: inout RequestFields) {
    filter = ValidationFilter(
      state: fields.query("status", .enumeration()),
      userID: fields.query("user_id", .id(of: UserTag.self)),
      rule: fields.query("rule", .enumeration()))
    let sort = fields.query("sort", .oneOf(["created_at", "-anomaly_score"]))
    if sort == "-anomaly_score" {
      page = fields.page("fitness.validations.score", by: \.scoreKey, \.validation.id)
      order = .suspicious(after: page.after.map { .init(key: $0.first, id: $0.second) })
    } else {
      page = fields.page("fitness.validations", by: \.ageKey, \.validation.id)
      order = .oldest(
        after: page.after.map {
          .init(key: Instant(milliseconds: $0.first), id: $0.second)
        })
    }
  }
}

/// What lists of validations are sorted by.
typealias ValidationKey = CursorPair<Int64, StepValidation.ID>

extension ValidationView {
  fileprivate var scoreKey: Int64 { Int64(validation.score) }
  fileprivate var ageKey: Int64 { validation.createdAt.milliseconds }
}

/// The body of `POST /validations`.
struct ValidationInput: RequestInput {
  let recordID: StepRecord.ID
  let reason: String

  init(from fields: inout RequestFields) {
    recordID = fields.body("step_record_id", .id(of: StepRecord.self))
    reason = fields.body("reason", .reviewReason)
  }
}

/// The path, condition and body of `PUT /validations/{id}/approve`.
struct ValidationApproval: RequestInput {
  let id: StepValidation.ID
  let ifMatch: IfMatch?
  let note: String?

  init(from fields: inout RequestFields) {
    id = fields.path("id", .id(of: StepValidation.self))
    ifMatch = fields.ifMatch()
    note = fields.nullableBody("note", .reviewReason)
  }
}

/// The path, condition and body of `PUT /validations/{id}/reject` and `…/reopen`.
struct ValidationReason: RequestInput {
  let id: StepValidation.ID
  let ifMatch: IfMatch?
  let reason: String

  init(from fields: inout RequestFields) {
    id = fields.path("id", .id(of: StepValidation.self))
    ifMatch = fields.ifMatch()
    reason = fields.body("reason", .reviewReason)
  }
}

/// The path and body of `PUT /users/{user_id}/trust`.
struct TrustInput: RequestInput {
  let userID: UserID
  let trust: FitnessProfile.Trust

  init(from fields: inout RequestFields) {
    userID = fields.path("user_id", .id(of: UserTag.self))
    trust = fields.body("trust", .enumeration())
  }
}

extension FieldType where Value == String {
  /// What the staff says of a record, which its owner may read.
  fileprivate static var reviewReason: FieldType { .text(length: 1...500) }
}
