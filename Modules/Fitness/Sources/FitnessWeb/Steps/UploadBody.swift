import Fitness
import Kernel
import Router

/// What an upload came to, on the wire: of one record, or of several.
struct UploadBody: ResponseBody {
  let outcome: UploadOutcome

  private var isBatch: Bool { outcome.isBatch }
  private var record: StepRecord? { outcome.results.first?.record }

  static let shape = Shape<UploadBody>(
    "StepUpload",
    .optionalOneOf("status", ["recorded", "replaced", "unchanged"]) {
      $0.outcome.results.first?.word
    }.when { !$0.isBatch },
    .optionalObject("record") { $0.record.map { StepRecordBody(record: $0) } }
      .when { !$0.isBatch },
    .optionalObject("day") { body in
      body.outcome.days.first { $0.date == body.record?.date }.map { StepDayBody(day: $0) }
    }.when { !$0.isBatch },
    .array("results") { body in
      body.outcome.results.enumerated().map { UploadResultBody(index: $0, result: $1) }
    }.when(\.isBatch),
    .array("days") { $0.outcome.days.map { StepDayBody(day: $0) } }.when(\.isBatch),
    .integer("coins_awarded") { $0.outcome.coinsAwarded }
      .described("The change of what steps have earned: negative after a correction."),
    .strings("new_achievements") { $0.outcome.unlocked },
    .object("wallet") { WalletBody($0.outcome.wallet) })

  /// The answer.
  var reply: Reply<UploadBody> {
    guard !isBatch, let result = outcome.results.first, let record = result.record else {
      return .ok(self)
    }
    guard result.status != .unchanged else { return .ok(self) }
    return .created(self, at: "/steps/records/\(record.id)")
  }
}

/// What became of one record of several.
struct UploadResultBody: ResponseBody {
  let index: Int
  let result: UploadResult

  static let shape = Shape<UploadResultBody>(
    "StepUploadResult",
    .integer("index") { $0.index },
    .oneOf("status", ["recorded", "replaced", "unchanged", "refused"]) { $0.result.word },
    .optionalID("id") { $0.result.record?.id },
    .optionalOneOf("verification", StepRecord.Verification.allCases.map(\.rawValue)) {
      $0.result.record?.verification.rawValue
    },
    .optionalOneOf("code", StepRefusal.allCases.map(\.code)) { $0.result.code })
}

extension UploadResult {
  /// The status in a word.
  var word: String {
    switch status {
    case .recorded: "recorded"
    case .replaced: "replaced"
    case .unchanged: "unchanged"
    case .refused: "refused"
    }
  }

  /// Why it was refused.
  fileprivate var code: String? {
    if case .refused(let refusal) = status { refusal.code } else { nil }
  }
}
