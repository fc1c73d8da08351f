public import Fitness
public import Kernel
import Router

extension StepRefusal: Refusing {
  /// How the caller is told.
  public var problem: Problem { Problem(kind, detail: detail) }

  /// The stable name.
  var code: String { kind.code }

  private var kind: ProblemKind {
    switch self {
    case .manualDisabled:
      ProblemKind(status: 403, code: "manual_disabled", title: "Typed records are not taken")
    case .futureDate:
      ProblemKind(status: 422, code: "future_date", title: "The record is of the future")
    case .tooOld: ProblemKind(status: 422, code: "too_old", title: "The record is too old")
    case .staleVersion:
      ProblemKind(status: 409, code: "stale_version", title: "A newer version is known")
    case .overlaps:
      ProblemKind(status: 409, code: "overlaps", title: "The record overlaps another one")
    }
  }

  private var detail: String {
    switch self {
    case .manualDisabled: "Only what a device has counted is taken."
    case .futureDate: "It is not that date yet, or the interval ends more than 5 minutes from now."
    case .tooOld: "Records of that date are not taken any more."
    case .staleVersion: "Send what the source says now."
    case .overlaps: "Another interval of this source and device is of some of that time."
    }
  }
}

extension StepRangeTooLong: Refusing {
  /// 422.
  public var problem: Problem {
    Problem(
      .validation,
      fields: [
        FieldError(
          field: "from", code: "range_too_long",
          message: "At most \(DateSpan.longest) days are shown.")
      ])
  }
}
