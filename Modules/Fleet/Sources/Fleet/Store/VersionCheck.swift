/// Refuses a change of what is in another state than the caller has seen: it is called with the
/// record as the caller would see it now, under its lock.
public typealias VersionCheck<Sight> = @Sendable (Sight) throws -> Void
