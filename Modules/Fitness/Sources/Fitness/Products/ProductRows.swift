/// What is read of it outside of units of work.
public protocol ProductReading: Sendable {}

/// Its rows within a unit of work.
public protocol ProductRows {}
