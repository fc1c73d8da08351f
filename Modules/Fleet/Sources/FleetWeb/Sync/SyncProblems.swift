public import Fleet
public import Kernel

extension ProblemKind {
  /// 422: more changes than are taken at once.
  static let tooManyChanges = ProblemKind(
    status: 422, code: "too_many_changes", title: "There are too many changes")
  /// 409: what the client may have missed is not known any more.
  static let cursorExpired = ProblemKind(
    status: 409, code: "cursor_expired", title: "The cursor cannot be used any more")
  /// 409: somebody else has changed the record since.
  static let versionConflict = ProblemKind(
    status: 409, code: "version_conflict", title: "The record has another version")
  /// 409: the change was made before; no client is told so.
  static let changeKnown = ProblemKind(
    status: 409, code: "change_known", title: "The change was made before")
}

extension SyncRefusal: Refusing {
  /// How the caller is told.
  public var problem: Problem {
    switch self {
    case .tooManyChanges:
      Problem(
        .tooManyChanges,
        fields: [
          FieldError(
            field: "changes", code: "too_many_changes",
            message: "Push at most \(SyncInput.mostChanges) changes at once.")
        ])
    case .cursorExpired:
      Problem(.cursorExpired, detail: "Nothing was applied. Forget the copies and begin at null.")
    }
  }
}

extension ChangeRefusal: Refusing {
  /// How a push is told.
  public var problem: Problem {
    switch self {
    case .known: Problem(.changeKnown)
    case .versionConflict: Problem(.versionConflict)
    }
  }
}
