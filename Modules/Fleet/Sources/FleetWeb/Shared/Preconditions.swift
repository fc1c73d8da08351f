import Fleet
import Router

extension IfMatch? {
  /// Refuses a change of what the caller has not seen so.
  /// - Parameter body: the record as it is shown, whose tag the caller sends.
  func refusing<Sight, Body: ResponseBody>(
    as body: @escaping @Sendable (Sight) -> Body
  ) -> VersionCheck<Sight> {
    { sight in
      // The digest costs something, and few ask for it.
      if self != nil { try check(ETag(of: body(sight))) }
    }
  }
}
