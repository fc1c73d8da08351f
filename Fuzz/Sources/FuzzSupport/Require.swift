internal import Glibc

/// Stops the process, so that the input is kept or named, unless `condition` holds.
public func require(_ condition: Bool, _ message: @autoclosure () -> String) {
  if condition { return }
  let text = "property violated: \(message())\n"
  write(2, text, text.utf8.count)
  abort()
}

/// Stops the process unless both are equal.
public func requireEqual<Value: Equatable>(
  _ left: Value, _ right: Value, _ message: @autoclosure () -> String
) {
  require(left == right, "\(message())\n  one:   \(left)\n  other: \(right)")
}
