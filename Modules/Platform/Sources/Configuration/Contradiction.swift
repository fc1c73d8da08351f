extension Configuration {
  /// What is wrong where a setting was set to more than the one that bounds it; nil where it was
  /// not. A default that is beyond what somebody chose for the bound does no harm.
  public func contradiction<Value: Comparable>(
    _ setting: Setting<Value>, exceeds bound: Setting<Value>
  ) -> String? {
    guard isSet(setting), self[setting] > self[bound] else { return nil }
    let (value, most) = (setting.type.show(self[setting]), bound.type.show(self[bound]))
    return "\(setting.key) is \(value), which is more than \(bound.key), \(most)"
  }
}
