/// What is read of it outside of units of work.
public protocol ReportReading: Sendable {}

/// Its rows within a unit of work.
public protocol ReportRows {}
