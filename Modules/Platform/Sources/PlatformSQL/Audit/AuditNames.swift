/// What actions and targets are called today. Auth's rows of before there were other contexts name
/// no context: they stay as they were hashed, and are read by the names of today.
enum AuditNames {
  private static let oldAction = "user."
  private static let newAction = "auth.user."
  private static let oldTarget = "user:"
  private static let newTarget = "auth.users:"

  /// `auth.user.block` for `user.block`.
  static func shown(action: String) -> String { replaced(action, oldAction, by: newAction) }

  /// `auth.users:<id>` for `user:<id>`.
  static func shown(target: String) -> String { replaced(target, oldTarget, by: newTarget) }

  /// Everything that an action of today is stored as.
  static func stored(action: String) -> [String] { both(action, newAction, oldAction) }

  /// Everything that a target of today is stored as.
  static func stored(target: String) -> [String] { both(target, newTarget, oldTarget) }

  /// What the stored actions begin with that are of a context, where their rows do not name it.
  static func beginnings(of context: String) -> [String] {
    context == "auth" ? ["auth.", oldAction] : ["\(context)."]
  }

  private static func replaced(_ text: String, _ old: String, by new: String) -> String {
    text.hasPrefix(old) ? new + text.dropFirst(old.count) : text
  }

  private static func both(_ text: String, _ new: String, _ old: String) -> [String] {
    text.hasPrefix(new) ? [text, old + text.dropFirst(new.count)] : [text]
  }
}
