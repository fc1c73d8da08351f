/// What is read of it outside of units of work.
public protocol OrderReading: Sendable {}

/// Its rows within a unit of work.
public protocol OrderRows {}
