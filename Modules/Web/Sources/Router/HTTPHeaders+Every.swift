internal import HTTP

extension HTTPHeaders {
  /// The values of all fields of that name. Most requests have none, and to see that no string
  /// has to be made.
  func every(_ name: String) -> [String] {
    contains(name) ? values(name) : []
  }
}
